import SyncModel
import Testing

/// An order whose customer was erased, on its way to the CRM.
@Suite struct LostBuyerTests {
    private static let now = Instant(seconds: 1_780_000_000)
    private static let store = StoreFacts(name: StoreName("acme"), domain: "acme.myshopify.com")

    private static func order(customer: Field<Int64> = .value(5)) -> OrderRecord {
        var details = OrderDetails()
        details.name = .value("#7")
        details.email = .value("ada@example.com")
        details.customerID = customer
        var order = OrderRecord(id: 700)
        order.details = Versioned(details, version: SourceVersion(at: now, tie: now, hash: 1))
        return order
    }

    private static func mapping() throws -> CompiledMapping {
        let mark = DocumentMark(file: "m.yaml", line: 1, column: 1)
        func scalar(_ text: String) -> DocumentNode { DocumentNode(.scalar(text, isQuoted: false), mark: mark) }
        func mapping(_ members: [(String, DocumentNode)]) -> DocumentNode {
            DocumentNode(.mapping(members.map { DocumentMember(key: $0.0, keyMark: mark, value: $0.1) }), mark: mark)
        }
        let fields = [
            ("name", "order.name"), ("person", "customer.id"), ("first", "customer.first_name"),
            ("tags", "customer.tags"), ("link", "customer.admin_url"), ("spent", "customer.amount_spent"),
            ("size", "customer.metafields.custom.size"),
        ]
        let order = mapping([("object", scalar("sale")), ("fields", mapping(fields.map { ($0.0, scalar($0.1)) }))])
        return try MappingCompiler().compile(mapping([("order", order)]))
    }

    private static func values(_ order: OrderRecord) throws -> [String: MappedValue] {
        let input = MappingInput(store: store, record: .order(order))
        guard case .content(let content) = try mapping().map(input) else { return [:] }
        return Dictionary(uniqueKeysWithValues: content.fields.map { ($0.name, $0.value) })
    }

    @Test("What an order says of an erased customer is emptied in the CRM, and not left there")
    func fields() throws {
        let before = try Self.values(Self.order())
        #expect(before["person"] == .integer(5) && before["first"] == nil)
        let after = try Self.values(Self.order().withoutPerson)
        for name in ["person", "first", "tags", "link", "spent", "size"] { #expect(after[name] == .clear, "\(name)") }
        #expect(after["name"] == .text("#7"))
    }

    @Test("A body that says nothing of the customer empties nothing")
    func unknown() throws {
        let values = try Self.values(Self.order(customer: .absent))
        #expect(values["person"] == nil && values["first"] == nil)
    }

    private static func planned(_ order: OrderRecord, link: Link) throws -> PlannedUpsert {
        let key = RecordKey(store: store.name, kind: .order, id: 700)
        let lane = ClaimedLane(
            key: LaneKey(destination: DestinationName("crm"), record: key),
            wanted: 2,
            dirtySince: now,
            record: .order(order),
            link: link,
            delivered: DeliveredState(whole: 1, fields: [:])
        )
        guard case .send(let plan) = DeliveryPlan.make(for: lane, mapper: try mapping(), store: store) else {
            throw DeliveryFault(.mapping, .park, message: "nothing is sent")
        }
        return plan
    }

    @Test("The contact of an order without a buyer is to go, once")
    func contact() throws {
        let associated = Link(object: "sale", crmID: "9", isAdopted: false, associatedTo: "51")
        let plan = try Self.planned(Self.order().withoutPerson, link: associated)
        var upsert = plan.toLinked(associated, snapshot: nil)
        #expect(upsert.losesParent && upsert.parent == nil)
        upsert.fields = []
        #expect(!plan.isIdle(upsert))
        upsert.losesParent = false
        #expect(plan.isIdle(upsert))
        let alone = Link(object: "sale", crmID: "9", isAdopted: false, associatedTo: nil)
        #expect(try !Self.planned(Self.order().withoutPerson, link: alone).toLinked(alone, snapshot: nil).losesParent)
    }

    @Test("A customer whose contact is only not known yet keeps theirs")
    func waiting() throws {
        let associated = Link(object: "sale", crmID: "9", isAdopted: false, associatedTo: "51")
        #expect(try !Self.planned(Self.order(), link: associated).toLinked(associated, snapshot: nil).losesParent)
    }
}
