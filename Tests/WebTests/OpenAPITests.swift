import Foundation
import Synchronization
import Testing
import Web

/// `openapi.yaml` describes exactly the routes that there are, and each answers as a program may expect.
@Suite struct OpenAPITests {
    private struct Route: Hashable, CustomStringConvertible {
        var method: String
        var path: String

        var description: String { "\(method) \(path)" }
    }

    /// The operations of the file: a path at two spaces, its methods at four.
    private static func described() throws -> Set<Route> {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let text = try String(contentsOf: root.appendingPathComponent("openapi.yaml"), encoding: .utf8)
        var routes: Set<Route> = []
        var path = ""
        for line in text.split(separator: "\n") {
            if line.hasPrefix("  /") { path = String(line.dropFirst(2).dropLast()) }
            if line.hasPrefix("components:") { break }
            for method in ["get", "post", "put", "patch", "delete"] where line == "    \(method):" {
                routes.insert(Route(method: method.uppercased(), path: path))
            }
        }
        return routes
    }

    private static var actual: Set<Route> {
        Set(APIRoutes.described.map { Route(method: $0.method, path: $0.path) })
    }

    @Test func everyRouteIsDescribedAndNoOther() throws {
        let described = try Self.described()
        #expect(described.subtracting(Self.actual) == [])
        #expect(Self.actual.subtracting(described) == [])
    }

    @Test func everyRouteIsClosedWithoutATokenAndAnswersWithOne() async throws {
        try await DashboardBrowser.run { browser in
            for route in Self.actual.sorted(by: { $0.description < $1.description }) {
                let path = Self.filled(route.path)
                let closed = try await browser.request(route.method, path)
                #expect(closed.status == 401, "\(route)")
                #expect(closed.header("content-type") == "application/problem+json")
                let token = "Authorization: Bearer the-admin-token-1\r\n"
                let answer = try await browser.call(route.method, path, token, Self.body(of: route))
                #expect(answer.status == 200, "\(route): \(answer.body)")
                #expect(answer.header("content-type") == "application/json")
                #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(answer.body.utf8)) }
            }
        }
    }

    @Test func theReadTokenReadsAndChangesNothing() async throws {
        let desk = FakeDesk()
        try await DashboardBrowser.run(desk: desk) { browser in
            let token = "Authorization: Bearer the-read-token-22\r\n"
            for route in Self.actual {
                let answer = try await browser.call(route.method, Self.filled(route.path), token, Self.body(of: route))
                #expect(answer.status == (route.method == "GET" ? 200 : 403), "\(route)")
            }
            let revealing = try await browser.call("GET", "/api/v1/records/acme/order/1?reveal=true", token, "")
            #expect(revealing.status == 403 && revealing.body.contains("use the admin_token"))
        }
        #expect(desk.orders.isEmpty)
    }

    @Test func aSwitchIsTrueOrFalse() async throws {
        try await DashboardBrowser.run(desk: FakeDesk()) { browser in
            let token = "Authorization: Bearer the-admin-token-1\r\n"
            for (path, name) in [
                ("/api/v1/jobs", "open"), ("/api/v1/findings", "fresh"), ("/api/v1/records/acme/order/1", "reveal"),
            ] {
                for (value, status) in [("true", 200), ("false", 200), ("null", 422), ("1", 422)] {
                    let answer = try await browser.call("GET", "\(path)?\(name)=\(value)", token, "")
                    #expect(answer.status == status, "\(name)=\(value)")
                }
            }
        }
    }

    @Test func theSameKeyIsDoneOnce() async throws {
        let desk = FakeDesk()
        try await DashboardBrowser.run(desk: desk) { browser in
            let headers = "Authorization: Bearer the-admin-token-1\r\nIdempotency-Key: k1\r\nSluice-Actor: cron\r\n"
            let first = try await browser.call("POST", "/api/v1/failures/retry", headers, #"{"destination":"hubspot"}"#)
            let second = try await browser.call(
                "POST",
                "/api/v1/failures/retry",
                headers,
                #"{"destination":"hubspot"}"#
            )
            #expect(first.status == 200 && first.body == second.body && first.body.contains("Done as asked."))
        }
        #expect(desk.orders == [.retry(FailureChoice(destination: "hubspot"))])
        #expect(desk.state.withLock { $0.actors } == ["cron (api)"])
    }

    @Test func mistakesAreProblems() async throws {
        try await DashboardBrowser.run { browser in
            let token = "Authorization: Bearer the-admin-token-1\r\n"
            let cases: [(String, String, String, Int)] = [
                ("GET", "/api/v1/nothing", "", 404), ("GET", "/api/v2/status", "", 404), ("GET", "/api", "", 404),
                ("POST", "/api/v1/status", "{}", 405), ("GET", "/api/v1/records", "", 422),
                ("GET", "/api/v1/failures?kind=", "", 422),
                ("GET", "/api/v1/records?q=x&kind=things", "", 422), ("GET", "/api/v1/log?limit=0", "", 422),
                ("GET", "/api/v1/log?limit=x", "", 422),
                ("POST", "/api/v1/backfills", "{}", 422), ("POST", "/api/v1/backfills", "[1", 422),
                ("POST", "/api/v1/failures/retry", #"{"limit":0}"#, 422),
                ("POST", "/api/v1/failures/retry", #"{"stop_at":5}"#, 422),
                ("POST", "/api/v1/failures/discard", #"{"limit":5}"#, 422),
                ("POST", "/api/v1/jobs/x/pause", "", 422), ("GET", "/api/v1/records/acme/order/404", "", 404),
            ]
            for (method, path, body, status) in cases {
                let answer = try await browser.call(method, path, token, body)
                #expect(answer.status == status, "\(method) \(path): \(answer.body)")
                #expect(answer.header("content-type") == "application/problem+json")
                #expect(answer.body.contains("\"status\":\(status)") && answer.body.contains("\"detail\":\""))
            }
        }
    }

    @Test func listsGiveTheirNextPart() async throws {
        try await DashboardBrowser.run { browser in
            let token = "Authorization: Bearer the-admin-token-1\r\n"
            let answer = try await browser.call("GET", "/api/v1/log", token, "")
            #expect(answer.body.hasPrefix("{\"items\":[") && answer.body.contains("\"next\":\"50\""))
        }
    }

    /// What an order needs.
    private static func body(of route: Route) -> String {
        guard route.method != "GET" else { return "" }
        if route.path.hasSuffix("/decision") {
            return route.method == "DELETE"
                ? #"{"destination":"hubspot"}"# : #"{"destination":"hubspot","choice":"is","crm_id":"51"}"#
        }
        switch route.path {
        case "/api/v1/backfills": return #"{"store":"acme","dry_run":true}"#
        case "/api/v1/reconciles", "/api/v1/audits": return #"{"all":true}"#
        case "/api/v1/failures/retry", "/api/v1/failures/discard": return #"{"destination":"hubspot"}"#
        default: return ""
        }
    }

    private static func filled(_ path: String) -> String {
        let text = path.replacing("{store}", with: "acme").replacing("{kind}", with: "order")
            .replacing("{id}", with: "1").replacing("{destination}", with: "hubspot")
        return text.hasSuffix("/records") ? text + "?q=several" : text
    }
}

extension DashboardBrowser {
    func call(_ method: String, _ path: String, _ headers: String, _ body: String) async throws -> RawAnswer {
        let isRead = method == "GET"
        let length = isRead ? "" : "Content-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n"
        return try await request(method, path, headers: headers + length, body: isRead ? "" : body)
    }
}
