import SyncEngine
import SyncModel
import Synchronization

/// Finds what was compared last, and remembers it: reports are large, and those that are finished never change.
final class LastAudits: Sendable {
    private let known = Mutex<[StoreName: AuditStanding]>([:])

    /// So many of a store's newest are looked at before all that are kept are.
    private static let newest = 10

    /// - Parameters:
    ///   - names: of the stores.
    ///   - store: the sync's.
    /// - Returns: what the last audit of each whole store found, where there was one.
    /// - Throws: what the store throws.
    func standings(of names: [StoreName], in store: any SyncStore) async throws -> [StoreName: AuditStanding] {
        var found: [StoreName: AuditStanding] = [:]
        for name in names {
            guard let job = try await Self.lastWhole(of: name, in: store) else { continue }
            if let standing = known.withLock({ $0[name] }), standing.job == job.id.rawValue {
                found[name] = standing
            } else if let report = try await store.auditReport(of: job.id) {
                found[name] = AuditStanding(report, of: job.id)
            }
        }
        let all = found
        known.withLock { $0 = all }
        return found
    }

    /// The last audit of each kind that a person may look at: of the whole store, and before it a newer one of a part.
    ///
    /// - Parameters:
    ///   - name: of the store.
    ///   - store: the sync's.
    /// - Returns: finished audits, the newest first.
    /// - Throws: what the store throws.
    static func shown(of name: StoreName, in store: any SyncStore) async throws -> [Job] {
        let done = try await done(of: name, in: store, limit: Job.keptFinished)
        guard let newest = done.first else { return [] }
        let whole = done.first(where: isWhole)
        return [newest] + [whole].compactMap { $0 }.filter { $0.id != newest.id }
    }

    private static func lastWhole(of name: StoreName, in store: any SyncStore) async throws -> Job? {
        let few = try await done(of: name, in: store, limit: newest)
        if let job = few.first(where: isWhole) { return job }
        return try await done(of: name, in: store, limit: 2 * Job.keptFinished).first(where: isWhole)
    }

    private static func done(of name: StoreName, in store: any SyncStore, limit: Int) async throws -> [Job] {
        try await store.jobs(JobFilter(store: name, kind: .audit), limit: limit).filter { $0.state == .done }
    }

    private static func isWhole(_ job: Job) -> Bool {
        guard case .audit(let spec) = job.spec else { return false }
        return spec.isWhole
    }
}
