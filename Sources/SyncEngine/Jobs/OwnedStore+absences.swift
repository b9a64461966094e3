import SyncModel

extension OwnedStore {
    /// What follows from those that a read did not bring.
    ///
    /// `known` gives our record of an id, as it was before the read; `nil` for one that is not ours.
    func absences(in brought: RecordsRead, _ known: (Int64) -> StoredRecord?) async throws -> [Absence] {
        let missing = brought.missing.compactMap(known)
        func absence(_ stored: StoredRecord, _ seesAll: Bool) -> Absence {
            Absence(of: stored, readAt: brought.readAt, begunAt: brought.begunAt, seesAllOrders: seesAll)
        }
        let found = missing.map { absence($0, false) }
        guard found.contains(where: { $0.verdict == .notVisible }), try await seesAllOrders() else { return found }
        return missing.map { absence($0, true) }
    }

    /// Whether the app may see orders of any age, by its scopes as they are now.
    ///
    /// Asked behind the read, not remembered: with a scope that was taken away meanwhile, all old orders would be gone.
    func seesAllOrders() async throws -> Bool {
        let facts = try await reading { () async throws(ReadFault) in try await route.reader.facts() }
        return facts.seesAllOrders
    }
}
