import FoundationEssentials
import Testing

@testable import SyncEngine
@testable import SyncModel

/// A shop, our records and a CRM that hold the same, until a test changes one of them.
final class AuditStage: Sendable {
    static let facts = StoreFacts(name: ReadingStage.name, domain: "acme.myshopify.com")

    let base: ReadingStage
    let crm = FakeCRM()

    init(limits: ReadLimits = ReadLimits(batch: 7, slice: 20)) {
        base = ReadingStage(limits: limits)
        base.shop.set { $0.pageSize = 9 }
    }

    /// Records in the shop, all of them known and delivered.
    static func filled(orders: Int = 30, customers: Int = 10) async throws -> AuditStage {
        let stage = AuditStage()
        stage.base.fill(orders: orders, customers: customers)
        try await stage.sync()
        return stage
    }

    var target: AuditTarget {
        AuditTarget(connector: crm, mapper: MoneyMapper(), store: Self.facts)
    }

    func owned(
        _ store: (any SyncStore)? = nil,
        isReadable: Bool = true,
        senders: Set<StoreName>? = nil
    ) async throws -> OwnedStore {
        let owned = try await base.own(store)
        var route = owned.route
        var target = target
        target.stores = senders
        route.audits = [ReadingStage.crm: target]
        route.isReadable = isReadable
        return OwnedStore(
            route: route,
            store: owned.store,
            epoch: owned.epoch,
            gate: owned.gate,
            clock: owned.clock,
            random: owned.random,
            sleep: owned.sleep,
            logger: owned.logger
        )
    }

    /// Reads everything and delivers it.
    func sync() async throws {
        _ = await base.enqueue(.backfill(BackfillSpec()))
        _ = try await JobLoop(owned: base.own(), kind: .backfill).runNext()
        try await deliver()
    }

    /// Delivers until nothing is dirty.
    func deliver(mapper: any RecordMapper = MoneyMapper()) async throws {
        let store = base.inner
        let name = ReadingStage.crm
        let lease = try #require(
            await store.acquire(lease: name.leaseName, owner: "test", lasting: .seconds(1_000_000))
        )
        let route = DestinationRoute(
            name: name,
            connector: crm,
            mapper: mapper,
            pacer: DestinationPacer(destination: name, quotas: [:], reserve: 0, clock: base.clock),
            stores: [ReadingStage.name: Self.facts]
        )
        let pass = DeliveryPass(
            route: route,
            store: store,
            clock: base.clock,
            random: { 0.5 },
            epoch: lease.epoch,
            inFlight: InFlight()
        )
        while let due = await store.nextDue(destination: name, pausedKinds: []) {
            if due > base.clock.now { base.clock.advance(due.since(base.clock.now)) }
            let lanes = await store.claim(
                ClaimRequest(
                    destination: name,
                    epoch: lease.epoch,
                    now: base.clock.now,
                    limits: [.customer: 100, .order: 100]
                )
            )
            _ = try await pass.deliver(lanes)
        }
    }

    func audit(
        _ spec: AuditSpec = AuditSpec(),
        isReadable: Bool = true,
        senders: Set<StoreName>? = nil
    ) async throws -> AuditReport {
        let job = await base.enqueue(.audit(spec))
        let ended = try await base.run(job, owned(isReadable: isReadable, senders: senders))
        #expect(ended.state == .done, "\(ended.problem ?? "")")
        return try #require(await base.inner.auditReport(of: job.id))
    }

    /// The CRM id of a record.
    func crmID(_ kind: RecordKind, _ id: Int64) async -> String {
        await base.inner.link(LaneKey(destination: ReadingStage.crm, record: base.key(kind, id)))?.crmID ?? ""
    }

    func lane(_ kind: RecordKind, _ id: Int64) async -> Lane? {
        await base.inner.lanes[LaneKey(destination: ReadingStage.crm, record: base.key(kind, id))]
    }
}

/// Orders with money, customers with a name; what is called `#rule` is left out.
struct MoneyMapper: RecordMapper {
    var totalField: String? { "amount" }

    func object(_ kind: RecordKind) -> String? { kind == .customer ? "contact" : "deal" }

    func map(_ input: MappingInput) throws(DeliveryFault) -> MappingResult {
        switch input.record {
        case .customer(let customer):
            let name = customer.profile.fields.firstName.value ?? ""
            return .content(
                MappedContent(
                    object: "contact",
                    externalID: String(customer.id),
                    fields: [MappedField("firstname", .text(name))]
                )
            )
        case .order(let order):
            let details = order.details.fields
            if details.name.value == "#rule" { return .skipped(reason: "the rule \"when\"") }
            return .content(
                MappedContent(
                    object: "deal",
                    externalID: String(order.id),
                    fields: [
                        MappedField("dealname", .text(details.name.value ?? "")),
                        MappedField("amount", details.currentTotal.value.map { .decimal($0) } ?? .clear),
                        MappedField("note", .text("as it was"), write: .ifEmpty),
                    ]
                )
            )
        }
    }
}
