import Conformance
import SyncEngine
import Synchronization
import SyncModel
import Testing
import Web

@testable import Commands

@Suite struct PacedReleaseTests {
    private static let shop = StoreName("acme")
    private static let crm = DestinationName("hubspot")
    private static let start = Instant(seconds: 1_780_000_000)

    private let store = InMemoryStore { start }

    /// Parks as many customers, a second apart, before the start.
    private func park(_ count: Int, from first: Int = 1, after start: Instant = start - .seconds(900)) async throws {
        let decoded = (first..<first + count).map { id in
            var profile = CustomerProfile()
            profile.firstName = .value("Zoë \(id)")
            var customer = CustomerRecord(id: Int64(id))
            customer.profile = Versioned(
                profile,
                version: SourceVersion(at: Self.start, tie: Self.start, hash: UInt64(id))
            )
            let receipt = Receipt(
                store: Self.shop,
                webhookID: "w\(id)",
                topic: "customers/update",
                receivedAt: Self.start - .seconds(1_000),
                body: []
            )
            return DecodedReceipt(receipt: receipt, content: .changes([.customer(customer)]))
        }
        _ = await store.apply(
            decoded,
            routing: RoutingTable([Self.shop: .init(destinations: [Self.crm])]),
            origin: .live,
            now: Self.start - .seconds(1_000),
            position: nil
        )
        _ = await store.acquire(lease: Self.crm.leaseName, owner: "one", lasting: .seconds(60))
        try await refuse(at: { start + .seconds($0.record.id) })
    }

    /// Claims what is due and parks it.
    private func refuse(at time: (LaneKey) -> Instant) async throws {
        let claimed = await store.claim(
            ClaimRequest(destination: Self.crm, epoch: 1, now: Self.start + .seconds(60), limits: [.customer: 100])
        )
        for lane in claimed {
            let fault = DeliveryFault(.invalidValue, .park, message: "no such stage")
            let settlement = Settlement(key: lane.key, wanted: lane.wanted, result: .parked(fault), restoring: nil)
            _ = await store.settle([settlement], destination: Self.crm, epoch: 1, now: time(lane.key))
        }
    }

    private func parked() async -> [Int64] {
        await store.parkedLanes(FailureFilter(), limit: 100).map(\.key.record.id).sorted()
    }

    @Test func withoutARateAllAreReleasedAtOnce() async throws {
        try await park(25)
        let release = PacedRelease(store: store, filter: FailureFilter(), clock: FixedClock(Self.start))
        #expect(try await release.run() == PacedRelease.Outcome(released: 25, end: .done))
        #expect(await parked().isEmpty)
    }

    @Test func withARateTheyGoInPortionsTheOldestFirst() async throws {
        try await park(25)
        let waits = Mutex<[Int]>([])
        var release = PacedRelease(store: store, filter: FailureFilter(), clock: FixedClock(Self.start))
        release.rate = 10
        release.stopAt = 1
        release.sleep = { [store] time in
            #expect(time == .seconds(1))
            let left = await store.parkedLanes(FailureFilter(), limit: 100)
            #expect(left.map(\.key.record.id).min() == Int64(26 - left.count))
            waits.withLock { $0.append(left.count) }
        }
        #expect(try await release.run() == PacedRelease.Outcome(released: 25, end: .done))
        #expect(waits.withLock { $0 } == [15, 5])
    }

    @Test func itStopsWhereTheyComeBack() async throws {
        try await park(25)
        let filter = FailureFilter(code: .invalidValue)
        var release = PacedRelease(store: store, filter: filter, clock: FixedClock(Self.start))
        release.rate = 10
        release.stopAt = 4
        release.sleep = { _ in try await refuse(at: { _ in Self.start + .seconds(1) }) }
        #expect(try await release.run() == PacedRelease.Outcome(released: 10, end: .stopped(parkedAgain: 4)))
        // None is lost, and those that had no turn stay as they were.
        #expect(await parked() == Array(1...25))
    }

    @Test func anInterruptionIsNoLoss() async throws {
        try await park(12)
        var release = PacedRelease(store: store, filter: FailureFilter(), clock: FixedClock(Self.start))
        release.rate = 5
        release.sleep = { _ in throw CancellationError() }
        #expect(try await release.run() == PacedRelease.Outcome(released: 5, end: .interrupted))
        #expect(await parked() == Array(6...12))
    }

    private func remote(_ choice: FailureChoice, stopAt: Int) throws -> RemotePacedRelease {
        let folder = try ConfigurationFolder([
            "sluice.yaml": """
            stores: [{ name: acme, shop: acme.myshopify.com, webhook_secrets: [s] }]
            destinations: [{ name: hubspot, type: hubspot, credentials: { access_token: t } }]
            """
        ])
        let configuration = try folder.mapped()
        let desk = LiveDesk(
            session: StoreSession(store: store) { 0 },
            surroundings: LiveDesk.Surroundings(configuration: { configuration }, outbound: { nil }),
            pulse: DeliveryPulse(),
            node: .current(),
            clock: FixedClock(Self.start),
            isReloadable: false
        )
        return RemotePacedRelease(choice: choice, rate: 10, stopAt: stopAt) {
            try await desk.carryOut($0, by: "ada (api)")
        }
    }

    @Test func aServerIsAskedForPortionAfterPortion() async throws {
        try await park(25)
        var release = try remote(FailureChoice(destination: "hubspot"), stopAt: 1)
        let waits = Mutex<[Int]>([])
        release.sleep = { [store] time in
            #expect(time == .seconds(1))
            let left = await store.parkedLanes(FailureFilter(), limit: 100)
            waits.withLock { $0.append(left.count) }
        }
        #expect(try await release.run() == PacedRelease.Outcome(released: 25, end: .done))
        #expect(waits.withLock { $0 } == [15, 5])
        let log = await store.actions(ActionFilter(), limit: 10)
        #expect(log.map(\.outcome) == ["5 records, a portion", "10 records, a portion", "10 records, a portion"])
    }

    @Test func aServerTakesNoFurtherPortionWhereTheyComeBack() async throws {
        try await park(25)
        var release = try remote(FailureChoice(code: "invalid_value"), stopAt: 4)
        release.sleep = { _ in try await refuse(at: { _ in Self.start + .seconds(1) }) }
        #expect(try await release.run() == PacedRelease.Outcome(released: 10, end: .stopped(parkedAgain: 4)))
        #expect(await parked() == Array(1...25))
    }

    @Test func anOlderServerThatKnowsNoPortionsIsToldSo() async throws {
        let release = RemotePacedRelease(choice: FailureChoice(), rate: 10) { _ in DeskOutcome("All.", count: 25) }
        await #expect(throws: DeskFailure.self) { try await release.run() }
    }

    @Test func aDiscardStopsWhereOthersAreParkedMeanwhile() async throws {
        try await park(12)
        var release = PacedRelease(store: store, filter: FailureFilter(), clock: FixedClock(Self.start))
        release.discards = true
        (release.rate, release.stopAt) = (5, 2)
        let more = self
        release.sleep = { _ in try await more.park(3, from: 101, after: Self.start) }
        #expect(try await release.run() == PacedRelease.Outcome(released: 5, end: .stopped(parkedAgain: 2)))
        #expect(await parked() == Array(6...12) + [101, 102, 103])
    }

    @Test func whatIsDiscardedComesBackToNobody() async throws {
        try await park(3)
        var release = PacedRelease(store: store, filter: FailureFilter(), clock: FixedClock(Self.start))
        release.discards = true
        #expect(try await release.run().released == 3)
        #expect(await parked().isEmpty)
        #expect(await store.nextDue(destination: Self.crm, pausedKinds: []) == nil)
    }
}

/// A clock that stands still.
struct FixedClock: WallClock {
    let now: Instant

    init(_ now: Instant) { self.now = now }
}
