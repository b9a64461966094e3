package import SyncEngine
package import SyncModel

/// A transport between receivers and workers that is to be verified, empty, with the means to look at it from all sides.
package struct InboxUnderTest: Sendable {
    package var transport: any InboxTransport
    /// A consumer; two of one name are one that was started again.
    package var consumer: @Sendable (String) async throws -> any InboxSource
    /// Lets the time pass after which others get what that consumer holds, which is gone.
    package var abandon: @Sendable (String) async throws -> Void
    /// Puts something there that is no delivery; `nil` where nobody else can write.
    package var putForeign: (@Sendable ([UInt8]) async throws -> Void)?
    /// Whether one that was started again goes on at once; else it gets what it held when the others would.
    package var remembersConsumers: Bool
    /// How much is kept of what nobody needs any more.
    package var kept: @Sendable () async throws -> Int

    package init(
        _ transport: any InboxTransport,
        consumer: @escaping @Sendable (String) async throws -> any InboxSource,
        abandon: @escaping @Sendable (String) async throws -> Void,
        putForeign: (@Sendable ([UInt8]) async throws -> Void)?,
        remembersConsumers: Bool = true,
        kept: @escaping @Sendable () async throws -> Int
    ) {
        self.transport = transport
        self.consumer = consumer
        self.abandon = abandon
        self.putForeign = putForeign
        self.remembersConsumers = remembersConsumers
        self.kept = kept
    }

    func put(_ numbers: ClosedRange<Int>) async throws {
        for number in numbers { try await transport.append(Self.receipt(number)) }
    }

    static func receipt(_ number: Int) -> Receipt {
        Receipt(
            store: StoreName("acme"),
            webhookID: "w\(number)",
            topic: "orders/updated",
            receivedAt: Instant(seconds: 1_790_000_000 + Int64(number)),
            body: Array("{\"id\": \(number)}".utf8)
        )
    }
}

extension InboxSource {
    /// The next receipts of a source that is not read by a place.
    func take(_ limit: Int = 100) async throws -> InboxBatch? {
        try await next(limit: limit) { _ in nil }
    }

    /// Takes and confirms until nothing is there, and returns the deliveries' ids.
    func drain(_ limit: Int = 100) async throws -> [String] {
        var ids: [String] = []
        while let batch = try await take(limit) {
            ids += batch.receipts.map(\.webhookID)
            _ = try await finished()
        }
        return ids
    }
}
