import SyncEngine
import SyncModel

extension StatusReport {
    /// How it stands now, as everybody who asks is told.
    ///
    /// - Parameters:
    ///   - session: the open store.
    ///   - configuration: which names the stores and destinations.
    ///   - node: who looks; a server says who it is, or it would take its own leases for a dead process's.
    ///   - now: by our clock.
    ///   - since: from when on other servers' words of their inboxes count; `nil` takes whatever they said last.
    ///   - audits: remembers what comparing found, for whoever asks often.
    /// - Returns: the report with what is remembered of webhooks, alerts and audits.
    /// - Throws: what the store throws.
    static func current(
        _ session: StoreSession,
        _ configuration: SluiceConfiguration,
        node: NodeIdentity = .current(),
        now: Instant,
        since: Instant? = nil,
        audits: LastAudits = LastAudits()
    ) async throws -> StatusReport {
        let known = try await session.store.nodes()
        // The backlog first: what leaves it between the two looks is then seen as dirty, never missed.
        let backlog = try await session.backlog()
        let shared: Result<Int64, any Error>
        do { shared = .success(try await session.sharedBacklog()) } catch { shared = .failure(error) }
        let overview = try await session.store.overview()
        let running = try await owned(session, configuration, node: node, now: now)
        var report = StatusReport(
            overview: overview,
            backlog: backlog,
            owned: running,
            configuration: configuration,
            now: now
        )
        switch shared {
        case .success(0): break
        case .success(let count): report.addRemaining(["\(count) webhooks not applied yet in the shared inbox"])
        case .failure(let error): report.addRemaining(["what waits in the shared inbox cannot be seen: \(error)"])
        }
        try await report.addWebhooks(session.store)
        try await report.addAlerts(session.store)
        try await report.addNodes(session.store, configuration, known: known, since: since ?? .beginning, now: now)
        report.add(try await audits.standings(of: configuration.stores.map(\.name), in: session.store))
        return report
    }

    /// The destinations that a running server delivers to.
    private static func owned(
        _ session: StoreSession,
        _ configuration: SluiceConfiguration,
        node: NodeIdentity,
        now: Instant
    ) async throws -> Set<DestinationName> {
        var owned: Set<DestinationName> = []
        for destination in configuration.destinations.map(\.name)
        where try await session.store.isServed(lease: destination.leaseName, seenBy: node, now: now) {
            owned.insert(destination)
        }
        return owned
    }
}
