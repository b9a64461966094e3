import Testing

@testable import Outbound

@Suite("Outbound client, hosts") struct HostRulesTests {
    private let rules = HostRules(allowedHosts: [
        "api.crm.example", "Alt.crm.example:8443", "127.0.0.1:9000", "[::1]:9000",
    ])

    @Test(arguments: [
        "https://api.crm.example/v1?x=1", "https://API.crm.example", "https://api.crm.example:443/",
        "https://alt.crm.example:8443/", "http://127.0.0.1:9000/", "https://127.0.0.1:9000/", "http://[::1]:9000/",
    ]) func admits(_ url: String) throws {
        try rules.check(url)
    }

    @Test(arguments: [
        ("https://evil.example/path?secret=1", "https://evil.example"),
        ("https://api.crm.example.evil.example/", "https://api.crm.example.evil.example"),
        ("https://api.crm.example:8443/", "https://api.crm.example:8443"),
        ("https://alt.crm.example/", "https://alt.crm.example"),
        ("https://api.crm.example./", "https://api.crm.example."),
        ("http://127.0.0.1:9001/", "http://127.0.0.1:9001"),
        ("http://api.crm.example/", "http://api.crm.example"),
        ("http://127.0.0.1.evil.example:9000/", "http://127.0.0.1.evil.example:9000"),
    ]) func refuses(_ url: String, named address: String) {
        #expect(throws: OutboundFailure.refusedHost(address)) { try rules.check(url) }
    }

    @Test(arguments: [
        "", "/v1/deals", "api.crm.example/v1", "ftp://api.crm.example/", "https://", "https://api.crm.example/a b",
        "https://user:pass@api.crm.example/", "https://api.crm.example@evil.example/", "http+unix://127.0.0.1:9000/",
        "https://api.crm.example/\r\nHost: evil.example",
    ]) func sendsNothingToWhatIsNoPlainURL(_ url: String) {
        let failure = #expect(throws: OutboundFailure.self) { try rules.check(url) }
        #expect(failure?.isNotSent == true)
    }

    @Test func plainHTTPIsForLoopbackEvenWhereTheHostIsConfigured() {
        let rules = HostRules(allowedHosts: ["crm.example:80", "crm.example", "10.0.0.1", "127.1", "128.0.0.1"])
        for host in ["crm.example", "10.0.0.1", "127.1", "128.0.0.1"] {
            #expect(throws: OutboundFailure.refusedHost("http://\(host)")) { try rules.check("http://\(host)/") }
        }
    }

    @Test func derivesHostsFromBaseURLs() {
        let urls = [
            "https://api.crm.example/v1/", "http://LOCALHOST:9000", "https://x.example:443", "http://[::1]:1/", "no",
        ]
        #expect(
            OutboundClient.allowedHosts(forBaseURLs: urls)
                == ["api.crm.example", "localhost:9000", "x.example", "[::1]:1"]
        )
    }

    @Test func theClientAsksTheRulesFirst() async throws {
        try await withServer(answering: { _ in .ok("{}") }) { server, _ in
            let client = try OutboundClient(allowedHosts: ["api.crm.example"])
            try await using(client) {
                let request = OutboundRequest(system: "rest", url: server.base)
                #expect(await failure(of: request, by: client) == .refusedHost("http://127.0.0.1:\(server.port)"))
            }
        }
    }
}
