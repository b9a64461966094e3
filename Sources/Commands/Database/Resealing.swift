import SQLStore
import Shopify
import SyncEngine
import SyncModel

/// Seals a store anew, in small steps beside whoever uses it.
struct Resealing {
    struct Report: Codable, Equatable {
        /// The mark of the key that seals; `nil` where nothing is sealed any more.
        var key: String?
        /// Values that were sealed anew, or made readable.
        var values = 0
        /// Access tokens that were sealed anew.
        var tokens = 0
        /// What still stands under other keys, or is readable though there is a key.
        var left: Int64 = 0
        /// What could not be opened or read, and was passed over.
        var unread = UnreadRows()
        /// Whether webhooks wait in the inbox, which may be sealed with an older key.
        var isInboxWaiting = false
        /// Other servers of the store, in whose inboxes webhooks may wait that are sealed with an older key.
        var otherServers: [String] = []
        /// Marks of keys that are not needed any more.
        var forgotten: [String] = []

        /// Whether older keys are still needed.
        var isOpen: Bool { left > 0 || isInboxWaiting || !otherServers.isEmpty }
        var needsPerson: Bool { isOpen || !unread.isEmpty }

        var lines: [String] {
            let sealed = key.map { "sealed under storage.seal_key (\($0))" } ?? "made readable"
            var lines = ["\(Numbers.grouped(values)) values were \(sealed)."]
            if tokens > 0 { lines.append("\(Numbers.grouped(tokens)) access tokens were sealed anew.") }
            if !unread.isEmpty {
                let named = unread.first.prefix(5).map(\.description).joined(separator: "; ")
                let more = unread.count > 5 ? "; and \(Numbers.grouped(unread.count - 5)) more" : ""
                lines.append(
                    "\(Numbers.grouped(unread.count)) rows were passed over: \(named)\(more). \"sluice db check --thorough\" says "
                        + "what becomes of them."
                )
            }
            if left > 0, !unread.isEmpty {
                lines.append(
                    "\(Numbers.grouped(left)) values are under another key still. Where one is missing, put it into "
                        + "storage.old_seal_keys, restart the servers, and run this again."
                )
            } else if left > 0 {
                lines.append(
                    "\(Numbers.grouped(left)) values are not: a server still runs with the configuration of before. Restart it, "
                        + "and run this again."
                )
            } else if isInboxWaiting {
                lines.append(
                    "Webhooks wait in the inbox that may need an older key: run this again when they are applied."
                )
            } else if !otherServers.isEmpty {
                lines.append(
                    "No webhook waits in this server's inbox. Older keys are still needed by what may wait in those of "
                        + otherServers.joined(separator: ", ")
                        + ": restart each with the configuration of now, run \"sluice db reseal\" there too, and once each has said "
                        + "that none waits there, run it a last time with --inboxes-empty."
                )
            } else if !forgotten.isEmpty {
                lines.append("Nothing needs the key \(forgotten.joined(separator: ", ")) any more.")
            }
            return lines
        }
    }

    let configuration: SluiceConfiguration
    /// Somebody has seen that no webhook waits in the inbox of any other server.
    var areInboxesEmpty = false
    /// Whether servers with inboxes of their own work on the store.
    var isShared: Bool

    init(configuration: SluiceConfiguration, areInboxesEmpty: Bool = false, isShared: Bool? = nil) {
        self.configuration = configuration
        self.areInboxesEmpty = areInboxesEmpty
        guard configuration.inbox.journalFolder != nil else {
            self.isShared = false
            return
        }
        self.isShared = isShared ?? !configuration.storage.isFile
    }

    /// Rows of a step: few enough that a server's writes wait for milliseconds only.
    private static let step = 200

    func run(by actor: String) async throws -> Report {
        guard StoreSession.exists(configuration) else { throw StoreSession.missing(configuration) }
        guard configuration.storage.sealKey != nil || !configuration.storage.oldSealKeys.isEmpty else {
            throw CommandFailure.usage(
                "There is no key: set storage.seal_key of \(configuration.file), such as \"${SLUICE_SEAL_KEY}\"; "
                    + "\"openssl rand -hex 32\" makes one."
            )
        }
        let session = try await StoreSession.open(configuration)
        let store = try await StoreSession.openStore(configuration, patience: StoreSession.patience)
        return try await ActionLog(store, by: actor).perform(
            "db reseal",
            on: SealKeyFile.payloads(configuration)?.mark ?? "readable",
            outcome: { (report: Report) in "\(report.values) values, \(report.left) left" }
        ) { try await reseal(store) { try await session.backlog() + session.sharedBacklog() } }
    }

    private func reseal(_ store: SQLStore, backlog: () async throws -> Int64) async throws -> Report {
        var report = Report(key: SealKeyFile.payloads(configuration)?.mark)
        var damaged: [String: Int64] = [:]
        var place: ResealPlace? = ResealPlace()
        while let from = place {
            try Task.checkCancellation()
            let step = try await store.reseal(from: from, limit: Self.step)
            report.values += step.resealed
            report.unread.add(step.unread)
            for (mark, count) in step.damaged { damaged[mark, default: 0] += count }
            place = step.next
        }
        report.tokens = try await resealTokens(store)
        var inventory = try await store.sealing()
        // No key opens those, so none is needed for them.
        for (mark, count) in damaged {
            let rest = (inventory.sealed[mark] ?? 0) - count
            inventory.sealed[mark] = rest > 0 ? rest : nil
        }
        report.left = inventory.sealed.filter { $0.key != report.key }.values.reduce(0, +)
        if report.key != nil { report.left += inventory.readable }
        report.isInboxWaiting = try await backlog() > 0
        if isShared, !areInboxesEmpty {
            report.otherServers = Self.others(among: try await store.nodes(), than: NodeIdentity.current().host)
                .map { ServerNode.name(of: $0) }
        }
        if !report.isOpen { report.forgotten = try await store.forgetSeals(without: inventory) }
        // The readable form, and that under the old key, are to be gone from the log and from free places too.
        _ = try await store.scrub()
        return report
    }

    /// Servers whose inbox may be another than the one that is seen from here: a single one on this machine has this one.
    static func others(among nodes: [ServerNode], than host: String) -> [String] {
        let alive = nodes.filter(\.isAlive).map(\.owner).sorted()
        let isAlone = alive.count == 1 && alive.allSatisfy { $0.hasPrefix("\(host)/") }
        return isAlone ? [] : alive
    }

    /// Access tokens are sealed apart; where they do not open, that is for who uses them to say.
    private func resealTokens(_ store: SQLStore) async throws -> Int {
        let names = try await store.secretNames()
        guard !names.isEmpty, let keys = try SealKeyFile.known(configuration) else { return 0 }
        var count = 0
        for name in names {
            guard let known = try await store.secret(name), !keys.isNewest(known),
                let plain = try? keys.open(known, as: name)
            else { continue }
            if try await store.replaceSecret(name, known, by: keys.seal(plain, as: name)) { count += 1 }
        }
        return count
    }
}
