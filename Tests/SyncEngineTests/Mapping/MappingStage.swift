import Testing

@testable import SyncEngine
@testable import SyncModel

/// What `AuditStage` delivered, gone through with another mapping.
struct MappingStage: Sendable {
    let base: AuditStage
    /// The mapping that runs.
    var mapper: any RecordMapper = RenamingMapper()
    /// Reads a document that does not run.
    var compile: (@Sendable (String) -> (any RecordMapper)?)?

    static func filled(orders: Int = 30, customers: Int = 10) async throws -> MappingStage {
        MappingStage(base: try await AuditStage.filled(orders: orders, customers: customers))
    }

    func owned(_ store: (any SyncStore)? = nil) async throws -> OwnedStore {
        let owned = try await base.owned(store)
        var route = owned.route
        var target = base.target
        target.mapper = mapper
        target.compile = compile
        target.connector = ReadOnlyConnector(base.crm)
        route.mappings = [ReadingStage.crm: target]
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

    func run(_ action: MappingSpec.Action, record: (RecordKind, Int64)? = nil) async throws -> MappingReport {
        let spec = MappingSpec(
            action,
            destination: ReadingStage.crm,
            kinds: record.map { [$0.0] } ?? [.customer, .order],
            fingerprint: 1,
            record: record?.1
        )
        let job = await base.base.enqueue(.mapping(spec))
        let ended = try await base.base.run(job, owned())
        #expect(ended.state == .done, "\(ended.problem ?? "")")
        return try await base.base.inner.mappingReport(of: job.id)
    }

    /// The lanes that are to be delivered.
    func dirty() async -> [Lane] { await base.base.inner.lanes.values.filter { $0.state == .dirty } }
}

/// As `MoneyMapper`, with other names for orders whose number is even.
struct RenamingMapper: RecordMapper {
    var totalField: String? { MoneyMapper().totalField }

    func object(_ kind: RecordKind) -> String? { MoneyMapper().object(kind) }

    func map(_ input: MappingInput) throws(DeliveryFault) -> MappingResult {
        let result = try MoneyMapper().map(input)
        guard case .content(var content) = result, case .order(let order) = input.record, order.id.isMultiple(of: 2)
        else { return result }
        let name = "Order \(order.details.fields.name.value ?? "")"
        content.fields = content.fields.map { $0.name == "dealname" ? MappedField("dealname", .text(name)) : $0 }
        return .content(content)
    }
}

/// A mapping that is told from others.
struct NamedMapper: RecordMapper {
    var base: any RecordMapper
    var identity: String?

    func object(_ kind: RecordKind) -> String? { base.object(kind) }
    func map(_ input: MappingInput) throws(DeliveryFault) -> MappingResult { try base.map(input) }
}

/// As `MoneyMapper`, leaving orders out whose number is even.
struct LeavingMapper: RecordMapper {
    var unmatched: Unmatched

    func unmatched(_ input: MappingInput) -> Unmatched { unmatched }
    func object(_ kind: RecordKind) -> String? { MoneyMapper().object(kind) }

    func map(_ input: MappingInput) throws(DeliveryFault) -> MappingResult {
        guard case .order(let order) = input.record, order.id.isMultiple(of: 2) else {
            return try MoneyMapper().map(input)
        }
        return .skipped(reason: MappingRule.words("takes only records with an odd number"))
    }
}

/// As `MoneyMapper`, with a metafield that webhooks and earlier reads have not.
struct TierMapper: RecordMapper {
    static let tier = MetafieldName(namespace: "custom", key: "tier")

    var demand: ReadDemand { ReadDemand(metafields: [.order: [Self.tier]]) }
    func object(_ kind: RecordKind) -> String? { MoneyMapper().object(kind) }

    func map(_ input: MappingInput) throws(DeliveryFault) -> MappingResult {
        guard case .content(var content) = try MoneyMapper().map(input), case .order(let order) = input.record else {
            return try MoneyMapper().map(input)
        }
        let tier = order.details.fields.metafields.value(of: Self.tier)
        if let text = tier.value { content.fields.append(MappedField("tier", .text(text))) }
        return .content(content)
    }
}
