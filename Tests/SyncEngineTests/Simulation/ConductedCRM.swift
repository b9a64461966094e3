import Sandbox
import Synchronization
import SyncModel

/// The CRM as one node of a simulation reaches it: calls stop before and after they take effect, and may fail.
final class ConductedCRM: CRMConnector {
    private struct State {
        var isDead = false
        var flying: Set<RecordKey> = []
        var overlaps: [RecordKey] = []
        var written = 0
        var late: Set<RecordKey> = []
    }

    private let crm: FakeCRM
    private let conductor: Conductor
    private let fates: Fates
    private let isOwner: @Sendable () -> Bool
    private let state = Mutex(State())

    let capabilities = ConnectorCapabilities(claimLimit: [.customer: 8, .order: 8], concurrency: 3)

    /// - Parameters:
    ///   - crm: The CRM itself, the same for all nodes.
    ///   - conductor: Where calls stop.
    ///   - fates: What becomes of calls.
    ///   - isOwner: Whether this node owns the destination still.
    init(crm: FakeCRM, conductor: Conductor, fates: Fates, isOwner: @escaping @Sendable () -> Bool) {
        self.crm = crm
        self.conductor = conductor
        self.fates = fates
        self.isOwner = isOwner
    }

    /// Records that a former owner wrote by their external id, all fields, after another node had taken over.
    var late: Set<RecordKey> { state.withLock { $0.late } }

    /// The process is gone: a call under way may still arrive, but nobody hears its answer.
    func die() { state.withLock { $0.isDead = true } }

    /// Records that two passes had in hand at once.
    var overlaps: [RecordKey] { state.withLock { $0.overlaps } }

    /// Records handed over so far.
    var written: Int { state.withLock { $0.written } }

    func upsert(_ records: [CRMUpsert], kind: RecordKind) async throws(DeliveryFault) -> [UpsertOutcome] {
        let keys = Set(records.map(\.key))
        state.withLock { state in
            state.overlaps += state.flying.intersection(keys)
            state.flying.formUnion(keys)
            state.written += records.count
        }
        defer { state.withLock { $0.flying.subtract(keys) } }
        await conductor.turn()
        let fate = fates.next(isDead: state.withLock { $0.isDead })
        if case .before(let fault) = fate { throw fault }
        if case .oneRecord(let fault) = fate, records.count > 1 { throw fault }
        if !isOwner() {
            let late = records.filter { $0.target == .externalID }.map(\.key)
            state.withLock { $0.late.formUnion(late) }
        }
        var outcomes = try await crm.upsert(records, kind: kind)
        await conductor.turn()
        if case .after(let fault) = fate { throw fault }
        if case .oneRecord(let fault) = fate {
            outcomes[0] = .failed(fault)
        }
        return outcomes
    }

    func read(_ ids: [String], kind: RecordKind, fields: [String]) async throws(DeliveryFault) -> [CRMSnapshot] {
        if let fault = fates.nextRead() { throw fault }
        return try await crm.read(ids, kind: kind, fields: fields)
    }

    func find(externalIDs: [String], kind: RecordKind) async throws(DeliveryFault) -> [String: CRMSnapshot] {
        if let fault = fates.nextRead() { throw fault }
        return try await crm.find(externalIDs: externalIDs, kind: kind)
    }

    func holdsAny(_ kind: RecordKind) async throws(DeliveryFault) -> Bool {
        if let fault = fates.nextRead() { throw fault }
        return try await crm.holdsAny(kind)
    }

    func find(emails: [String]) async throws(DeliveryFault) -> [String: [CRMSnapshot]] {
        if let fault = fates.nextRead() { throw fault }
        return try await crm.find(emails: emails)
    }

    func find(
        field: String,
        values: [String],
        kind: RecordKind
    ) async throws(DeliveryFault) -> [String: [CRMSnapshot]] {
        if let fault = fates.nextRead() { throw fault }
        return try await crm.find(field: field, values: values, kind: kind)
    }

    /// Stops like a write, and may fail before or after it took effect.
    func merge(contact: String, into survivor: String) async throws(DeliveryFault) -> ContactMerging {
        await conductor.turn()
        let fate = fates.next(isDead: state.withLock { $0.isDead })
        if case .before(let fault) = fate { throw fault }
        let answer = try await crm.merge(contact: contact, into: survivor)
        await conductor.turn()
        switch fate {
        case .after(let fault), .oneRecord(let fault): throw fault
        case .before, .none: return answer
        }
    }

    func remove(_ removal: CRMRemoval) async throws(DeliveryFault) -> Bool { try await crm.remove(removal) }
    func erase(_ erasure: ContactErasure) async throws(DeliveryFault) -> ContactErasure.Outcome { .absent }
    func check() async throws(DeliveryFault) -> [Finding] { [] }
    func prepare() async throws(DeliveryFault) -> [Finding] { [] }
    func schema(_ kind: RecordKind) async throws(DeliveryFault) -> CRMSchema { CRMSchema(object: "", fields: [:]) }
}

/// What becomes of calls, drawn from the simulation's seed.
final class Fates: Sendable {
    enum Fate: Sendable {
        case none
        /// Fails before anything was written.
        case before(DeliveryFault)
        /// Everything was written, but the answer is lost.
        case after(DeliveryFault)
        /// A call of several fails as a whole; alone, the first record is refused though it was written.
        case oneRecord(DeliveryFault)
    }

    private let random: Mutex<SeededGenerator>
    private let chance: Mutex<Double>

    init(seed: UInt64, chance: Double) {
        random = Mutex(SeededGenerator(seed: seed))
        self.chance = Mutex(chance)
    }

    /// From now on nothing fails.
    func calm() { chance.withLock { $0 = 0 } }

    func draw() -> Double { random.withLock { Double.random(in: 0..<1, using: &$0) } }

    func next(isDead: Bool) -> Fate {
        if isDead { return draw() < 0.5 ? .none : .before(.outage()) }
        guard draw() < chance.withLock({ $0 }) else { return .none }
        switch Int(draw() * 8) {
        case 0: return .before(.outage())
        case 1: return .before(.outage(mayBeWritten: true))
        case 2, 3: return .after(.outage(mayBeWritten: true))
        case 4: return .before(DeliveryFault(.rateLimited, .wait(.seconds(2)), message: "429"))
        case 5: return .before(DeliveryFault(.missingScope, .pause(.kind(.customer)), message: "403"))
        case 6: return .before(DeliveryFault(.unauthorized, .pause(.destination), message: "401"))
        default: return .oneRecord(DeliveryFault(.locked, .retry, message: "423", mayBeWritten: true))
        }
    }

    func nextRead() -> DeliveryFault? {
        draw() < chance.withLock({ $0 }) / 2 ? .outage() : nil
    }
}
