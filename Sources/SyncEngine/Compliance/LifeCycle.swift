import Logging
package import SyncModel

/// What becomes of a store as its app is taken out, or may do something else than before.
struct LifeCycle: Sendable {
    let run: ComplianceRun

    /// Nothing is read any more until somebody installs the app again; no probe looks whether they have.
    func uninstalled(_ request: ComplianceRequest) async throws -> ComplianceRequest {
        let store = run.route.store
        guard try await !isOutdated(request) else {
            run.logger.notice(
                "A notice of an uninstallation came late: the app is installed again",
                metadata: ["store": "\(store)"]
            )
            return try await run.finish(request, remark: "the app was installed again since")
        }
        let standing = try await run.store.readPauses().first { $0.store == store }
        try await run.store.pauseReading(
            ReadPause(
                store: store,
                code: ReadPause.uninstalled,
                message: ReadPause.uninstalledWords,
                since: standing?.code == ReadPause.uninstalled ? standing?.since ?? run.clock.now : run.clock.now,
                probeAt: nil
            )
        )
        try await run.route.dropToken()
        run.logger.error(
            "The app was uninstalled from the shop: nothing is read from it any more",
            metadata: ["store": "\(store)"]
        )
        return try await run.finish(request)
    }

    /// Shopify tries for hours, and a delivery may come twice: the token of a later installation must not go.
    private func isOutdated(_ request: ComplianceRequest) async throws -> Bool {
        let reinstallation = Reinstallation(run: run)
        if try await reinstallation.isKnown(since: request.askedAt) { return true }
        guard run.clock.now.since(request.askedAt) > Self.prompt else { return false }
        switch await reinstallation.presence() {
        case .installed: return true
        case .gone, .unasked: return false
        // A shop that is closed or locked says nothing of the app, whose token would be given up for it.
        case .unseen(let code):
            throw ComplianceRun.Waiting(words: "whether the app is in the shop cannot be seen (\(code))")
        }
    }

    /// A notice of this age comes at once, and what Shopify answers right then may still be of before.
    private static let prompt = Duration.seconds(300)

    func scopesChanged(_ request: ComplianceRequest) async throws -> ComplianceRequest {
        guard let inspector = run.route.inspector else {
            return try await run.finish(request, remark: "no Admin credentials, so nothing depends on scopes")
        }
        let facts: AppFacts
        do throws(ReadFault) {
            facts = try await inspector.facts()
        } catch {
            guard error.disposition != .refuse else {
                return try await run.finish(request, remark: "the scopes could not be read (\(error.code))")
            }
            throw ComplianceRun.Waiting(words: "the scopes cannot be read (\(error.code))")
        }
        let store = run.route.store
        // Whoever answers this has the app installed. What is then refused for a scope pauses reading anew.
        if try await Installation(store: run.store).wasSeen(store) {
            run.logger.notice("What paused reading from the store is mended", metadata: ["store": "\(store)"])
        }
        // A scope that is new may allow webhooks that were refused before; one that went takes some away.
        try await run.store.askForSubscriptions(of: store, takingOver: false, now: run.clock.now)
        let missing = Self.needed.filter { !facts.grants($0) }
        guard missing.isEmpty else {
            run.logger.error(
                "The app may no longer read what it needs",
                metadata: ["store": "\(store)", "missing": "\(missing.joined(separator: ", "))"]
            )
            return try await run.finish(request, remark: "missing: \(missing.joined(separator: ", "))")
        }
        run.logger.notice("The app's scopes were changed", metadata: ["store": "\(store)"])
        return try await run.finish(request, remark: "all needed scopes are granted")
    }

    private static let needed = ["read_customers", "read_orders"]
}

/// Tells the store that an app was seen to be installed, by a check that succeeded or by a new authorisation.
package struct Installation: Sendable {
    private let store: any SyncStore

    package init(store: any SyncStore) {
        self.store = store
    }

    /// Lifts a pause that an uninstallation, or a fault that is probed, has set; one by hand stays.
    ///
    /// - Returns: whether there was one.
    @discardableResult
    package func wasSeen(_ name: StoreName) async throws -> Bool {
        let standing = try await store.readPauses().first { $0.store == name }
        guard let standing, standing.code == ReadPause.uninstalled || standing.probeAt != nil else { return false }
        return try await store.resumeReading(from: standing)
    }
}

extension ReadPause {
    /// The code of a pause that an uninstallation has set.
    package static let uninstalled = "app_uninstalled"

    /// The code of a pause that the erasure of a shop has set; only a person lifts it.
    package static let erased = "shop_erased"

    static let uninstalledWords =
        "the app was uninstalled from the shop. Install it again; \"sluice doctor\" then sees it and reading goes on"
}
