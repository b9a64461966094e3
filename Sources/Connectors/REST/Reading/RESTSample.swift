import FoundationEssentials
package import SyncModel

/// A customer and an order in which everything is filled, made up for trying a description out.
package enum RESTSample {
    static let email = "bob@example.com"
    private static let customerID: Int64 = 706_405_506_930_370_084
    private static let orderID: Int64 = 820_982_911_946_154_508
    private static let version = SourceVersion(
        at: Instant(seconds: 1_778_511_619),
        tie: Instant(seconds: 1_778_511_619),
        hash: 0
    )
    private static let time = Timestamp(Instant(seconds: 1_778_511_619), offset: -14_400)

    package static func input(_ kind: RecordKind) -> MappingInput {
        MappingInput(
            store: StoreFacts(name: StoreName("acme"), domain: "acme.myshopify.com"),
            record: kind == .order ? .order(order) : .customer(customer),
            customer: kind == .order ? customer : nil
        )
    }

    private static var customer: CustomerRecord {
        var profile = CustomerProfile()
        profile.email = .value(email)
        profile.phone = .value("+4930123456")
        profile.firstName = .value("Bob")
        profile.lastName = .value("Biller")
        profile.state = .value("enabled")
        profile.note = .value("Prefers the phone")
        profile.verifiedEmail = .value(true)
        profile.taxExempt = .value(false)
        profile.locale = .value("de")
        profile.currency = .value("EUR")
        profile.defaultAddress = .value(address)
        profile.createdAt = .value(time)
        profile.updatedAt = .value(time)
        var consent = MarketingConsent()
        consent.state = .value("subscribed")
        consent.level = .value("single_opt_in")
        consent.updatedAt = .value(time)
        var purchases = PurchaseSummary()
        purchases.orderCount = .value(4)
        purchases.amountSpent = .value(Money(amount("199.65"), "EUR"))
        purchases.lastOrderID = .value(orderID)
        var record = CustomerRecord(id: customerID)
        record.profile = Versioned(profile, version: version)
        record.tags = TagSet(list: ["vip", "wholesale"], version: version)
        record.emailConsent = Versioned(consent, version: version)
        record.smsConsent = Versioned(consent, version: version)
        record.whatsAppConsent = Versioned(consent, version: version)
        record.purchases = Versioned(purchases, version: version)
        return record
    }

    private static var order: OrderRecord {
        var details = OrderDetails()
        details.name = .value("#1001")
        details.orderNumber = .value(1001)
        details.email = .value(email)
        details.phone = .value("+4930123456")
        details.customerID = .value(customerID)
        details.currency = .value("EUR")
        details.presentmentCurrency = .value("EUR")
        details.currentTotal = .value(amount("199.65"))
        details.currentSubtotal = .value(amount("179.65"))
        details.currentTax = .value(amount("31.88"))
        details.currentDiscounts = .value(amount("20"))
        details.originalTotal = .value(amount("219.65"))
        details.originalSubtotal = .value(amount("199.65"))
        details.presentmentTotal = .value(amount("199.65"))
        details.shipping = .value(amount("10"))
        details.refunded = .value(amount("20"))
        details.outstanding = .value(0)
        details.financialStatus = .value("paid")
        details.fulfillmentStatus = .value("fulfilled")
        details.createdAt = .value(time)
        details.processedAt = .value(time)
        details.updatedAt = .value(time)
        details.closedAt = .value(time)
        details.isTest = .value(false)
        details.confirmed = .value(true)
        details.note = .value("Please ring twice, it's the \"red\" door")
        details.tags = .value(["gift", "express"])
        details.channel = .value("web")
        details.locale = .value("de")
        details.poNumber = .value("PO-77")
        details.statusURL = .value("https://acme.example/orders/4f1c")
        details.discountCodes = .value(["SPRING10"])
        details.paymentGateways = .value(["shopify_payments"])
        details.noteAttributes = .value([NameValue(name: "Gift wrapping", value: "yes")])
        details.billingAddress = .value(address)
        details.shippingAddress = .value(address)
        var mug = OrderLine(id: 466_157_049, title: "Mug", quantity: 2, currentQuantity: 2, unitPrice: 99)
        mug.sku = "MUG-1"
        details.lines = .value([mug])
        var record = OrderRecord(id: orderID)
        record.details = Versioned(details, version: version)
        return record
    }

    private static var address: PostalAddress {
        var address = PostalAddress()
        address.firstName = "Bob"
        address.lastName = "Biller"
        address.company = "Biller GmbH"
        address.address1 = "Kastanienallee 1"
        address.city = "Berlin"
        address.zip = "10435"
        address.country = "Germany"
        address.countryCode = "DE"
        return address
    }

    private static func amount(_ text: String) -> Decimal { DecimalText.exact(text) ?? 0 }
}
