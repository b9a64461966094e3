import Conformance
import Foundation
import Outbound
import Shopify
import SyncModel
import Synchronization
import Testing

@Suite struct ClientFaultsTests {
    private func fault(_ answer: @escaping AnsweringTransport.Answer) async throws -> ReadFault? {
        let stage = try AdminStage(answer)
        return await ShopifyTests.fault { try await stage.reader.count(.order, in: ReadWindow()) }
    }

    private static func recorded(_ name: String) throws -> JSONObject {
        let shapes = try JSONSerialization.jsonObject(
            with: Data(Contracts.bytes("shopify/recorded-graphql/_admin_api_error_shapes.json"))
        )
        return try #require((shapes as? JSONObject)?[name] as? JSONObject)
    }

    @Test(
        .requiresContracts,
        arguments: [
            ("graphql_max_cost_exceeded_http200", 200, ReadFault.Code.tooCostly, ReadDisposition.refuse),
            ("graphql_protected_customer_data_http200", 200, .accessDenied, .refuse),
            ("invalid_token_http401", 401, .unauthorized, .pauseStore),
        ]
    )
    func recordedRefusals(
        name: String,
        status: Int,
        code: ReadFault.Code,
        disposition: ReadDisposition
    ) async throws {
        let fault = try await fault { _ in
            .json(try #require(try Self.recorded(name)["body"]), status: status)
        }
        #expect(fault?.code == code)
        #expect(fault?.disposition == disposition)
    }

    @Test(.requiresContracts) func whatWasRecordedAsDeniedTellsWhere() async throws {
        let fault = try await fault { _ in
            .json(try #require(try Self.recorded("graphql_protected_customer_data_http200")["body"]))
        }
        #expect(fault?.path == "order")
        #expect(fault?.message.contains("not approved to access the Order object") == true)
    }

    @Test(.requiresContracts, arguments: ["graphql_throttled_http200", "rest_throttled_http429"])
    func throttlingIsWaitedOut(name: String) async throws {
        let isFirst = Mutex(true)
        let stage = try AdminStage { _ in
            let first = isFirst.withLock { first in
                defer { first = false }
                return first
            }
            guard first else { return .data(["page": connection([])]) }
            let recorded = try Self.recorded(name)
            let headers = (recorded["headers"] as? [String: String] ?? [:]).map { (name: $0.key, value: $0.value) }
            return .json(
                try #require(recorded["body"]),
                status: name.hasSuffix("429") ? 429 : 200,
                headers: headers
            )
        }
        #expect(try await stage.reader.subscriptions().isEmpty)
        #expect(stage.documents == ["Subscriptions", "Subscriptions"])
        let waited = stage.sleeps.all.reduce(Duration.zero, +)
        // 752 points are wanted, 666 are there, and 50 a second come back; Retry-After says 2.0.
        #expect(waited >= .milliseconds(1_700) && waited < .seconds(3))
        let throttled = stage.notices.all.contains { if case .throttled = $0 { true } else { false } }
        #expect(throttled)
    }

    @Test func throttlingWithoutEndIsGivenBack() async throws {
        let stage = try AdminStage { _ in .errors("THROTTLED", cost: OutboundResponse.cost(available: 0)) }
        let fault = await ShopifyTests.fault { try await stage.reader.count(.order, in: ReadWindow()) }
        #expect(fault?.code == .throttled)
        #expect(stage.documents.count == 7)
    }

    @Test(arguments: [
        (400, ReadFault.Code.invalidRequest, ReadDisposition.refuse), (402, .frozen, .pauseStore),
        (403, .forbidden, .pauseStore), (404, .unknownStore, .pauseStore), (406, .invalidRequest, .refuse),
        (423, .locked, .pauseStore), (408, .unavailable, .retry), (500, .unavailable, .retry),
        (502, .unavailable, .retry), (503, .unavailable, .retry), (301, .unknownStore, .pauseStore),
    ])
    func statuses(status: Int, code: ReadFault.Code, disposition: ReadDisposition) async throws {
        let fault = try await fault { _ in
            .text("<html>", status: status, type: "text/html", headers: [(name: "x-request-id", value: "r-1")])
        }
        #expect(fault?.code == code)
        #expect(fault?.disposition == disposition)
        #expect(fault?.requestID == "r-1")
    }

    @Test(
        arguments: [
            ("INTERNAL_SERVER_ERROR", "Internal error", ReadFault.Code.unavailable, ReadDisposition.retry),
            ("undefinedField", "Field 'x' doesn't exist", .invalidRequest, .refuse),
            ("SHOP_INACTIVE", "", .frozen, .pauseStore), (nil, "Timeout", .unavailable, .retry),
            (nil, "Invalid cursor for current pagination sort.", .invalidCursor, .refuse),
            ("argumentLiteralsIncompatible", "invalid cursor", .invalidCursor, .refuse),
        ] as [(String?, String, ReadFault.Code, ReadDisposition)]
    )
    func errorsOfA200(
        graphQLCode: String?,
        message: String,
        code: ReadFault.Code,
        disposition: ReadDisposition
    ) async throws {
        let fault = try await fault { _ in .errors(graphQLCode, message) }
        #expect(fault?.code == code)
        #expect(fault?.disposition == disposition)
    }

    @Test(arguments: ["", "null", "[]", "{}", #"{"data":null}"#, #"{"data":{"count":{"count":"x"}}}"#, "<html>"])
    func whatCannotBeReadIsTriedAgain(body: String) async throws {
        let fault = try await fault { _ in .text(body, type: "application/json") }
        #expect(fault?.code == .unreadable)
        #expect(fault?.disposition == .retry)
    }

    @Test func theNetworkFails() async throws {
        #expect(try await fault { _ in throw OutboundFailure.notSent(reason: "x") }?.code == .unavailable)
        #expect(try await fault { _ in throw OutboundFailure.noAnswer(reason: "x") }?.code == .noAnswer)
        #expect(try await fault { _ in throw OutboundFailure.refusedHost("x") }?.disposition == .pauseStore)
    }

    @Test func aRefusedTokenIsRenewedOnce() async throws {
        let grants = Mutex(0)
        let transport = AnsweringTransport { _ in
            let count = grants.withLock { count in
                count += 1
                return count
            }
            return .json(["access_token": "token-\(count)", "scope": "", "expires_in": 86_399])
        }
        let credential = ClientCredential(
            clientID: "id",
            clientSecret: Secret("s"),
            baseURL: "https://acme.myshopify.com",
            transport: transport,
            clock: StageClock()
        )
        let stage = try AdminStage(credential: credential) { asked in
            asked.headers["x-shopify-access-token"] == "token-2"
                ? .data(["count": ["count": 1, "precision": "AT_LEAST"]])
                : .json(["errors": "[API] Invalid API key or access token"], status: 401)
        }
        let count = try await stage.reader.count(.customer, in: ReadWindow())
        #expect(count == RecordCount(1, isAtLeast: true))
        #expect(transport.asked.count == 2)
        let refusing = try AdminStage(credential: credential) { _ in .json(["errors": "no"], status: 401) }
        let fault = await ShopifyTests.fault { try await refusing.reader.count(.customer, in: ReadWindow()) }
        #expect(fault?.code == .unauthorized && fault?.disposition == .pauseStore)
        #expect(refusing.documents.count == 2)
    }

    @Test func anotherVersionAndDeprecationsAreToldOnce() async throws {
        let headers = [
            (name: "X-Shopify-API-Version", value: "2026-10"),
            (name: "X-Shopify-API-Deprecated-Reason", value: "https://shopify.dev/x"),
        ]
        let stage = try AdminStage { _ in .data(["count": ["count": 1, "precision": "EXACT"]], headers: headers) }
        for _ in 0..<3 { _ = try await stage.reader.count(.order, in: ReadWindow()) }
        let notices = stage.notices.all.filter { if case .points = $0 { false } else { true } }
        #expect(
            notices == [
                .otherVersion(asked: "2026-07", served: "2026-10"),
                .deprecated(document: "OrderCount", reason: "https://shopify.dev/x"),
            ]
        )
        let points = stage.notices.all.contains {
            $0 == .points(.init(maximum: 2_000, available: 1_990, restoreRate: 100))
        }
        #expect(points)
    }

    @Test func theRequestIsTheDocumentsOne() async throws {
        let stage = try AdminStage { _ in .data(["count": ["count": 1, "precision": "EXACT"]]) }
        let window = ReadWindow(
            since: Timestamp("2026-11-23T00:00:00Z")?.instant,
            until: Timestamp("2026-11-24T00:00:00.5Z")?.instant
        )
        _ = try await stage.reader.count(.order, in: window)
        let asked = try #require(stage.transport.asked.first)
        #expect(asked.url == AdminStage.graphQL && asked.method == "POST")
        #expect(asked.headers["x-shopify-access-token"] == "shpat_static")
        #expect(asked.headers["content-type"] == "application/json")
        #expect(
            asked.variables["query"] as? String
                == "updated_at:>='2026-11-23T00:00:00Z' AND updated_at:<'2026-11-24T00:00:01Z'"
        )
    }
}
