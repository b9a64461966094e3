import Logging
import Testing
import Web

/// What whoever guesses tokens, and a browser, are told.
@Suite struct AdminDefenceTests {
    private var routes: WebRoutes {
        // Time stands still, so that a slow machine ends nobody's wait.
        let start = ContinuousClock.now
        let gate = AttemptGate(logger: Logger(label: "test"), now: { start })
        return WebRoutes(
            health: HealthRoutes(checks: [], metrics: nil),
            api: APIRoutes(
                access: AccessControl(adminToken: "s3cret"),
                gate: gate,
                desk: FakeDesk(),
                clock: FixedClock()
            ),
            home: HomePage(version: "1.2.3")
        )
    }

    @Test func whoGuessesHasToWait() async throws {
        try await withServer(routes: routes) { port in
            for _ in 0..<6 {
                let wrong = try await get("/api/v1/x", port: port, headers: "Authorization: Bearer wrong\r\n")
                #expect(wrong.status == 401)
            }
            let waiting = try await get("/api/v1/x", port: port, headers: "Authorization: Bearer wrong\r\n")
            #expect(waiting.status == 429)
            #expect((waiting.header("retry-after").flatMap { Int($0) } ?? 0) >= 1)
            // Whoever has the right one works on, and the guesser at the same address waits on.
            let right = try await get("/api/v1/x", port: port, headers: "Authorization: Bearer s3cret\r\n")
            #expect(right.status == 404)
            let still = try await get("/api/v1/x", port: port, headers: "Authorization: Bearer wrong\r\n")
            #expect(still.status == 429)
            // Another client behind the proxy, and one that shows none, are not concerned.
            let other = try await get(
                "/api/v1/x",
                port: port,
                headers: "X-Forwarded-For: 203.0.113.9\r\nAuthorization: Bearer wrong\r\n"
            )
            #expect(other.status == 401)
            let silent = try await get("/api/v1/x", port: port)
            #expect(silent.status == 401)
        }
    }

    @Test func whatAClientClaimsOfItselfBeforeTheProxyDoesNotCount() async throws {
        try await withServer(routes: routes) { port in
            for guess in 0..<6 {
                _ = try await get(
                    "/api/v1/x",
                    port: port,
                    headers: "X-Forwarded-For: 198.51.100.\(guess), 203.0.113.9\r\nAuthorization: Bearer wrong\r\n"
                )
            }
            let waiting = try await get(
                "/api/v1/x",
                port: port,
                headers: "X-Forwarded-For: 198.51.100.77, 203.0.113.9\r\nAuthorization: Bearer wrong\r\n"
            )
            #expect(waiting.status == 429)
        }
    }

    @Test func pagesAreShutAgainstOtherSites() async throws {
        try await withServer(routes: routes) { port in
            let page = try await get("/", port: port)
            let policy = page.header("content-security-policy") ?? ""
            for rule in ["default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"] {
                #expect(policy.contains(rule))
            }
            #expect(!policy.contains("unsafe"))
            #expect(page.header("x-frame-options") == "DENY")
            #expect(page.header("cache-control") == "no-store")
            for path in ["/", "/healthz", "/api/v1/x", "/nothing"] {
                let answer = try await get(path, port: port)
                #expect(answer.header("x-content-type-options") == "nosniff")
                #expect(answer.header("referrer-policy") == "no-referrer")
            }
            let health = try await get("/healthz", port: port)
            #expect(health.header("content-security-policy") == nil)
        }
    }
}
