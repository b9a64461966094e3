import Crypto
import Foundation
import Logging
import Shopify
import SyncEngine
import SyncModel
import Synchronization
import Web

/// Remembers what it took; refuses with `failure` while there is one.
final class RecordingInbox: InboxTransport {
    struct State {
        var receipts: [Receipt] = []
        var failure: InboxFailure?
    }

    let state = Mutex(State())

    func append(_ receipt: Receipt) async throws(InboxFailure) {
        let failure = state.withLock { state in
            if state.failure == nil { state.receipts.append(receipt) }
            return state.failure
        }
        if let failure { throw failure }
    }

    var receipts: [Receipt] { state.withLock { $0.receipts } }
    var failure: InboxFailure? { state.withLock { $0.failure } }
}

struct FixedClock: WallClock {
    var now = Instant(seconds: 1_780_000_000)
}

/// The secrets of the shop in these tests: as in a rotation, the new one and the old one.
let secrets = ["new-secret", "old-secret"]

/// Runs a server on a free port of loopback for the time of `body`.
func withServer(
    routes: WebRoutes,
    limits: ServerLimits = ServerLimits(),
    _ body: @escaping @Sendable (Int) async throws -> Void
) async throws {
    let (ports, listening) = AsyncStream.makeStream(of: Int.self)
    let server = WebServer(
        address: ListenAddress(host: "127.0.0.1", port: 0),
        routes: routes,
        limits: limits,
        logger: Logger(label: "test")
    ) { listening.yield($0.port) }
    try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await server.run() }
        for await port in ports {
            try await body(port)
            break
        }
        group.cancelAll()
    }
}

func webhookRoutes(
    inbox: any InboxTransport,
    bodyLimit: Int = 8 << 20,
    totalLimit: Int = 256 << 20,
    logger: Logger = Logger(label: "test")
) throws -> WebhookRoutes {
    guard let domain = ShopDomain("acme.myshopify.com") else { throw CancellationError() }
    let shop = WebhookShop(store: StoreName("acme"), secrets: secrets.compactMap { SigningSecret($0) })
    return WebhookRoutes(
        shops: ConfiguredShops([domain: shop]),
        inbox: inbox,
        clock: FixedClock(),
        bodyLimit: bodyLimit,
        totalLimit: totalLimit,
        logger: logger
    )
}

func signature(of body: [UInt8], secret: String = secrets[0]) -> String {
    Data(HMAC<SHA256>.authenticationCode(for: body, using: SymmetricKey(data: Array(secret.utf8))))
        .base64EncodedString()
}

/// A delivery as Shopify sends it; `headers` replaces or, with `nil`, leaves out.
func delivery(
    _ body: [UInt8],
    path: String = "/webhooks/orders/create",
    headers: [String: String?] = [:],
    chunked: Bool = false
) -> [UInt8] {
    var fields: [String: String?] = [
        "Host": "localhost", "User-Agent": "Shopify-Captain-Hook", "Content-Type": "application/json",
        "X-Shopify-Topic": "orders/create", "X-Shopify-Shop-Domain": "acme.myshopify.com",
        "X-Shopify-Webhook-Id": "b54557e4-bdd9-4b37-8a5f-bf7d70bcd043", "X-Shopify-Event-Id": "event-1",
        "X-Shopify-API-Version": "2026-07", "X-Shopify-Triggered-At": "2026-05-11T15:06:59.234647458Z",
        "X-Shopify-Hmac-Sha256": signature(of: body),
    ]
    if chunked { fields["Transfer-Encoding"] = "chunked" } else { fields["Content-Length"] = "\(body.count)" }
    fields.merge(headers) { $1 }
    var head = "POST \(path) HTTP/1.1\r\n"
    for (name, value) in fields.sorted(by: { $0.key < $1.key }) {
        if let value { head += "\(name): \(value)\r\n" }
    }
    var bytes = Array((head + "\r\n").utf8)
    guard chunked else { return bytes + body }
    for start in stride(from: 0, to: body.count, by: 1_000) {
        let part = body[start..<min(start + 1_000, body.count)]
        bytes += Array("\(String(part.count, radix: 16))\r\n".utf8) + part + Array("\r\n".utf8)
    }
    return bytes + Array("0\r\n\r\n".utf8)
}

func get(_ path: String, port: Int, headers: String = "") async throws -> RawAnswer {
    try await RawClient.connect(to: port).request(Array("GET \(path) HTTP/1.1\r\nHost: x\r\n\(headers)\r\n".utf8))
}
