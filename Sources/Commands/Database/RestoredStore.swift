import SQLStore
import Shopify
import SyncEngine
import SyncModel

/// A store that holds an older state: what it takes over from the one before it, and what is asked for in it, so that Shopify,
/// Sluice and the CRMs come into step again.
struct RestoredStore {
    struct Report: Sendable {
        /// Records that were erased since, and are erased again.
        var erasedAgain = 0
        /// Tokens that were renewed since.
        var tokens = 0
        /// Requests about people's data that were made, or done, since.
        var requests = 0
        /// Entries of the log.
        var logEntries = 0
        /// Records of which it is in doubt what a CRM holds.
        var doubted = 0
        /// Stores that are compared with Shopify by the next server.
        var reconciled: [StoreName] = []
        /// Stores that are compared and mended by the next server.
        var audited: [StoreName] = []
    }

    let store: SQLStore
    let configuration: SluiceConfiguration
    let now: Instant
    /// Whether the tokens of the store before are newer than its own.
    var takesTokens = true

    init(store: SQLStore, configuration: SluiceConfiguration, now: Instant) {
        self.store = store
        self.configuration = configuration
        self.now = now
    }

    /// Does it all, and logs it as `action`.
    ///
    /// - Parameters:
    ///   - former: the store before this one; `nil` where it is not known.
    ///   - action: for the log.
    ///   - subject: for the log.
    ///   - actor: for the log.
    /// - Returns: what came of it.
    /// - Throws: what the stores throw.
    func takeUp(_ former: SQLStore?, as action: String, on subject: String, by actor: String) async throws -> Report {
        var report = Report()
        // Before our own entry, so that the log stays in order.
        if let former { report.logEntries = try await store.takeOverActions(of: former) }
        return try await ActionLog(store, by: actor).perform(
            action,
            on: subject,
            outcome: { (report: Report) in "\(report.erasedAgain) records erased again" }
        ) {
            report.doubted = try await store.doubtDelivered()
            if let former {
                report.requests = try await RequestsSince(former: former).takeOver(into: store)
                report.erasedAgain = try await ErasuresSince(in: former).repeated(in: store, now: now)
                if takesTokens { report.tokens = try await takeOverTokens(of: former) }
            }
            try await askForRepair(&report)
            return report
        }
    }

    /// A token that was renewed since is the only one that still works: the one before it is dead.
    private func takeOverTokens(of former: SQLStore) async throws -> Int {
        let names = try await former.secretNames()
        guard !names.isEmpty, let keys = try SealKeyFile.known(configuration) else { return 0 }
        var count = 0
        for name in names {
            guard let newest = try await former.secret(name), try await store.secret(name) != newest else { continue }
            // What nobody could use would only hide what may still work.
            guard (try? keys.open(newest, as: name)) != nil else { continue }
            try await store.setSecret(name, newest)
            count += 1
        }
        return count
    }

    /// What changed since is compared, and what the CRMs hold is mended, as history: no live delivery waits for it.
    private func askForRepair(_ report: inout Report) async throws {
        for settings in configuration.stores where settings.credentials != nil {
            _ = try await store.enqueue(.reconcile(ReconcileSpec()), store: settings.name, now: now)
            report.reconciled.append(settings.name)
        }
        let comparable = (try? AuditChoice.all(store: nil, destinations: [], configuration)) ?? []
        for settings in comparable.map(\.settings) {
            _ = try await store.enqueue(.audit(AuditSpec(repairs: true)), store: settings.name, now: now)
            report.audited.append(settings.name)
        }
    }
}

extension RestoredStore.Report {
    /// What a person is told.
    var lines: [String] {
        var lines: [String] = []
        if erasedAgain > 0 {
            lines.append(
                "\(erasedAgain) records that were erased since are erased again; the server does the CRM's part."
            )
        }
        let taken = [
            (tokens, "renewed tokens"), (requests, "requests about people's data"), (logEntries, "entries of the log"),
        ]
        .filter { $0.0 > 0 }.map { "\(Numbers.grouped($0.0)) \($0.1)" }
        if !taken.isEmpty { lines.append("Taken over from the store before it: \(taken.joined(separator: ", ")).") }
        lines.append(
            "What the CRMs hold is in doubt of \(Numbers.grouped(doubted)) records, since it was delivered after this state: "
                + "each is written in full when it is next delivered."
        )
        if !audited.isEmpty {
            lines.append(
                "Start the server: it compares \(Self.list(audited)) with the CRMs by itself and mends what differs, as "
                    + "\"sluice audit --repair\" does; \"sluice jobs\" shows how far it is, \"sluice audit --last\" what it found."
            )
        } else {
            lines.append(
                "Start the server, and run \"sluice audit --repair\" once there is a destination with mode: live, or the Admin "
                    + "API's credentials: until then a record is mended only when it changes."
            )
        }
        let unread = audited.filter { !reconciled.contains($0) }
        if !reconciled.isEmpty {
            lines.append("What Shopify told since of \(Self.list(reconciled)) it brings in by itself, by a comparison.")
        }
        if !unread.isEmpty {
            lines.append(
                "What Shopify told since of \(Self.list(unread)) is lost here until each record changes: there are no Admin API "
                    + "credentials to ask it with."
            )
        }
        return lines
    }

    private static func list(_ names: [StoreName]) -> String {
        let named = names.prefix(5).map(\.rawValue).joined(separator: ", ")
        return names.count > 5 ? "\(named) and \(names.count - 5) more" : named
    }
}
