import Synchronization
import SyncModel

/// A small CRM in memory with the rules that matter: unique external ids, unique e-mails (further addresses count),
/// conflicts and missing records told per record, and faults at a test's word.
final class FakeCRM: CRMConnector {
    struct Record: Sendable, Equatable {
        var externalID: String?
        var fields: [String: String] = [:]
        var furtherEmails: Set<String> = []
        var contacts: Set<String> = []
        var writes = 0

        var emails: Set<String> {
            furtherEmails.union([EmailAddress.folded(fields["email"])].compactMap { $0 })
        }
    }

    struct Call: Sendable {
        var name: String
        var kind: RecordKind?
        var records: [CRMUpsert] = []
    }

    /// What goes wrong with the next calls of `upsert`.
    enum Trouble: Sendable {
        /// The call fails before anything was written.
        case before(DeliveryFault)
        /// Everything was written, but the answer got lost.
        case after(DeliveryFault)
        case none
    }

    struct State {
        var records: [RecordKind: [String: Record]] = [.customer: [:], .order: [:]]
        var nextID = 1
        var calls: [Call] = []
        /// For the next calls, one each.
        var troubles: [Trouble] = []
        /// While set, every call fails with it.
        var outage: DeliveryFault?
        /// While set, reading and finding fail with it.
        var readFault: DeliveryFault?
        /// Happens at each reading, before what is held is looked at.
        var beforeReading: (@Sendable () async -> Void)?
        /// While set, writing fails with it, and nothing else does.
        var writeFault: DeliveryFault?
        /// Faults of single records, by external id.
        var refusals: [String: DeliveryFault] = [:]
        /// Records that make their whole call fail, by external id.
        var poison: [String: DeliveryFault] = [:]
        var findings: [Finding] = []
        /// What is told of its fields; nothing of other kinds.
        var schemas: [RecordKind: CRMSchema] = [:]
        var erasures: [ContactErasure] = []
        var removals: [CRMRemoval] = []
        /// Consents to e-mail marketing by address.
        var consents: [String: Bool] = [:]
        /// Whether none can be passed on, as without a scope.
        var refusesConsents = false
        /// Whether no order is made without a contact.
        var ordersNeedContacts = false
        /// What is wrong with the account that is named for orders without one.
        var orderAccountProblem: String?
        /// Whether contacts cannot be merged.
        var lacksMerging = false
        /// Whether the answer to the next merger is lost.
        var losesMergers = false
        /// Contacts that the CRM finds, and does not show yet.
        var hidden: Set<String> = []
        /// Whether the survivor of a merger gets a new id.
        var renamesSurvivors = false
        /// Whether the survivor of a merger gets the other one's values where it has none.
        var fillsSurvivors = false
        /// CRM ids, external ids and e-mails being written now.
        var busy: Set<String> = []
        var overlaps: [String] = []
        var maximumAtOnce = 0
        var atOnce = 0
    }

    private let state = Mutex(State())
    let capabilities: ConnectorCapabilities
    /// Called in each `upsert` before anything is written; may wait.
    private let gate: @Sendable (Call) async -> Void

    init(
        limit: Int = 100,
        concurrency: Int = 4,
        createsAnew: Set<RecordKind> = [],
        addressField: String? = nil,
        gate: @escaping @Sendable (Call) async -> Void = { _ in }
    ) {
        capabilities = ConnectorCapabilities(
            claimLimit: [.customer: limit, .order: limit],
            concurrency: concurrency,
            createsAnew: createsAnew,
            addressField: addressField
        )
        self.gate = gate
    }

    func with<Result: Sendable>(_ body: @Sendable (inout State) -> sending Result) -> Result {
        state.withLock { body(&$0) }
    }

    func upsert(_ records: [CRMUpsert], kind: RecordKind) async throws(DeliveryFault) -> [UpsertOutcome] {
        let call = Call(name: "upsert", kind: kind, records: records)
        let keys = begin(call)
        defer { end(keys) }
        await gate(call)
        let trouble = with {
            $0.outage.map(Trouble.before) ?? ($0.troubles.isEmpty ? .none : $0.troubles.removeFirst())
        }
        if case .before(let fault) = trouble { throw fault }
        if let fault = with({ $0.writeFault }) { throw fault }
        if let fault = with({ state in
            records.first { state.poison[$0.externalID] != nil }.flatMap { state.poison[$0.externalID] }
        }) {
            throw fault
        }
        let outcomes = with { state in records.map { state.write($0, kind: kind) } }
        if case .after(let fault) = trouble { throw fault }
        return outcomes
    }

    func read(_ ids: [String], kind: RecordKind, fields: [String]) async throws(DeliveryFault) -> [CRMSnapshot] {
        try log(Call(name: "read", kind: kind))
        if let event = with({ $0.beforeReading }) { await event() }
        return with { state in
            ids.filter { !state.hidden.contains($0) }.compactMap { id in
                state.records[kind]?[id].map { record in
                    CRMSnapshot(
                        crmID: id,
                        externalID: record.externalID,
                        values: record.fields.filter { fields.contains($0.key) }
                    )
                }
            }
        }
    }

    func find(externalIDs: [String], kind: RecordKind) async throws(DeliveryFault) -> [String: CRMSnapshot] {
        try log(Call(name: "find", kind: kind))
        return with { state in
            var found: [String: CRMSnapshot] = [:]
            for (id, record) in state.records[kind] ?? [:] {
                guard let externalID = record.externalID, externalIDs.contains(externalID) else { continue }
                found[externalID] = CRMSnapshot(crmID: id, externalID: externalID)
            }
            return found
        }
    }

    func holdsAny(_ kind: RecordKind) async throws(DeliveryFault) -> Bool {
        try log(Call(name: "holds any", kind: kind))
        return with { state in (state.records[kind] ?? [:]).values.contains { $0.externalID != nil } }
    }

    func find(emails: [String]) async throws(DeliveryFault) -> [String: [CRMSnapshot]] {
        try log(Call(name: "find", kind: .customer))
        return with { state in
            var found: [String: [CRMSnapshot]] = [:]
            for (id, record) in (state.records[.customer] ?? [:]).sorted(by: { $0.key < $1.key }) {
                for email in emails where record.emails.contains(email) {
                    found[email, default: []].append(CRMSnapshot(crmID: id, externalID: record.externalID))
                }
            }
            return found
        }
    }

    func find(
        field: String,
        values: [String],
        kind: RecordKind
    ) async throws(DeliveryFault) -> [String: [CRMSnapshot]] {
        try log(Call(name: "find by \(field)", kind: kind))
        return with { state in
            var found: [String: [CRMSnapshot]] = [:]
            for (id, record) in (state.records[kind] ?? [:]).sorted(by: { $0.key < $1.key }) {
                guard let value = record.fields[field], values.contains(value) else { continue }
                found[value, default: []].append(CRMSnapshot(crmID: id, externalID: record.externalID))
            }
            return found
        }
    }

    func page(of crmID: String, kind: RecordKind) async -> String? { "https://crm.example/\(kind.rawValue)/\(crmID)" }

    func merge(contact: String, into survivor: String) async throws(DeliveryFault) -> ContactMerging {
        try log(Call(name: "merge", kind: .customer))
        let answer = with { state -> ContactMerging in
            guard !state.lacksMerging else { return .unsupported }
            let people = state.records[.customer] ?? [:]
            guard people[contact] != nil, people[survivor] != nil else { return .gone }
            return .merged(crmID: state.merge(contact, into: survivor, carryingID: true))
        }
        let isLost = with { state in
            defer { state.losesMergers = false }
            return state.losesMergers
        }
        if isLost { throw .noAnswer }
        return answer
    }

    func remove(_ removal: CRMRemoval) async throws(DeliveryFault) -> Bool {
        try log(Call(name: "remove", kind: removal.kind))
        return with { $0.remove(removal) }
    }

    func erase(_ erasure: ContactErasure) async throws(DeliveryFault) -> ContactErasure.Outcome {
        try log(Call(name: "erase", kind: .customer))
        return with { $0.erase(erasure) }
    }

    func check() async throws(DeliveryFault) -> [Finding] {
        try log(Call(name: "check"))
        return with { $0.findings }
    }

    func prepare() async throws(DeliveryFault) -> [Finding] { [] }

    func schema(_ kind: RecordKind) async throws(DeliveryFault) -> CRMSchema {
        try log(Call(name: "schema", kind: kind))
        return with { $0.schemas[kind] ?? CRMSchema(object: "", fields: [:]) }
    }

    private func log(_ call: Call) throws(DeliveryFault) {
        let outage = with { state in
            state.calls.append(call)
            return state.outage ?? state.readFault
        }
        if let outage { throw outage }
    }

    private func begin(_ call: Call) -> Set<String> {
        with { state in
            state.calls.append(call)
            state.atOnce += 1
            state.maximumAtOnce = max(state.maximumAtOnce, state.atOnce)
            guard call.kind == .customer else { return [] }
            var keys: Set<String> = []
            for record in call.records {
                switch record.target {
                case .externalID: keys.insert("external \(record.externalID)")
                case .record(let id), .adopt(let id): keys.insert("crm \(id)")
                }
                for field in record.fields where field.name == "email" && field.value != .clear {
                    keys.insert("email \(field.value.text)")
                }
            }
            state.overlaps += state.busy.intersection(keys).sorted()
            state.busy.formUnion(keys)
            return keys
        }
    }

    private func end(_ keys: Set<String>) {
        with { state in
            state.atOnce -= 1
            state.busy.subtract(keys)
        }
    }
}
