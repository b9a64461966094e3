import HTTPTypes
import HummingbirdCore
package import Logging
import NIOCore
import Shopify
import SyncEngine
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
    private let budget: ByteBudget
    private let alarm: SignatureAlarm
    private let metrics = WebhookMetrics()
    private let logger: Logger

    /// Routes that take bodies of at most `bodyLimit` bytes each and `totalLimit` bytes at once.
    package init(
        shops: any ShopDirectory,
        inbox: any InboxTransport,
        clock: any WallClock,
        bodyLimit: Int = 8 << 20,
        totalLimit: Int = 256 << 20,
        logger: Logger
    ) {
        self.shops = shops
        self.inbox = inbox
        self.clock = clock
        self.bodyLimit = bodyLimit
        self.logger = logger
        alarm = SignatureAlarm(logger: logger)
        budget = ByteBudget(limit: max(totalLimit, bodyLimit), largest: bodyLimit)
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
        var held = 0
        defer { budget.giveBack(held) }
        let body: [UInt8]
        switch try await read(request, held: &held) {
        case .whole(let bytes): body = bytes
        case .tooLarge: return refuse(.tooLarge, "The body is larger than \(bodyLimit) bytes.", store: shop.store)
        case .noRoom:
            return refuse(.unavailable, "Too many bodies are being received; send this one again.", store: shop.store)
        }
        guard signature.matches(body: body, secrets: shop.secrets) != nil else {
            alarm.refused(shop.store, at: clock.now)
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
            EngineTraces.current.received(receipt, isStored: false)
            return WebhookResult.unavailable.answer("This delivery cannot be stored now; send it again.")
        }
        metrics.accepted(store: store, topic: headers.topic, at: now)
        EngineTraces.current.received(receipt, isStored: true)
        logger.debug("A webhook was accepted", metadata: receipt.facts)
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

    private enum Body {
        case whole([UInt8])
        case tooLarge
        /// Too much is under way on other connections.
        case noRoom
    }

    /// Reads the bytes as they come, and counts in `held` what was taken out of the budget for them.
    private func read(_ request: Request, held: inout Int) async throws -> Body {
        let declared = request.headers[.contentLength].flatMap { Int($0) }
        if let declared, declared > bodyLimit { return .tooLarge }
        // What is only promised gets little room.
        let body = HeldBody(capacity: min(declared ?? 0, 64 << 10))
        let number = budget.enter(body)
        defer { budget.leave(number) }
        var count = 0
        for try await part in request.body {
            count += part.readableBytes
            guard count <= bodyLimit else { return .tooLarge }
            guard budget.take(part.readableBytes, for: number) else { return .noRoom }
            body.append(part)
        }
        guard let taken = budget.finish(number) else { return .noRoom }
        held = taken
        return body.take().map { .whole($0) } ?? .noRoom
    }
}
