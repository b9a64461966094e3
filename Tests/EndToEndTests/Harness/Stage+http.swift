import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import Sandbox
import Testing

/// An answer of the server.
struct HTTPAnswer: Sendable {
    var status: Int
    var text: String
}

extension Stage {
    func get(_ path: String) async throws -> HTTPAnswer {
        try await send(HTTPClientRequest(url: "http://127.0.0.1:\(port)\(path)"))
    }

    /// As who has a token of the API.
    func get(_ path: String, token: String) async throws -> HTTPAnswer {
        var request = HTTPClientRequest(url: "http://127.0.0.1:\(port)\(path)")
        request.headers.add(name: "Authorization", value: "Bearer \(token)")
        return try await send(request)
    }

    /// Posts a delivery with these headers and no others; to another node where its port is named.
    func post(
        _ body: [UInt8],
        headers: [(String, String)],
        path: String = "/webhooks",
        toPort other: Int? = nil
    ) async throws -> HTTPAnswer {
        var request = HTTPClientRequest(url: "http://127.0.0.1:\(other ?? port)\(path)")
        request.method = .POST
        for (name, value) in headers { request.headers.add(name: name, value: value) }
        request.body = .bytes(body, length: .known(Int64(body.count)))
        return try await send(request)
    }

    func post(_ webhook: Webhook, toPort other: Int? = nil) async throws -> HTTPAnswer {
        try await post(webhook.body, headers: webhook.headers(settings.shop), toPort: other)
    }

    /// To a node that listens on another port than the first one.
    func post(_ delivery: ShopDelivery, toPort port: Int) async throws -> HTTPAnswer {
        var request = HTTPClientRequest(url: "http://127.0.0.1:\(port)/webhooks")
        request.method = .POST
        for header in delivery.headers { request.headers.add(name: header.name, value: header.value) }
        request.body = .bytes(delivery.body, length: .known(Int64(delivery.body.count)))
        return try await send(request)
    }

    func post(_ delivery: ShopDelivery) async throws -> HTTPAnswer {
        try await post(delivery.body, headers: delivery.headers.map { ($0.name, $0.value) })
    }

    /// Posts what Shopify would send and demands that it is taken.
    func deliver(_ deliveries: [ShopDelivery]) async throws {
        for delivery in deliveries { try #require(try await post(delivery).status == 200) }
    }

    private func send(_ request: HTTPClientRequest) async throws -> HTTPAnswer {
        let response = try await client.execute(request, timeout: .seconds(20))
        let body = try await response.body.collect(upTo: 4 << 20)
        return HTTPAnswer(status: Int(response.status.code), text: String(buffer: body))
    }

    /// Waits until nothing is left to do; `code` is 4 where a person is needed besides.
    func settle(seconds: Int = 60, code: Int32 = 0) async throws {
        let result = try await sluice("status", "--wait-idle", "\(seconds)", "--json")
        #expect(result.code == code, "\(result.errors) \(result.output)")
    }

    func show(_ kind: String, _ what: String) async throws -> SandboxJSON {
        let result = try await sluice("show", kind, what, "--json")
        try #require(result.code == 0, "\(result.errors)")
        return try result.json()
    }
}
