import SyncModel

/// Whether the app is in the shop though a notice says that it was taken out.
///
/// Notices come late and more than once, and `shop/redact` comes two days after the uninstallation: by then somebody may
/// have installed the app anew, and what is kept since then is not meant.
struct Reinstallation: Sendable {
    let run: ComplianceRun

    /// Shopify tries a delivery again for four hours, and sends `shop/redact` 48 hours after the uninstallation: what came
    /// within the day before that request is of a later installation.
    private static let quiet = Duration.seconds(86_400)

    /// By so much our clock may be ahead of Shopify's.
    private static let tolerance = Duration.seconds(300)

    /// Whether a token was granted or renewed, or the app got an answer, clearly after this time of Shopify's.
    func isKnown(since askedAt: Instant) async throws -> Bool {
        let time = askedAt + Self.tolerance
        if let grantedAt = try await run.route.grantedAt(), grantedAt > time { return true }
        guard let seenAt = try await run.store.appFacts(of: run.route.store)?.seenAt else { return false }
        return seenAt > time
    }

    /// What Shopify's answer to the app says of it.
    enum Presence: Sendable, Hashable {
        case installed
        /// The app's token, or its authorisation, is no good any more.
        case gone
        /// There is nothing to ask with.
        case unasked
        /// The answer says nothing: the shop is closed or locked, or cannot be reached.
        case unseen(ReadFault.Code)
    }

    func presence() async -> Presence {
        guard let inspector = run.route.inspector else { return .unasked }
        guard let fault = await refusal(by: inspector) else { return .installed }
        let isGone = [.unauthorized, .appNotInstalled, .authorizeAgain].contains(fault.code)
        return isGone ? .gone : .unseen(fault.code)
    }

    /// Why Shopify does not let the app in; `nil` where it does.
    private func refusal(by inspector: any StoreInspector) async -> ReadFault? {
        do throws(ReadFault) {
            _ = try await inspector.facts()
            return nil
        } catch {
            // Only one who is let in is told that a right is missing.
            return error.disposition == .refuse && error.code == .accessDenied ? nil : error
        }
    }

    /// Whether the shop still sends what only an installed app gets.
    func isHeard(before request: ComplianceRequest) async throws -> Bool {
        let earliest = request.askedAt - Self.quiet
        return try await run.store.lastDeliveries(of: request.store)
            .contains { topic, at in at > earliest && !Self.isOfTheEnd(topic) }
    }

    private static func isOfTheEnd(_ topic: String) -> Bool {
        topic.hasPrefix("app/") || topic.hasSuffix("/redact") || topic == "customers/data_request"
    }
}
