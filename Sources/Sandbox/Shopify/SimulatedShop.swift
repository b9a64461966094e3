/// A shop that lives in memory: every action changes its truth and gives the deliveries that Shopify would send.
///
/// A value without I/O: the same seed and the same actions give the same bytes. What the CRM holds in the end can be
/// compared with ``customers`` and ``orders``.
package struct SimulatedShop: Sendable {
    package let settings: ShopSettings
    package internal(set) var customers: [Int64: ShopCustomer] = [:]
    package internal(set) var orders: [Int64: ShopOrder] = [:]
    /// Ids in the order of creation, deleted ones included.
    package internal(set) var customerIDs: [Int64] = []
    package internal(set) var orderIDs: [Int64] = []
    package private(set) var deliveriesMade = 0
    /// Records from before the simulation; one that changes moves to ``customers`` or ``orders``.
    package let history: ShopHistory?
    var generator: SeededGenerator
    private var lastID: Int64 = 0
    private var lastTriggered: Int64 = 0

    package init(settings: ShopSettings = ShopSettings()) {
        self.settings = settings
        history = settings.history?.seeded(by: settings)
        generator = SeededGenerator(seed: settings.seed)
    }

    /// A new identifier: most have 13 digits, some exceed 2^53 as in Shopify's samples.
    mutating func newID() -> Int64 {
        lastID += 1
        let base: Int64 = generator.chance(0.25) ? 706_405_506_930_370_000 : 5_590_760_000_000
        return base + Int64(settings.seed % 997) * 1_000_000_000 + lastID * 7 + 1
    }

    /// A live customer, chosen at random; nil where there is none.
    mutating func anyCustomer() -> Int64? {
        for _ in 0..<Self.tries where !customerIDs.isEmpty || history != nil {
            let past = history?.customers ?? 0
            let place = generator.integer(0...(past + customerIDs.count - 1))
            let id = place < past ? history?.customerID(at: place) : customerIDs[place - past]
            if let id, live(id) != nil { return id }
        }
        return nil
    }

    private static let tries = 20

    /// A live order that fits, chosen at random; nil where none of a few tries fits.
    mutating func anyOrder(where fits: (ShopOrder) -> Bool = { _ in true }) -> Int64? {
        for _ in 0..<Self.tries where !orderIDs.isEmpty || history != nil {
            let past = history?.orders ?? 0
            let place = generator.integer(0...(past + orderIDs.count - 1))
            let id = place < past ? history?.orderID(at: place) : orderIDs[place - past]
            if let id, let order = liveOrder(id), fits(order) { return id }
        }
        return nil
    }

    /// The customer with that id, past ones included; nil where it is unknown or deleted.
    package func customer(_ id: Int64) -> ShopCustomer? { live(id) }

    /// The order with that id, past ones included; nil where it is unknown or deleted.
    package func order(_ id: Int64) -> ShopOrder? { liveOrder(id) }

    /// Moves a customer of the past to those that change.
    mutating func materialize(customer id: Int64) {
        if customers[id] == nil { customers[id] = history?.customer(id) }
    }

    mutating func newEventID() -> String { generator.uuid() }

    /// A delivery that is about the app and no record.
    mutating func appDelivery(_ topic: String, _ body: SandboxJSON, at moment: SandboxTime) -> ShopDelivery {
        delivery(topic, .app, body, event: newEventID(), at: moment)
    }

    /// Signs a body as a delivery; triggering times strictly increase.
    mutating func delivery(
        _ topic: String,
        _ subject: ShopDelivery.Subject,
        _ body: SandboxJSON,
        event: String,
        at moment: SandboxTime
    ) -> ShopDelivery {
        // Two changes of one record are never so close that a receiver with microseconds could not tell which came first.
        let pause = Int64(generator.integer(2_000...3_000_000))
        lastTriggered = max(lastTriggered + 2_000, moment.nanoseconds + pause)
        deliveriesMade += 1
        let triggeredAt = SandboxTime(nanoseconds: lastTriggered)
        let webhookID = generator.uuid(version: 5)
        let bytes = body.bytes
        var headers = [
            (name: "Content-Type", value: "application/json"), (name: "Accept", value: "*/*"),
            (name: "User-Agent", value: "Shopify-Captain-Hook"),
            (name: "X-Shopify-Topic", value: topic),
            (name: "X-Shopify-Hmac-Sha256", value: WebhookSignature.sign(body: bytes, secret: settings.secret)),
            (name: "X-Shopify-Shop-Domain", value: settings.domain),
            (name: "X-Shopify-API-Version", value: settings.apiVersion),
            (name: "X-Shopify-Webhook-Id", value: webhookID),
            (name: "X-Shopify-Event-Id", value: event),
            (name: "X-Shopify-Triggered-At", value: triggeredAt.isoNanoseconds),
            (name: "X-Shopify-Test", value: "false"),
        ]
        if let name = settings.subscriptionName { headers.append((name: "X-Shopify-Name", value: name)) }
        return ShopDelivery(
            topic: topic,
            subject: subject,
            webhookID: webhookID,
            eventID: event,
            triggeredAt: triggeredAt,
            body: bytes,
            headers: headers
        )
    }
}
