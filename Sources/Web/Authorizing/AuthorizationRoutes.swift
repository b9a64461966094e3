import HTTPTypes
import HummingbirdCore
package import Shopify

/// `GET /oauth/shopify/callback`: where a shop sends the merchant back to after the app was installed.
///
/// 200 connected, 400 refused with the reason and its mend; nothing of the request is shown again.
package struct AuthorizationRoutes: Sendable {
    private let complete: @Sendable (_ query: String) async -> InstallOutcome

    /// - Parameter complete: judges a query string and does what it asks, see ``InstallDesk/complete(query:)``.
    package init(complete: @escaping @Sendable (_ query: String) async -> InstallOutcome) {
        self.complete = complete
    }

    /// Refuses every callback, with where it belongs: for a node that only receives.
    ///
    /// Nothing is used up by it: the link stays good.
    package static let ofReceiver = AuthorizationRoutes { _ in .refused(.receiver) }

    /// `nil` for paths that are not ours.
    func respond(to request: Request, path: Substring) async -> Response? {
        guard path == InstallDesk.path else { return nil }
        // A HEAD, as link previews send it, must not use up a code.
        guard request.method == .get else { return Answer.methodNotAllowed("GET") }
        let query = String((request.head.path ?? "").dropFirst(path.count + 1))
        let complete = complete
        // Not a child task: a browser that hangs up must not lose a token that Shopify has given already.
        let outcome = await Task { await complete(query) }.value
        return AuthorizationPage(outcome: outcome).response
    }
}
