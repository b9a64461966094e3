import Conformance
import Foundation
import Shopify
import SyncModel
import Testing

@Suite struct OrderTopicsTests {
    private func order(_ body: String, topic: String = "orders/updated") throws -> OrderRecord {
        try Sample.order(Sample.records(Sample.decode(topic, body)).first)
    }

    @Test(
        .requiresContracts,
        arguments: [
            "orders/create", "orders/updated", "orders/paid", "orders/cancelled", "orders/fulfilled",
            "orders/partially_fulfilled",
        ]
    )
    func wholeOrders(topic: String) throws {
        let records = try Sample.records(topic, sample: "orders_create")
        let order = try Sample.order(records.first)
        let details = order.details.fields
        #expect(records.count == 2)
        #expect(order.id == 820_982_911_946_154_508)
        #expect(details.name == .value("#9999"))
        #expect(details.orderNumber == .value(1234))
        #expect(details.email == .value("jon@example.com"))
        #expect(details.phone == .null)
        #expect(details.customerID == .value(115_310_627_314_723_954))
        #expect(details.currency == .value("USD") && details.presentmentCurrency == .value("USD"))
        #expect(details.currentTotal == .value(Decimal(string: "414.95") ?? 0))
        #expect(details.currentSubtotal == .value(Decimal(string: "414.95") ?? 0))
        #expect(details.currentTax == .value(0) && details.currentDiscounts == .value(0))
        #expect(details.originalTotal == .value(Decimal(string: "404.95") ?? 0))
        #expect(details.originalSubtotal == .value(Decimal(string: "404.95") ?? 0))
        #expect(details.presentmentTotal == .value(Decimal(string: "414.95") ?? 0))
        #expect(details.shipping == .value(10) && details.refunded == .value(0))
        #expect(details.outstanding == .value(Decimal(string: "414.95") ?? 0))
        #expect(details.financialStatus == .value("voided") && details.fulfillmentStatus == .null)
        #expect(details.cancelReason == .value("customer") && details.closedAt == .null)
        #expect(details.cancelledAt.value?.description == "2021-12-31T19:00:00-05:00")
        #expect(details.processedAt.value?.day == "2021-12-31")
        #expect(details.isTest == .value(true) && details.confirmed == .value(false))
        #expect(details.tags == .value(["tag1", "tag2"]))
        #expect(details.channel == .value("web") && details.locale == .value("en"))
        #expect(details.discountCodes == .value([]) && details.noteAttributes == .value([]))
        #expect(details.paymentGateways == .value(["visa", "bogus"]))
        #expect(details.billingAddress.value?.company == "Shipping Company")
        #expect(details.shippingAddress.value?.provinceCode == "KY")
        let lines = details.lines.value ?? []
        #expect(lines.count == 5)
        // By id, whatever the order in which they came.
        #expect(lines.map(\.id) == lines.map(\.id).sorted())
        let line = try #require(lines.first(where: { $0.id == 487_817_672_276_298_554 }))
        #expect(line.unitPrice == Decimal(string: "89.99"))
        #expect(line.sku == "SKU2006-001" && line.productID == 788_032_119_674_292_922)
        #expect(line.variantID == nil && line.isGiftCard == false)
        let bytes = try Sample.bytes("orders_create")
        #expect(order.details.version == Sample.version(at: Instant(seconds: 1_640_995_200), of: bytes))
        #expect(order.life == RecordLife(aliveAt: Sample.triggeredAt))
        #expect(!order.hydration.isNeeded)
    }

    @Test(.requiresContracts) func theEmbeddedCustomerIsOlderThanAnyOther() throws {
        let customer = try Sample.customer(Sample.records("orders/create", sample: "orders_create").last)
        let profile = customer.profile.fields
        #expect(customer.id == 115_310_627_314_723_954)
        #expect(profile.email == .value("john@example.com") && profile.firstName == .value("John"))
        // Nulls inside an order tell nothing.
        #expect(profile.phone == .absent && profile.note == .absent)
        #expect(profile.createdAt == .absent && profile.updatedAt == .absent)
        let bytes = try Sample.bytes("orders_create")
        #expect(
            customer.profile.version == .embedded(seenAt: Sample.triggeredAt, hash: StableHash.of(bytes))
        )
        let own = try Sample.customer(
            Sample.records(
                Sample.decode(
                    "customers/update",
                    #"{"id":115310627314723954,"email":"new@example.com","updated_at":"0001-01-01T00:00:00Z"}"#
                )
            ).first
        )
        #expect(customer.merged(with: own).profile.fields.email == .value("new@example.com"))
        #expect(customer.merged(with: own).profile.fields.firstName == .value("John"))
    }

    @Test func guestsHaveNoCustomer() throws {
        let records = try Sample.records(Sample.decode("orders/create", #"{"id":1,"name":"N1","customer":null}"#))
        #expect(records.count == 1)
        #expect(try Sample.order(records.first).details.fields.customerID == .null)
        #expect(try order(#"{"id":1,"name":"N1"}"#).details.fields.customerID == .absent)
    }

    @Test func aGuestIsKnownByTheAddressInTheStore() throws {
        func buyer(_ email: String, id: Int64 = 1) throws -> Int64 {
            let body = #"{"id":\#(id),"name":"N1","email":"\#(email)","customer":null}"#
            return try #require(try order(body).details.fields.customerID.value)
        }
        let ada = try buyer("ada@example.com")
        #expect(ada < 0)
        // Stored, and told to CRMs: it must never become another one.
        #expect(ExternalID.text(ada) == "guest-fbbf79fbf6170ed4")
        #expect(try buyer(" ADA@Example.com ", id: 2) == ada && buyer("bea@example.com") != ada)
        let receipt = Sample.receipt(
            "orders/create",
            Array(#"{"id":1,"email":"ada@example.com","customer":null}"#.utf8)
        )
        var elsewhere = receipt
        elsewhere.store = StoreName("other")
        let other = try Sample.records(ShopifyReceiptDecoder().decode(elsewhere)).first?.customerID
        #expect(try #require(other) < 0 && other != ada)
        // Absent is not nobody.
        #expect(try order(#"{"id":1,"name":"N1","email":"ada@example.com"}"#).details.fields.customerID == .absent)
        #expect(try order(#"{"id":1,"name":"N1","email":"","customer":null}"#).details.fields.customerID == .null)
    }

    @Test func aCustomerWithNothingButAnIDMakesNoContent() throws {
        let body = #"{"id":1,"name":"N1","customer":{"id":2,"email":null,"state":"disabled","first_name":null}}"#
        let records = try Sample.records(Sample.decode("orders/create", body))
        #expect(records.count == 2)
        #expect(records.last?.hasContent == false)
    }

    @Test(arguments: [
        (#""0.1""#, "0.1"), (#""19.99""#, "19.99"), ("19.99", "19.99"), ("0.1", "0.1"), ("0.3", "0.3"),
        (#""-5.00""#, "-5"), (#""123456789012345678901234567890.12345678""#, "123456789012345678901234567890.12345678"),
        ("9007199254740993.07", "9007199254740993.07"), ("100", "100"), (#""0.00""#, "0"),
    ])
    func moneyIsExact(json: String, expected: String) throws {
        let details = try order(#"{"id":1,"current_total_price":\#(json)}"#).details.fields
        #expect(details.currentTotal.value == Decimal(string: expected))
    }

    @Test func moneyAddsUpExactly() throws {
        let body = """
            {"id":1,"currency":"EUR","refunds":[
              {"transactions":[{"kind":"refund","status":"success","amount":"0.1","currency":null},
                               {"kind":"refund","status":"success","amount":0.2,"currency":"EUR"},
                               {"kind":"refund","status":"failure","amount":"100.00"},
                               {"kind":"void","status":"success","amount":"50.00"}]},
              {"transactions":[{"kind":"refund","status":"success","amount":"9.00","currency":"USD",
                                "amount_set":{"shop_money":{"amount":"8.10","currency_code":"EUR"}}}]},
              {}]}
            """
        let record = try order(body)
        #expect(record.details.fields.refunded.value == Decimal(string: "8.4"))
        #expect(!record.hydration.isNeeded)
    }

    @Test func aRefundInAnotherCurrencyIsReadInstead() throws {
        let body = """
            {"id":1,"currency":"EUR","refunds":[
              {"transactions":[{"kind":"refund","status":"success","amount":"9.00","currency":"USD"}]}]}
            """
        let record = try order(body)
        #expect(record.details.fields.refunded == .absent)
        #expect(record.hydration.isNeeded)
    }

    @Test func statesAreLowerAndAppsMayWriteAnything() throws {
        let body = """
            {"id":"gid://shopify/Order/8","financial_status":"PARTIALLY_REFUNDED","tags":"a,  b c ,d",
             "email":"","contact_email":"c@example.com","discount_codes":[{"code":"TEN","amount":"10"},{"code":null}],
             "note_attributes":[{"name":"gift","value":true},{"name":"n","value":1.50},{"name":"x","value":{"y":1}}],
             "line_items":[{"id":9,"title":null,"name":"Thing","quantity":3,"price":"2.50","total_discount":"5.00",
               "properties":{"b":"2","a":null},
               "discount_allocations":[{"amount":"5.00"},{"amount":"1.25","amount_set":{"shop_money":{"amount":"1.20"}}}]}]}
            """
        let record = try order(body)
        let details = record.details.fields
        #expect(record.id == 8)
        #expect(details.financialStatus == .value("partially_refunded"))
        #expect(details.tags == .value(["a", "b c", "d"]))
        #expect(details.email == .value("c@example.com"))
        #expect(details.discountCodes == .value(["TEN"]))
        #expect(details.noteAttributes.value?.map(\.value) == ["true", "1.5", nil])
        let line = try #require(details.lines.value?.first)
        #expect(line.title == "Thing" && line.quantity == 3 && line.currentQuantity == 3)
        #expect(line.totalDiscount == Decimal(string: "6.2"))
        #expect(line.properties.map(\.name) == ["a", "b"])
    }

    @Test(
        .requiresContracts,
        arguments: [("orders/edited", "orders_edited"), ("refunds/create", "refunds_create")]
    )
    func partsAskForARead(topic: String, sample: String) throws {
        let record = try Sample.order(Sample.records(topic, sample: sample).first)
        #expect(record.id == 820_982_911_946_154_508)
        #expect(record.details.version == nil)
        #expect(record.hydration == HydrationNeed(askedAt: Sample.triggeredAt))
        #expect(record.life == RecordLife(aliveAt: Sample.triggeredAt))
    }

    @Test func transactionsAndShrunkBodiesAskForARead() throws {
        let transaction = try order(
            #"{"id":1,"order_id":2,"kind":"sale","admin_graphql_api_id":"gid://shopify/OrderTransaction/1"}"#,
            topic: "order_transactions/create"
        )
        #expect(transaction.id == 2 && transaction.hydration.isNeeded && transaction.details.version == nil)
        let shrunk = try order(#"{"id":3}"#, topic: "orders/create")
        #expect(shrunk.id == 3 && shrunk.hydration.isNeeded && shrunk.details.version == nil)
    }

    @Test(.requiresContracts) func deletion() throws {
        let record = try Sample.order(Sample.records("orders/delete", sample: "orders_delete").first)
        #expect(record.id == 820_982_911_946_154_508)
        #expect(record.life == RecordLife(deletedAt: Sample.triggeredAt))
        #expect(record.reads == HydrationNeed(askedAt: Sample.triggeredAt))
    }

    @Test func bodiesOfOneTimeAskForARead() throws {
        let one = try order(#"{"id":1,"name":"N1","updated_at":"2026-01-01T00:00:00Z"}"#)
        let other = try order(#"{"id":1,"name":"N2","updated_at":"2026-01-01T01:00:00+01:00"}"#)
        #expect(!one.merged(with: one).hydration.isNeeded)
        #expect(one.merged(with: other).hydration == HydrationNeed(askedAt: Sample.triggeredAt))
    }
}
