import Foundation
import SyncModel

/// A server that works on the store, and what it owns.
struct NodeReport: Codable {
    /// The machine's name and the process id there.
    var name: String
    var role: String
    var version: String
    var startedAt: String?
    /// Whether it has said lately that it runs; what one owned that has not is another's within seconds.
    var isAlive: Bool
    var destinations: [String]
    var stores: [String]
    /// Since when it goes on with a former configuration, and why it did not take up the changed one.
    var refusedAt: String?
    var refusedConfiguration: String?

    init(_ node: ServerNode, holding leases: Set<String>, _ configuration: SluiceConfiguration) {
        name = node.name
        role = node.role
        version = node.version
        startedAt = Ages.stamp(node.startedAt)
        isAlive = node.isAlive
        refusedAt = Ages.stamp(node.word?.refusal?.at)
        refusedConfiguration = node.word?.refusal?.reason
        destinations = configuration.destinations.map(\.name).filter { leases.contains($0.leaseName) }.map(\.rawValue)
        stores = configuration.stores.map(\.name).filter { leases.contains($0.leaseName) }.map(\.rawValue)
    }
}

extension StatusReport {
    /// Adds the servers, and what their inboxes keep from being done.
    ///
    /// - Parameters:
    ///   - store: which knows who owns what.
    ///   - configuration: which names the own inbox.
    ///   - known: servers as they were seen before the rest was looked at.
    ///   - since: from when on their word of their inboxes counts, on the store's clock.
    ///   - now: by our clock.
    /// - Throws: what the store throws.
    mutating func addNodes(
        _ store: any NodeStore,
        _ configuration: SluiceConfiguration,
        known: [ServerNode],
        since: Instant,
        now: Instant
    ) async throws {
        let leases = Dictionary(grouping: try await store.heldLeases(), by: \.owner)
        let own = configuration.inbox.sharedName
        // In a file all servers are of one machine, and one inbox.
        let others = configuration.storage.isFile ? [] : known.filter { $0.word?.inbox != own }
        addRemaining(others.compactMap { Self.remaining(in: $0, since: since, now: now) })
        nodes = known.map { node in
            NodeReport(node, holding: Set((leases[node.owner] ?? []).map(\.name)), configuration)
        }
    }

    /// What another server's inbox keeps from being done, in words.
    private static func remaining(in node: ServerNode, since: Instant, now: Instant) -> String? {
        switch node.standing(unappliedAt: since) {
        case .empty: nil
        case .open:
            (node.word?.unappliedBytes).flatMap { $0 > 0 ? $0 : nil }
                .map { "\($0) bytes of webhooks not applied yet on \(node.name)" }
                ?? "\(node.name) has not said yet what waits in its inbox"
        case .unknown(let seen):
            "webhooks received on \(node.name), last seen \(seen.map { Ages.ago($0, now: now) } ?? "long ago"), are not included"
        }
    }
}

extension InboxSettings {
    /// By what other servers know it: a folder is of one machine; `nil` where there is none.
    var sharedName: String? {
        guard let folder = journalFolder else { return nil }
        return "\(ProcessInfo.processInfo.hostName):\(URL(fileURLWithPath: folder).standardizedFileURL.path)"
    }
}
