import Testing
import Web

@Suite struct AdminRoutesTests {
    private let routes = WebRoutes(
        health: HealthRoutes(checks: [], metrics: PrometheusRegistry()),
        api: APIRoutes(access: AccessControl(adminToken: "s3cret"), desk: FakeDesk(), clock: FixedClock()),
        home: HomePage(version: "1.2.3")
    )

    @Test func healthNeedsNoToken() async throws {
        try await withServer(routes: routes) { port in
            let found1 = try await get("/healthz", port: port)
            #expect(found1.status == 200)
            let found2 = try await get("/readyz", port: port)
            #expect(found2.status == 200)
            let metrics = try await get("/metrics", port: port)
            #expect(metrics.status == 200)
            #expect(metrics.header("content-type")?.hasPrefix("text/plain; version=0.0.4") == true)
            #expect(metrics.body.contains("# TYPE sluice_webhooks_total counter"))
        }
    }

    @Test(arguments: [
        "", "Authorization: Bearer wrong\r\n", "Authorization: Bearer \r\n", "Authorization: Basic s3cret\r\n",
    ])
    func everyPathOfTheAPIIsClosed(_ header: String) async throws {
        try await withServer(routes: routes) { port in
            for path in ["/api", "/api/v1/", "/api/v1/unknown"] {
                let answer = try await get(path, port: port, headers: header)
                #expect(answer.status == 401)
                #expect(answer.header("www-authenticate") == "Bearer")
            }
        }
    }

    @Test func theTokenOpensTheAPI() async throws {
        try await withServer(routes: routes) { port in
            let answer = try await get("/api/v1/unknown", port: port, headers: "Authorization: Bearer s3cret\r\n")
            #expect(answer.status == 404)
            #expect(answer.header("content-type") == "application/problem+json")
        }
    }

    @Test func withoutATokenNothingIsAdmitted() async throws {
        try await withServer(
            routes: WebRoutes(
                api: APIRoutes(access: AccessControl(adminToken: ""), desk: FakeDesk(), clock: FixedClock())
            )
        ) { port in
            let found3 = try await get("/api/v1/x", port: port, headers: "Authorization: Bearer \r\n")
            #expect(found3.status == 401)
        }
    }

    @Test func homeNamesTheVersionAndOtherPathsAreNotFound() async throws {
        try await withServer(routes: routes) { port in
            let found4 = try await get("/", port: port)
            #expect(found4.body.contains("Sluice 1.2.3"))
            let found5 = try await get("/nothing", port: port)
            #expect(found5.status == 404)
            let found6 = try await get("/webhooksx", port: port)
            #expect(found6.status == 404)
        }
    }

    @Test func aTokenIsNeverShown() throws {
        let token = try #require(AdminToken("s3cret"))
        var dumped = ""
        dump(token, to: &dumped)
        #expect(!"\(token)\(dumped)".contains("s3cret"))
    }
}
