import SyncModel

/// Mends what an audit found: reads Shopify's newer records into ours, and marks exactly what differs, with force.
struct AuditRepair: Sendable {
    let run: JobRun
    let accounts: AuditAccounts

    private var owned: OwnedStore { run.owned }

    /// - Returns: how many records that concerned.
    func mend(_ kind: RecordKind, _ items: [AuditItem], _ results: [Int64: AuditResult]) async throws -> Int64 {
        let open = items.filter { results[$0.id].map { $0.isRepairable && !$0.isUnreadableHere } ?? false }
        guard !open.isEmpty else { return 0 }
        let behind = open.filter { item in
            results[item.id]?.findings.contains { $0.destination == nil && !$0.cause.isExplained } ?? false
        }
        try await merge(behind, kind)
        if kind == .order { try await askForBuyers(of: open, results) }
        for name in accounts.names {
            let keys = open.filter { item in
                (results[item.id]?.toSendAgain.contains(name) ?? false)
                    || behind.contains { $0.id == item.id && goes($0, to: name) }
            }
            try await mark(kind, keys, name)
        }
        return Int64(open.count)
    }

    /// Has customers read of whom we know nothing and whose orders lack their contact.
    private func askForBuyers(of items: [AuditItem], _ results: [Int64: AuditResult]) async throws {
        let lacking = items.filter { item in
            results[item.id]?.findings.contains { $0.fields.contains(AuditJudgement.association) } ?? false
        }
        let ids = Set(lacking.compactMap { $0.shopify?.customerID }.filter { $0 > 0 })
        guard !ids.isEmpty, owned.route.isReadable else { return }
        let known = try await owned.audited(.customer, ids.sorted(), in: [])
        let unknown = ids.filter { known[$0] == nil }.sorted()
        if !unknown.isEmpty { try await owned.askAgain(.customer, unknown, at: run.now) }
    }

    private func merge(_ items: [AuditItem], _ kind: RecordKind) async throws {
        // Those that could not be read are read once more, each by itself.
        let unread = items.filter(\.isUnreadable).map(\.id)
        if !unread.isEmpty { try await owned.askAgain(kind, unread, at: run.now) }
        let parts = RecencyParts(items.compactMap(\.shopify), now: run.now)
        let absences = items.compactMap(\.absence).filter { $0.verdict == .deleted }
        if !parts.recent.isEmpty { _ = try await owned.merge(owned.request(parts.recent, origin: .live)) }
        guard !parts.old.isEmpty || !absences.isEmpty else { return }
        _ = try await owned.merge(owned.request(parts.old, absences: absences, origin: .history))
    }

    /// Whether a record that was read goes there at all.
    private func goes(_ item: AuditItem, to name: DestinationName) -> Bool {
        guard let record = item.shopify else { return false }
        return owned.route.routing.destinations(for: record, of: owned.route.name).contains(name)
    }

    private func mark(_ kind: RecordKind, _ items: [AuditItem], _ name: DestinationName) async throws {
        guard !items.isEmpty else { return }
        let parts = RecencyParts(items.compactMap(\.shopify), now: run.now)
        let recent = Set(parts.recent.map(\.id))
        for origin in [Origin.live, .history] {
            let keys = items.filter { recent.contains($0.id) == (origin == .live) }
                .map { RecordKey(store: owned.route.name, kind: kind, id: $0.id) }
            guard !keys.isEmpty else { continue }
            try await owned.store.mark(keys, destination: name, force: true, origin: origin, now: run.now)
        }
        owned.route.wakes[name]?.notify()
    }
}
