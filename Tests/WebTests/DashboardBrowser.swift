import Foundation
import Logging
import SyncModel
import Synchronization
import Testing
import Web

/// A person's browser as far as these tests need one: it keeps the cookie and reads the forms.
struct DashboardBrowser: Sendable {
    var port: Int
    var cookie: String?

    /// Runs a server with a dashboard for the time of `body`.
    static func run(
        desk: FakeDesk = FakeDesk(),
        access: AccessControl = AccessControl(adminToken: "the-admin-token-1", readToken: "the-read-token-22"),
        clock: any WallClock = FixedClock(),
        feed: LiveFeed? = nil,
        _ body: @escaping @Sendable (DashboardBrowser) async throws -> Void
    ) async throws {
        let dashboard = try DashboardRoutes(
            desk: desk,
            access: access,
            feed: feed ?? LiveFeed(desk: desk),
            version: "1.2.3",
            clock: clock,
            logger: Logger(label: "test")
        )
        let routes = WebRoutes(
            health: HealthRoutes(checks: [], metrics: PrometheusRegistry()),
            api: APIRoutes(access: access, desk: desk, clock: clock),
            dashboard: dashboard
        )
        try await withServer(routes: routes) { port in try await body(DashboardBrowser(port: port)) }
    }

    /// Signs in with a token.
    func signedIn(_ token: String = "the-admin-token-1", name: String = "") async throws -> DashboardBrowser {
        let answer = try await post("/login", "token=\(token)&name=\(name)&to=%2F")
        var browser = self
        browser.cookie = answer.header("set-cookie").flatMap { $0.split(separator: ";").first.map(String.init) }
        return browser
    }

    func get(_ path: String, headers: String = "") async throws -> RawAnswer {
        try await request("GET", path, headers: headers)
    }

    func post(_ path: String, _ body: String, headers: String = "") async throws -> RawAnswer {
        try await request(
            "POST",
            path,
            headers: headers
                + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: \(body.utf8.count)\r\n",
            body: body
        )
    }

    /// What the forms of a page carry.
    func form(on path: String) async throws -> String {
        let page = try await get(path)
        let text = page.body
        guard let start = text.range(of: "name=\"form\" value=\"") else { return "" }
        return String(text[start.upperBound...].prefix { $0 != "\"" })
    }

    func request(_ method: String, _ path: String, headers: String = "", body: String = "") async throws -> RawAnswer {
        let cookies = cookie.map { "Cookie: \($0)\r\n" } ?? ""
        let text = "\(method) \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\n\(cookies)\(headers)\r\n\(body)"
        return try await RawClient.connect(to: port).request(Array(text.utf8))
    }
}

/// A clock that a test moves.
final class MovedClock: WallClock {
    private let time = Mutex(Instant(seconds: 1_780_000_000))

    var now: Instant { time.withLock { $0 } }

    func move(_ duration: Duration) { time.withLock { $0 = $0 + duration } }
}
