import FoundationEssentials
import SyncModel

/// Documents without YAML: the text in a node is quoted unless it is written `plain`.
extension DocumentNode {
    static let testMark = DocumentMark(file: "m.yaml", line: 1, column: 1)

    static func plain(_ text: String, line: Int = 1, column: Int = 1) -> DocumentNode {
        DocumentNode(
            .scalar(text, isQuoted: false),
            mark: DocumentMark(file: "m.yaml", line: line, column: column)
        )
    }

    static func quoted(_ text: String) -> DocumentNode {
        DocumentNode(.scalar(text, isQuoted: true), mark: testMark)
    }

    static func list(_ items: DocumentNode...) -> DocumentNode {
        DocumentNode(.sequence(items), mark: testMark)
    }

    static func map(_ members: KeyValuePairs<String, DocumentNode>) -> DocumentNode {
        DocumentNode(
            .mapping(members.map { DocumentMember(key: $0.key, keyMark: testMark, value: $0.value) }),
            mark: testMark
        )
    }

    /// A document with a section for each kind that fills the field `x`.
    static func document(order: DocumentNode? = nil, customer: DocumentNode? = nil) -> DocumentNode {
        func section(_ value: DocumentNode) -> DocumentNode {
            .map(["object": .plain("thing"), "fields": .map(["x": value])])
        }
        let members = [("customer", customer), ("order", order)].compactMap { key, value in
            value.map { DocumentMember(key: key, keyMark: testMark, value: section($0)) }
        }
        return DocumentNode(.mapping(members), mark: testMark)
    }
}

enum Sample {
    static let store = StoreFacts(name: StoreName("acme"), domain: "acme.myshopify.com")
    static let version = SourceVersion(at: Instant(seconds: 1), tie: Instant(seconds: 1), hash: 1)

    static var address: PostalAddress {
        var address = PostalAddress()
        address.firstName = "Bob"
        address.lastName = "Biller"
        address.company = "Biller GmbH"
        address.address1 = "Kastanienallee 1"
        address.address2 = "2. Hof"
        address.city = "Berlin"
        address.zip = "10435"
        address.country = "Germany"
        address.countryCode = "DE"
        return address
    }

    static func customer(_ change: (inout CustomerProfile) -> Void = { _ in }) -> CustomerRecord {
        var record = CustomerRecord(id: 77)
        var profile = CustomerProfile()
        profile.email = .value("Bob@Example.com")
        profile.firstName = .value("Bob")
        profile.lastName = .value("Biller")
        profile.phone = .value("030 123 456")
        profile.note = .value("")
        profile.defaultAddress = .value(address)
        change(&profile)
        record.profile = Versioned(profile, version: version)
        record.tags = TagSet(list: ["vip", "b2b"], version: version)
        var consent = MarketingConsent()
        consent.state = .value("subscribed")
        record.emailConsent = Versioned(consent, version: version)
        var purchases = PurchaseSummary()
        purchases.orderCount = .value(4)
        purchases.amountSpent = .value(Money(Decimal(string: "199.65") ?? 0, "EUR"))
        record.purchases = Versioned(purchases, version: version)
        return record
    }

    static func order(_ change: (inout OrderDetails) -> Void = { _ in }) -> OrderRecord {
        var record = OrderRecord(id: 1234)
        var details = OrderDetails()
        details.name = .value("#1001")
        details.orderNumber = .value(1001)
        details.email = .value("bob@example.com")
        details.customerID = .value(77)
        details.currency = .value("EUR")
        details.currentTotal = .value(Decimal(string: "199.655") ?? 0)
        details.currentTax = .value(Decimal(string: "31.9") ?? 0)
        details.financialStatus = .value("partially_paid")
        details.fulfillmentStatus = .null
        details.processedAt = .value(Timestamp("2026-05-11T23:06:59-04:00") ?? Timestamp(.beginning))
        details.cancelledAt = .null
        details.isTest = .value(false)
        details.note = .value("  Ring twice  ")
        details.tags = .value(["gift", "express"])
        details.discountCodes = .value(["SPRING10"])
        details.paymentGateways = .value([])
        details.noteAttributes = .value([
            NameValue(name: "Gift wrap", value: "yes"), NameValue(name: "size", value: "12.5"),
            NameValue(name: "sizes", value: #"["L", 7, true, null, []]"#),
            NameValue(name: "box", value: #"{"width": 1.5, "sides": [1]}"#),
        ])
        var mug = OrderLine(id: 1, title: "Mug", quantity: 3, currentQuantity: 2, unitPrice: 20, totalDiscount: 10)
        mug.sku = "MUG-1"
        mug.properties = [NameValue(name: "Engraving", value: "Bob")]
        details.lines = .value([mug, OrderLine(id: 2, title: "Hat", quantity: 1, currentQuantity: 0, unitPrice: 5)])
        change(&details)
        record.details = Versioned(details, version: version)
        return record
    }

    static func input(order: OrderRecord, customer: CustomerRecord? = customer()) -> MappingInput {
        MappingInput(store: store, record: .order(order), customer: customer)
    }
}

/// The value that an order's field `x` gets; `nil` where it is left out.
func orderValue(
    _ value: DocumentNode,
    _ order: OrderRecord = Sample.order(),
    customer: CustomerRecord? = Sample.customer()
) throws -> MappedValue? {
    let mapping = try MappingCompiler().compile(.document(order: value))
    guard case .content(let content) = try mapping.map(Sample.input(order: order, customer: customer)) else {
        return nil
    }
    return content.fields.first { $0.name == "x" }?.value
}

/// Whether an order passes a `when`.
func passes(_ condition: String, _ order: OrderRecord = Sample.order()) throws -> Bool {
    let document = DocumentNode.map([
        "order": .map(["object": .plain("deal"), "when": .plain(condition), "fields": .map(["x": .quoted("y")])])
    ])
    guard case .content = try MappingCompiler().compile(document).map(Sample.input(order: order)) else { return false }
    return true
}

/// The mistakes of a document whose order field `x` has this value.
func mistakes(_ value: DocumentNode, options: MappingOptions = MappingOptions()) -> [String] {
    mistakes(in: .document(order: value), options: options)
}

func mistakes(in document: DocumentNode, options: MappingOptions = MappingOptions()) -> [String] {
    do throws(DocumentProblems) {
        _ = try MappingCompiler(options).compile(document)
        return []
    } catch {
        return error.problems.map(\.description)
    }
}
