import Conformance
import Synchronization
import Testing

@testable import SyncEngine
@testable import SyncModel

/// A shop, a store and its owner's work, in time that passes only while somebody sleeps.
final class ReadingStage: Sendable {
    static let name = StoreName("acme")
    static let crm = DestinationName("crm")
    static let routing = RoutingTable([name: .init(destinations: [crm])])
    static let logger = silentLogger

    let clock = TestClock()
    let inner: InMemoryStore
    let shop: FakeShop
    let wake = WakeSignal()
    let limits: ReadLimits
    let policy: ReconcilePolicy

    init(limits: ReadLimits = ReadLimits(batch: 7, slice: 20), policy: ReconcilePolicy = ReconcilePolicy()) {
        let clock = self.clock
        inner = InMemoryStore(leaseClock: { clock.now })
        shop = FakeShop(clock: clock)
        self.limits = limits
        self.policy = policy
    }

    var start: Instant { TestClock.start }

    /// Fills the shop with records, one an hour back in time.
    func fill(orders: Int = 0, customers: Int = 0) {
        for index in 0..<orders {
            let at = start - .seconds(3_600 * (index + 1))
            shop.put(.init(kind: .order, id: Int64(1_000 + index), name: "#\(index)", createdAt: at, updatedAt: at))
        }
        for index in 0..<customers {
            let at = start - .seconds(1_800 * (index + 1))
            shop.put(.init(kind: .customer, id: Int64(index + 1), name: "N\(index)", createdAt: at, updatedAt: at))
        }
    }

    func route(_ turns: Turns = Turns()) -> StoreRoute {
        StoreRoute(
            name: Self.name,
            reader: shop,
            routing: Self.routing,
            costs: [
                Self.crm: CallCost(batch: [.customer: 10, .order: 10], calls: [.customer: 2, .order: 1], perSecond: 2)
            ],
            policy: policy,
            limits: limits,
            turns: turns
        )
    }

    /// The store in the hands of a new owner; the former one's lease is taken from it.
    func own(_ store: (any SyncStore)? = nil) async throws -> OwnedStore {
        let owner = "owner"
        let name = Self.name.leaseName
        let lease: Lease?
        if let held = await inner.holder(of: name) {
            lease = await inner.takeOver(held, owner: owner, lasting: .seconds(1_000_000))
        } else {
            lease = await inner.acquire(lease: name, owner: owner, lasting: .seconds(1_000_000))
        }
        return owned(store ?? inner, epoch: try #require(lease).epoch)
    }

    func owned(_ store: any SyncStore, epoch: Int64) -> OwnedStore {
        let route = route()
        let clock = self.clock
        return OwnedStore(
            route: route,
            store: store,
            epoch: epoch,
            gate: ReadGate(route: route, store: store, clock: clock, random: { 0.5 }, logger: Self.logger),
            clock: clock,
            random: { 0.5 },
            sleep: {
                clock.advance($0); await Task.yield()
            },
            logger: Self.logger
        )
    }

    func enqueue(_ spec: JobSpec) async -> Job {
        await inner.enqueue(spec, store: Self.name, now: clock.now)
    }

    /// Runs the next job of a kind to its end and returns it.
    func run(_ job: Job, _ owned: OwnedStore) async throws -> Job {
        #expect(try await JobLoop(owned: owned, kind: job.kind).runNext())
        return try #require(await inner.job(job.id))
    }

    func key(_ kind: RecordKind, _ id: Int64) -> RecordKey { RecordKey(store: Self.name, kind: kind, id: id) }

    /// Expects that our records are the shop's, no more and no less.
    func expectTruth() async {
        let items = shop.set { $0.items }
        for kind in RecordKind.allCases {
            let wanted = (items[kind] ?? [:]).mapValues(\.name)
            let living = await inner.livingIDs(kind, of: Self.name, after: 0, limit: 1_000_000)
            #expect(Set(living) == Set(wanted.keys))
            for (id, name) in wanted {
                #expect(Self.title(await inner.record(key(kind, id))?.record) == name)
            }
        }
    }

    static func title(_ record: SyncRecord?) -> String? {
        switch record {
        case .order(let order): order.details.fields.name.value
        case .customer(let customer): customer.profile.fields.firstName.value
        case nil: nil
        }
    }

    /// A delivery of one order that asks for a read.
    func edit(_ id: Int64, kind: RecordKind = .order, at: Instant? = nil) async {
        let now = at ?? clock.now
        await told(kind, id, RecordLife(aliveAt: now), at: now)
    }

    /// A delivery of one record's deletion, which asks for a read as well.
    func deleted(_ id: Int64, kind: RecordKind = .order, at: Instant) async {
        await told(kind, id, RecordLife(deletedAt: at), at: at)
    }

    private func told(_ kind: RecordKind, _ id: Int64, _ life: RecordLife, at now: Instant) async {
        let part = SyncRecord.trace(kind, id, life: life, reads: HydrationNeed(askedAt: now))
        _ = await inner.apply(
            [
                DecodedReceipt(
                    receipt: Receipt(
                        store: Self.name,
                        webhookID: "\(kind.rawValue)-\(id)-\(now.microseconds)",
                        topic: "orders/edited",
                        receivedAt: clock.now,
                        body: []
                    ),
                    content: .changes([part])
                )
            ],
            routing: Self.routing,
            origin: .live,
            now: clock.now,
            position: nil
        )
    }

    func awaiting() async -> Int {
        await inner.overview().awaitingHydration
    }
}
