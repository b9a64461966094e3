import SyncModel
import Testing

/// What is sent of a record whose delivered state is known.
@Suite struct DeliveryPlanTests {
    /// Says of every record the same.
    private struct Saying: RecordMapper {
        var content: MappedContent

        func map(_ input: MappingInput) throws(DeliveryFault) -> MappingResult { .content(content) }
        func object(_ kind: RecordKind) -> String? { content.object }
    }

    private static let mug = line("1", 2)
    private static let pot = line("2", 1)
    private static let link = Link(object: "deal", crmID: "d1", associatedTo: "c1")

    /// Another number, one line fewer, one removed.
    private static let changes = [[line("1", 3), pot], [mug], [mug, line("2", 0, isRemoved: true)]]

    private static func line(_ id: String, _ quantity: Int64, isRemoved: Bool = false) -> MappedLine {
        MappedLine(externalID: id, fields: [MappedField("quantity", .integer(quantity))], isRemoved: isRemoved)
    }

    private static func content(_ stage: String, _ lines: [MappedLine]) -> MappedContent {
        MappedContent(object: "deal", externalID: "11", fields: [MappedField("stage", .text(stage))], lines: lines)
    }

    /// The plan for a linked order that the CRM is known to hold as `held`.
    private static func plan(
        _ content: MappedContent,
        held: MappedContent?,
        isForced: Bool = false
    ) throws -> PlannedUpsert {
        let store = StoreName("acme")
        let lane = ClaimedLane(
            key: LaneKey(
                destination: DestinationName("crm"),
                record: RecordKey(store: store, kind: .order, id: 11)
            ),
            wanted: 2,
            isForced: isForced,
            dirtySince: .beginning,
            record: .order(OrderRecord(id: 11)),
            link: link,
            parentLink: Link(object: "contact", crmID: "c1"),
            delivered: held?.delivered(parent: "c1")
        )
        let facts = StoreFacts(name: store, domain: "acme.myshopify.com")
        guard case .send(let plan) = DeliveryPlan.make(for: lane, mapper: Saying(content: content), store: facts) else {
            throw NothingSent()
        }
        return plan
    }

    private struct NothingSent: Error {}

    @Test func linesOfWhichNoneChangedAreNotSent() throws {
        let lines = [Self.mug, Self.pot]
        let plan = try Self.plan(Self.content("fulfilled", lines), held: Self.content("paid", lines))
        let upsert = plan.toLinked(Self.link, snapshot: nil)
        #expect(upsert.fields.map(\.name) == ["stage"])
        #expect(upsert.lines == [])
    }

    @Test func aFieldThatMayNotBeWrittenCostsNoCallForTheSakeOfTheLines() throws {
        func content(_ origin: String) -> MappedContent {
            var content = Self.content("paid", [Self.mug])
            content.fields.append(MappedField("origin", .text(origin), write: .onCreate))
            return content
        }
        let plan = try Self.plan(content("history"), held: content("live"))
        #expect(plan.isIdle(plan.toLinked(Self.link, snapshot: nil)))
    }

    /// What a policy kept back was not delivered: it is news once the policy lets it.
    @Test(arguments: [WritePolicy.ifEmpty, .onCreate])
    func aChangedPolicyIsAChange(_ former: WritePolicy) throws {
        func content(_ policy: WritePolicy) -> MappedContent {
            var content = Self.content("paid", [])
            content.fields.append(MappedField("closedate", .day("2026-05-11"), write: policy))
            return content
        }
        let plan = try Self.plan(content(.always), held: content(former))
        #expect(plan.toLinked(Self.link, snapshot: nil).fields.map(\.name) == ["closedate"])
        let store = StoreFacts(name: StoreName("acme"), domain: "")
        let lane = try Self.plan(content(former), held: content(former), isForced: true).lane
        var calm = lane
        calm.isForced = false
        let same = DeliveryPlan.make(for: calm, mapper: Saying(content: content(former)), store: store)
        #expect(same == .unchanged(content(former).delivered(parent: "c1")))
    }

    @Test(arguments: DeliveryPlanTests.changes)
    func whereOneLineChangedAllAreSent(_ lines: [MappedLine]) throws {
        let plan = try Self.plan(Self.content("paid", lines), held: Self.content("paid", [Self.mug, Self.pot]))
        let upsert = plan.toLinked(Self.link, snapshot: nil)
        #expect(upsert.fields == [])
        #expect(upsert.lines == lines)
        #expect(!plan.isIdle(upsert))
    }

    @Test func aConfirmedAssociationIsNotMadeAgainWithEveryChange() throws {
        let held = Self.content("paid", [])
        let plan = try Self.plan(Self.content("fulfilled", []), held: held)
        #expect(plan.toLinked(Self.link, snapshot: nil).parent == nil)
        // Another contact, or another deal than the one that was associated.
        let moved = Link(object: "deal", crmID: "d1", associatedTo: "c2")
        #expect(plan.toLinked(moved, snapshot: nil).parent == "c1")
        let doubtful = try Self.plan(Self.content("fulfilled", []), held: nil)
        #expect(doubtful.toLinked(Self.link, snapshot: nil).parent == "c1")
        let forced = try Self.plan(held, held: held, isForced: true)
        #expect(forced.toLinked(Self.link, snapshot: nil).parent == "c1")
    }

    @Test func whatIsInDoubtForcedOrUnknownIsSentWithItsLines() throws {
        let content = Self.content("paid", [Self.mug])
        let forced = try Self.plan(content, held: content, isForced: true)
        let doubtful = try Self.plan(content, held: nil)
        #expect(forced.toLinked(Self.link, snapshot: nil).lines == [Self.mug])
        #expect(doubtful.toLinked(Self.link, snapshot: nil).lines == [Self.mug])
        let changed = try Self.plan(Self.content("fulfilled", [Self.mug]), held: content)
        #expect(changed.byExternalID.lines == [Self.mug])
        #expect(changed.forUnknownRecord.adopting(CRMSnapshot(crmID: "d9")).lines == [Self.mug])
    }
}
