import SyncModel
import Testing

@testable import SyncEngine

@Suite struct LoopStateTests {
    private static let link = Link(object: "contacts", crmID: "c1")

    private static func lane(_ kind: RecordKind, _ id: Int64, _ origin: Origin, customer: Int64? = nil) -> ClaimedLane {
        ClaimedLane(
            key: LaneKey(
                destination: DestinationName("crm"),
                record: RecordKey(store: StoreName("acme"), kind: kind, id: id)
            ),
            wanted: 1,
            origin: origin,
            dirtySince: .beginning,
            record: kind == .order ? .order(OrderRecord(id: id)) : .customer(CustomerRecord(id: id)),
            customerID: customer
        )
    }

    private static func customers(_ ids: ClosedRange<Int64>, _ origin: Origin) -> [ClaimedLane] {
        ids.map { lane(.customer, $0, origin) }
    }

    @Test func salesAndHistoryTakeTurns() {
        var state = LoopState()
        #expect(state.origins(of: 5) { _ in true } == [.live, .history])
        state.isHistoryNext = true
        #expect(state.origins(of: 5) { _ in true } == [.history, .live])
    }

    @Test func whatCannotBePaidForIsLeft() {
        let state = LoopState()
        #expect(state.origins(of: 5) { $0 == .history } == [.history])
        #expect(state.origins(of: 5) { $0 == .live } == [.live])
        #expect(state.origins(of: 5) { _ in false }.isEmpty)
    }

    @Test(arguments: [(1, 1, false), (2, 1, true), (3, 1, false), (3, 2, true), (5, 2, false), (5, 3, true)])
    func historyLeavesTurns(concurrency: Int, underWay: Int, isLeft: Bool) {
        var state = LoopState()
        for id in 1...Int64(underWay) { state.began([Self.lane(.order, id, .history)]) }
        #expect(state.origins(of: concurrency) { _ in true }.contains(.history) == !isLeft)
        #expect(state.origins(of: concurrency) { _ in true }.contains(.live))
    }

    @Test func aSaleWithACustomerOfTheHistoryIsNoHistory() {
        var state = LoopState()
        for id in Int64(1)...4 {
            state.began([Self.lane(.customer, id, .history), Self.lane(.order, 10 + id, .live, customer: id)])
        }
        #expect(state.running == 4 && state.withHistory == 0)
    }

    /// History whose records others have in hand fills the memory first; sales go on.
    @Test func historyThatWaitsInMemoryHoldsUpHistoryAlone() {
        var state = LoopState()
        _ = state.admit(Self.customers(1...300, .history))
        _ = state.admit(Self.customers(1...300, .history))
        #expect(state.deferred.count == 300)
        #expect(state.origins(of: 5) { _ in true } == [.live])
        _ = state.admit(Self.customers(1...100, .live))
        #expect(state.origins(of: 5) { _ in true }.isEmpty)
    }

    @Test func whatWaitedGoesApartWithItsCustomers() {
        var lanes = Self.customers(1...150, .history)
        lanes.append(Self.lane(.customer, 151, .live))
        lanes.append(Self.lane(.order, 1_001, .live, customer: 7))
        lanes.append(Self.lane(.order, 1_002, .history, customer: 151))
        lanes.append(Self.lane(.order, 1_003, .history, customer: 8))
        let parts = lanes.apart
        #expect(parts.map(\.count) == [4, 150])
        #expect(Set(parts[0].map(\.key.record.id)) == [7, 151, 1_001, 1_002])
        #expect(parts[1].areHistory)
        #expect(Array(lanes.suffix(60)).apart.map(\.count) == [60])
        #expect([ClaimedLane]().apart.isEmpty)
        #expect(Self.customers(1...150, .history).apart.map(\.count) == [150])
    }
}
