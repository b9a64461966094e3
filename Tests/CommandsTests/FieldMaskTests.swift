import Foundation
import SyncModel
import Testing

@testable import Commands

/// What of a record's CRM fields is seen by who has not asked for personal data.
@Suite struct FieldMaskTests {
    private static let start = Instant(seconds: 1_780_000_000)

    private static var customer: SyncRecord {
        var profile = CustomerProfile()
        profile.firstName = .value("Ibrahim")
        profile.lastName = .value("Rossi")
        profile.phone = .value("+8135556844")
        var customer = CustomerRecord(id: 7_001)
        customer.profile = Versioned(profile, version: SourceVersion(at: start, tie: start, hash: 7))
        return .customer(customer)
    }

    private static var order: SyncRecord {
        var details = OrderDetails()
        details.name = .value("#1001")
        details.customerID = .value(7_001)
        details.currentTotal = .value(Decimal(25))
        var shirt = OrderLine(id: 1, title: "Blue Shirt", quantity: 2, currentQuantity: 2, unitPrice: 12)
        shirt.variantTitle = "M"
        shirt.sku = "BS-10115"
        let gift = OrderLine(id: 2, title: "Card for Ibrahim", quantity: 1, currentQuantity: 1, unitPrice: 1)
        details.lines = .value([shirt, gift])
        var order = OrderRecord(id: 5_591)
        order.details = Versioned(details, version: SourceVersion(at: start, tie: start, hash: 5))
        return .order(order)
    }

    private static func mask(_ kind: RecordKind) -> FieldMask {
        kind == .order ? FieldMask(order, customer: customer) : FieldMask(customer)
    }

    @Test(arguments: [
        ("25.00", "amount", RecordKind.order, "25.00"), ("25", "other", .order, "25"),
        ("2026-05-01", "closedate", .order, "2026-05-01"), ("1780000000000", "closedate", .order, "1780000000000"),
        ("2026-05-01T10:00:00.000Z", "when", .order, "2026-05-01T10:00:00.000Z"),
        ("2026-05-01T10:00:00.000Z", "Shopify_Last_Order_At__c", .customer, "2026-05-01T10:00:00.000Z"),
        ("7001", "Shopify_Last_Order_Id__c", .customer, "7001"), ("3", "Shopify_Orders_Count__c", .customer, "3"),
        ("5591", "shopify_order_id", .order, "5591"), ("7001", "other", .order, "7001"),
        ("Shopify Order #1001", "dealname", .order, "Shopify Order #1001"),
        ("Blue Shirt - M", "name", .order, "Blue Shirt - M"), ("BS-10115", "hs_sku", .order, "BS-10115"),
        ("Closed Won", "dealstage", .order, "Closed Won"), ("Sales Pipeline", "pipeline", .order, "Sales Pipeline"),
        ("EUR", "deal_currency_code", .order, "EUR"), ("true", "optin", .customer, "true"),
        ("acme.myshopify.com", "shopify_store", .customer, "acme.myshopify.com"),
        ("not_set", "stage", .customer, "not_set"), ("single_opt_in", "level", .customer, "single_opt_in"),
    ])
    func whatIsNobodysIsShown(_ value: String, _ field: String, _ kind: RecordKind, _ shown: String) {
        #expect(Self.mask(kind).value(value, field: field) == shown)
    }

    @Test(arguments: [
        ("#1001 Ibrahim Rossi", "dealname", RecordKind.order, "#1001 •••"),
        ("Ibrahim Rossi: Blue Shirt - M, Mary", "dealname", .order, "•••: Blue Shirt - M, •••"),
        ("#1001 of somebody else, 12 Main Street", "dealname", .order, "#1001 •••"),
        ("#10015", "dealname", .order, "•••"), ("Card for Ibrahim", "name", .order, "•••"),
        ("+8135556844", "shopify_whatsapp", .order, "•••"), ("+8135556844", "shopify_source", .order, "•••"),
        ("813.555.6844", "call_at", .order, "•••"), ("8135556844", "other", .order, "•••"),
        ("491701234567", "phone", .customer, "•••"), ("10115", "shopify_area", .order, "•••"),
        ("52.520008", "point", .order, "•••"), ("1970-01-01", "birthday", .customer, "•••"),
        ("ibrahim_rossi", "login", .order, "•••"), ("Ibrahim Rossi", "shopify_store", .order, "•••"),
        ("Ada", "firstname", .customer, "•••"), ("Berlin", "city", .order, "•••"),
        ("ada", "nickname", .customer, "•••"),
        ("Ada Lovelace", "shopify_customer_name", .order, "•••"), ("ada@x.de", "shopify_store", .order, "•••"),
        ("Ada Lovelace", "account_name", .order, "•••"), ("12 Main Street", "store_address", .order, "•••"),
        ("ada_l@example.com", "other", .order, "•••"), ("#1001 ada@x.de", "dealname", .order, "•••"),
    ])
    func whatIsAPersonsIsHidden(_ value: String, _ field: String, _ kind: RecordKind, _ shown: String) {
        #expect(Self.mask(kind).value(value, field: field) == shown)
    }

    @Test func theLinesOfAnOrderAreMaskedToo() {
        let line = MappedLine(
            externalID: "1",
            fields: [MappedField("name", .text("Blue Shirt")), MappedField("engraving", .text("For Ibrahim"))]
        )
        let content = MappedContent(object: "deal", externalID: "5591", fields: [], lines: [line])
        let report = PreviewReport(.content(content), destination: DestinationName("hubspot"))
        #expect(report.masked(Self.mask(.order)).lines.map { $0.map(\.value) } == [["Blue Shirt", "•••"]])
    }

    @Test func whatACRMSaysOfTheBuyerIsHiddenInTheStoryOfTheOrder() {
        #expect(Self.mask(.order).words("Rossi, who has #1001, is taken") == "…, who has #1001, is taken")
    }
}
