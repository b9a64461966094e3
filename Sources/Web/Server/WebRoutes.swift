import HTTPTypes
import HummingbirdCore

/// What one listener serves.
///
/// Leave out what it should not.
package struct WebRoutes: Sendable {
    package var webhooks: WebhookRoutes?
    package var authorization: AuthorizationRoutes?
    package var health: HealthRoutes?
    package var api: APIRoutes?
    package var dashboard: DashboardRoutes?
    package var home: HomePage?

    package init(
        webhooks: WebhookRoutes? = nil,
        authorization: AuthorizationRoutes? = nil,
        health: HealthRoutes? = nil,
        api: APIRoutes? = nil,
        dashboard: DashboardRoutes? = nil,
        home: HomePage? = nil
    ) {
        self.webhooks = webhooks
        self.authorization = authorization
        self.health = health
        self.api = api
        self.dashboard = dashboard
        self.home = home
    }

    func respond(to request: Request, client: ClientAddress = .unknown) async throws -> Response {
        let path = request.head.path ?? "/"
        if let webhooks, Self.isBelow("/webhooks", path) { return try await webhooks.respond(to: request) }
        if let api, Self.isBelow("/api", path) { return await api.respond(to: request, client: client) }
        let plain = path.prefix { $0 != "?" }
        if let authorization, let answer = await authorization.respond(to: request, path: plain) { return answer }
        if let health, let answer = await health.respond(to: request, path: plain) { return answer }
        if let dashboard, let answer = await dashboard.respond(to: request, path: plain, client: client) {
            return answer
        }
        guard let home, plain == "/" else { return Answer.notFound }
        return home.respond(to: request)
    }

    /// Whether `path` is `root`, with or without a query, or lies below it.
    private static func isBelow(_ root: String, _ path: String) -> Bool {
        guard path.hasPrefix(root) else { return false }
        switch path.utf8.dropFirst(root.utf8.count).first {
        case nil, UInt8(ascii: "/"), UInt8(ascii: "?"): return true
        default: return false
        }
    }
}
