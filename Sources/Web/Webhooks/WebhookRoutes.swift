import HTTPTypes
import HummingbirdCore
import NIOCore
import Shopify
package import SyncModel

/// `POST /webhooks/…`: verifies a delivery over its exact bytes, makes it durable, answers.
///
/// Nothing else.
///
/// 200 accepted (a duplicate too: the store drops it), 400 not a Shopify delivery, 401 signature or shop, 413 too
/// large, 503 cannot store.
package struct WebhookRoutes: Sendable {
    private let shops: any ShopDirectory
    private let inbox: any InboxTransport
    private let clock: any WallClock
    private let bodyLimit: Int
    private let metrics = WebhookMetrics()

    /// Routes that take bodies of at most `bodyLimit` bytes.
    package init(shops: any ShopDirectory, inbox: any InboxTransport, clock: any WallClock, bodyLimit: Int = 8 << 20) {
        self.shops = shops
        self.inbox = inbox
        self.clock = clock
        self.bodyLimit = bodyLimit
    }

    func respond(to request: Request) async throws -> Response {
        guard request.method == .post else { return Answer.methodNotAllowed("POST") }
        let headers: WebhookHeaders
        do throws(WebhookHeaderProblems) {
            headers = try Self.headers(of: request)
        } catch {
            return refuse(.invalid, "Not a Shopify delivery: \(error).")
        }
        guard let shop = shops.shop(headers.shop) else {
            return refuse(.unknownShop, "This shop is not configured here.")
        }
        guard let text = headers.signature, let signature = WebhookSignature(header: text) else {
            return refuse(.badSignature, "X-Shopify-Hmac-Sha256 is missing or no signature.", store: shop.store)
        }
        guard let body = try await body(of: request) else {
            return refuse(.tooLarge, "The body is larger than \(bodyLimit) bytes.", store: shop.store)
        }
        guard signature.matches(body: body, secrets: shop.secrets) != nil else {
            return refuse(.badSignature, "The signature does not fit the body.", store: shop.store)
        }
        return await accept(headers, from: shop.store, body: body)
    }

    private func accept(_ headers: WebhookHeaders, from store: StoreName, body: [UInt8]) async -> Response {
        let now = clock.now
        let receipt = Receipt(
            store: store,
            webhookID: headers.deliveryID(body: body),
            topic: headers.topic,
            eventID: headers.eventID,
            triggeredAt: headers.triggeredAt,
            receivedAt: now,
            apiVersion: headers.apiVersion,
            isTest: headers.isTest,
            body: body
        )
        do throws(InboxFailure) {
            try await inbox.append(receipt)
        } catch {
            metrics.count(.unavailable, store: store, topic: headers.topic)
            return WebhookResult.unavailable.answer("This delivery cannot be stored now; send it again.")
        }
        metrics.accepted(store: store, topic: headers.topic, at: now)
        return Self.accepted
    }

    private static let accepted = Answer.text(.ok, "accepted")

    private func refuse(_ result: WebhookResult, _ words: String, store: StoreName? = nil) -> Response {
        metrics.count(result, store: store, topic: nil)
        return result.answer(words)
    }

    /// Only the few headers that matter are looked at, each by its lower-case name.
    private static func headers(of request: Request) throws(WebhookHeaderProblems) -> WebhookHeaders {
        var fields: [(name: String, value: String)] = []
        for field in request.headers {
            let name = field.name.canonicalName
            if name.hasPrefix("x-shopify-") || name.hasPrefix("shopify-") { fields.append((name, field.value)) }
        }
        return try WebhookHeaders { name in fields.first { $0.name == name }?.value }
    }

    /// The bytes as they came; `nil` where they are too many.
    private func body(of request: Request) async throws -> [UInt8]? {
        let declared = request.headers[.contentLength].flatMap { Int($0) }
        if let declared, declared > bodyLimit { return nil }
        var body: [UInt8] = []
        // What is only promised gets little room.
        if let declared { body.reserveCapacity(min(declared, 64 << 10)) }
        for try await part in request.body {
            guard body.count + part.readableBytes <= bodyLimit else { return nil }
            part.withUnsafeReadableBytes { body.append(contentsOf: $0) }
        }
        return body
    }
}
