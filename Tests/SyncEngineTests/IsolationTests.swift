import SyncModel
import Testing

@testable import SyncEngine

/// Whether a call that fails as a whole is the fault of a record or of the destination.
@Suite struct IsolationTests {
    private func stage(customers: Int64) async throws -> EngineStage {
        let stage = EngineStage()
        try await stage.apply((1...customers).map { EngineStage.customer($0, "\($0)@x.de").newcomer })
        return stage
    }

    @Test(arguments: [Int64(1), 37, 64], [Disposition.bisect, .park])
    func theOneBadRecordIsFoundAndParked(_ bad: Int64, _ disposition: Disposition) async throws {
        let stage = try await stage(customers: 64)
        stage.crm.with { $0.poison["\(bad)"] = DeliveryFault(.invalidValue, disposition, message: "400") }
        let result = try await stage.pass()
        #expect(result.holds.isEmpty)
        #expect(stage.contacts.count == 63)
        let lane = try await stage.lane(.customer, bad)
        #expect(lane.state == .parked && lane.fault?.code == .invalidValue)
        #expect(stage.writes.count <= 1 + 2 * 6)
    }

    /// The first call may take effect after those that were made of its parts.
    @Test func whatGotThroughAfterACallWithoutAnAnswerIsDeliveredOnceMore() async throws {
        let stage = try await stage(customers: 4)
        stage.crm.with { $0.troubles = [.before(.noAnswer)] }
        let result = try await stage.pass()
        #expect(result.holds.isEmpty && stage.contacts.count == 4)
        #expect(stage.contacts.values.allSatisfy { $0.writes == 1 })
        stage.clock.advance(DestinationRoute.requestTime)
        try await stage.pass()
        #expect(stage.contacts.values.allSatisfy { $0.writes == 2 })
    }

    /// The call's parts were refused unseen, but the call itself was not.
    @Test func whatACallMayHaveAssociatedIsKnownWhateverItsPartsMet() async throws {
        let stage = EngineStage()
        try await stage.apply(EngineStage.customer(1, "a@x.de"), EngineStage.customer(2, "b@x.de"))
        try await stage.settle()
        try await stage.apply(EngineStage.order(11, customer: 1), EngineStage.order(12, customer: 1))
        stage.crm.with {
            $0.troubles = [.after(.outage(mayBeWritten: true)), .before(.outage()), .before(.outage())]
        }
        try await stage.pass()
        #expect(stage.deal(11)?.contacts == [try #require(try await stage.link(.customer, 1)).crmID])
        try await stage.apply(EngineStage.order(11, customer: 2, version: 2))
        try await stage.settle()
        #expect(stage.deal(11)?.contacts == [try #require(try await stage.link(.customer, 2)).crmID])
    }

    @Test func aLoneBadRecordIsParkedAndHoldsNothing() async throws {
        let stage = try await stage(customers: 1)
        stage.crm.with { $0.poison["1"] = DeliveryFault(.invalidValue, .park, message: "400") }
        #expect(try await stage.pass().holds.isEmpty)
        #expect(try await stage.lane(.customer, 1).state == .parked)
    }

    @Test func aRecordThatTheDestinationChokesOnIsTriedLaterAlone() async throws {
        let stage = try await stage(customers: 64)
        stage.crm.with { $0.poison["37"] = .outage() }
        let result = try await stage.pass()
        #expect(result.holds.isEmpty)
        #expect(stage.contacts.count == 63)
        let lane = try await stage.lane(.customer, 37)
        #expect(lane.state == .dirty && lane.attempts == 1)
        #expect(stage.writes.count <= 1 + 2 * 6)
    }

    @Test func anOutageIsToldByThreeCallsAndBurnsNothing() async throws {
        let stage = try await stage(customers: 64)
        stage.crm.with { $0.outage = .outage() }
        let result = try await stage.pass()
        #expect(result.holds.count == 1 && !result.reachedDestination)
        #expect(stage.writes.count == 3)
        #expect(try await stage.lane(.customer, 5).attempts == 0)
    }

    /// A connector makes several calls for one claim; the CRM goes away between two of them.
    @Test func anOutageBetweenTwoCallsBurnsNothing() async throws {
        let stage = try await stage(customers: 64)
        stage.crm.with { state in
            for id in 33...64 { state.refusals["\(id)"] = .outage() }
            state.troubles = [.none, .before(.outage()), .before(.outage())]
        }
        let result = try await stage.pass()
        #expect(result.holds.count == 1 && stage.writes.count == 3)
        #expect(stage.contacts.count == 32)
        for id in Int64(33)...64 { #expect(try await stage.lane(.customer, id).attempts == 0) }
    }

    @Test func anOutageInTheMidstOfASplitKeepsWhatGotThrough() async throws {
        let stage = try await stage(customers: 4)
        try await stage.settle()
        try await stage.apply((1...4).map { EngineStage.customer($0, "\($0)@x.de", name: "new", version: 2) })
        let bad = DeliveryFault(.invalidValue, .bisect, message: "400")
        // The whole is refused, the front half gets through, then the destination is gone.
        stage.crm.with { $0.troubles = [.before(bad), .none, .before(.outage()), .before(.outage())] }
        _ = try await stage.pass()
        let states = try await (1...4).asyncMap { try await stage.lane(.customer, $0).state }
        #expect(states.filter { $0 == .clean }.count >= 2)
        for id in Int64(1)...4 {
            #expect(try await stage.lane(.customer, id).attempts <= 1)
        }
        try await stage.settle()
        #expect(stage.contacts.values.allSatisfy { $0.fields["firstname"] == "new" })
        #expect(stage.contacts.count == 4)
    }

    @Test func aConnectorThatAnswersForTooFewLosesNoLane() async throws {
        let call = IsolatingCall(connector: ShortConnector(), kind: .customer)
        let upserts = (1...3).map { CRMUpsert(key: EngineStage.key(.customer, $0), externalID: "\($0)") }
        let outcomes = await call(upserts)
        #expect(outcomes.count == 3)
        for case .answered(.failed(let fault)) in outcomes {
            #expect(fault.mayBeWritten && fault.disposition == .retry)
        }
        #expect(outcomes.allSatisfy { if case .answered(.failed) = $0 { true } else { false } })
    }
}

/// Breaks the contract: one outcome, however many records.
private struct ShortConnector: CRMConnector {
    var capabilities: ConnectorCapabilities { ConnectorCapabilities(claimLimit: [:], concurrency: 1) }

    func upsert(_ records: [CRMUpsert], kind: RecordKind) async throws(DeliveryFault) -> [UpsertOutcome] {
        [.written(WrittenRecord(crmID: "c1", isNew: true))]
    }
    func read(_ ids: [String], kind: RecordKind, fields: [String]) async throws(DeliveryFault) -> [CRMSnapshot] { [] }
    func find(externalIDs: [String], kind: RecordKind) async throws(DeliveryFault) -> [String: CRMSnapshot] { [:] }
    func find(emails: [String]) async throws(DeliveryFault) -> [String: [CRMSnapshot]] { [:] }
    func find(field: String, values: [String], kind: RecordKind) async throws(DeliveryFault) -> [String: [CRMSnapshot]]
    { [:] }
    func merge(contact: String, into survivor: String) async throws(DeliveryFault) -> ContactMerging { .unsupported }
    func remove(_ removal: CRMRemoval) async throws(DeliveryFault) -> Bool { false }
    func erase(_ erasure: ContactErasure) async throws(DeliveryFault) -> ContactErasure.Outcome { .absent }
    func check() async throws(DeliveryFault) -> [Finding] { [] }
    func prepare() async throws(DeliveryFault) -> [Finding] { [] }
    func schema(_ kind: RecordKind) async throws(DeliveryFault) -> CRMSchema { CRMSchema(object: "", fields: [:]) }
}

extension Sequence where Self: Sendable {
    func asyncMap<Value>(_ transform: (Element) async throws -> Value) async rethrows -> [Value] {
        var values: [Value] = []
        for element in self { values.append(try await transform(element)) }
        return values
    }
}
