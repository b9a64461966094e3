import Shopify
import SyncModel
import Synchronization
import Testing
import Web

@Suite struct AuthorizationRoutesTests {
    private final class Queries: Sendable {
        let all = Mutex<[String]>([])
    }

    private func answer(
        _ outcome: InstallOutcome,
        _ path: String = "/oauth/shopify/callback?code=c0de&shop=acme.myshopify.com&hmac=ab",
        method: String = "GET"
    ) async throws -> (RawAnswer, [String]) {
        let queries = Queries()
        let routes = WebRoutes(
            authorization: AuthorizationRoutes { query in
                queries.all.withLock { $0.append(query) }
                return outcome
            }
        )
        let result = Answered()
        try await withServer(routes: routes) { port in
            let client = try await RawClient.connect(to: port)
            let given = try await client.request(Array("\(method) \(path) HTTP/1.1\r\nHost: x\r\n\r\n".utf8))
            result.answer.withLock { $0 = given }
        }
        return (try #require(result.answer.withLock { $0 }), queries.all.withLock { $0 })
    }

    private final class Answered: Sendable {
        let answer = Mutex<RawAnswer?>(nil)
    }

    @Test func aConnectedStoreIsToldWithItsScopes() async throws {
        let (answer, queries) = try await answer(
            .granted(StoreName("acme"), scopes: ["read_customer_merge", "read_customers", "read_orders"])
        )
        #expect(answer.status == 200)
        #expect(answer.body.contains("The store acme is connected") && answer.body.contains("read_orders"))
        #expect(!answer.body.contains("Not granted"))
        #expect(queries == ["code=c0de&shop=acme.myshopify.com&hmac=ab"])
        // The address holds a code.
        #expect(answer.header("cache-control") == "no-store" && answer.header("referrer-policy") == "no-referrer")
        #expect(!answer.body.contains("c0de"))
    }

    @Test func missingScopesAreNamed() async throws {
        let (answer, _) = try await answer(.granted(StoreName("acme"), scopes: ["read_orders"]))
        #expect(answer.status == 200 && answer.body.contains("Not granted: read_customers, read_customer_merge."))
    }

    @Test(arguments: [
        InstallOutcome.Refusal.malformed, .unknownShop, .signature, .state, .time, .storage, .receiver,
        .exchange("<script>alert(\"&\")</script>"),
    ])
    func everyRefusalIsAPlainPage(refusal: InstallOutcome.Refusal) async throws {
        let (answer, _) = try await answer(.refused(refusal))
        #expect(answer.status == 400)
        #expect(answer.header("content-type") == "text/html; charset=utf-8")
        #expect(answer.body.contains("Not connected") && !answer.body.contains("<script>"))
        #expect(!answer.body.contains("c0de") && !answer.body.contains("hmac=ab"))
    }

    @Test func aReceiverSaysWhereTheCallbackBelongs() async throws {
        let result = Answered()
        try await withServer(routes: WebRoutes(authorization: .ofReceiver)) { port in
            let client = try await RawClient.connect(to: port)
            let path = "/oauth/shopify/callback?code=c0de&hmac=ab"
            let given = try await client.request(Array("GET \(path) HTTP/1.1\r\nHost: x\r\n\r\n".utf8))
            result.answer.withLock { $0 = given }
        }
        let answer = try #require(result.answer.withLock { $0 })
        #expect(answer.status == 400 && answer.body.contains("--role all or worker"))
        #expect(!answer.body.contains("c0de"))
    }

    @Test func onlyTheCallbackItselfIsTaken() async throws {
        let outcome = InstallOutcome.refused(.malformed)
        for path in ["/oauth/shopify/callback/", "/oauth/shopify", "/oauth", "/oauth/zoho/callback"] {
            let (answer, queries) = try await answer(outcome, path)
            #expect(answer.status == 404 && queries.isEmpty)
        }
        let (posted, queries) = try await answer(outcome, method: "POST")
        #expect(posted.status == 405 && queries.isEmpty)
        let (bare, empty) = try await answer(outcome, "/oauth/shopify/callback")
        #expect(bare.status == 400 && empty == [""])
    }
}
