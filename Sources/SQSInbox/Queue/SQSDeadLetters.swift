import Foundation
package import SyncEngine
import SyncModel

/// The queue that SQS puts messages into that were handed out too often.
package struct SQSDeadLetters: DeadLetterBox {
    private let queue: SQSQueue
    private let source: SQSQueue
    private let envelope: ReceiptEnvelope

    /// - Parameters:
    ///   - queue: the one of the dead letters.
    ///   - source: where they came from.
    ///   - envelope: opens what is sealed.
    package init(_ queue: SQSQueue, of source: SQSQueue, envelope: ReceiptEnvelope) {
        self.queue = queue
        self.source = source
        self.envelope = envelope
    }

    package var name: String { queue.address.name }

    package func count() async throws -> Int64 { try await queue.attributes().total }

    /// Long enough to be looked at or sent, and not much longer, since others do not see them meanwhile.
    private static let holdTime = Duration.seconds(30)

    package func look(limit: Int, check: @escaping DeliveryCheck) async throws -> [DeadLetter] {
        var found: [SQSQueue.Incoming] = []
        while found.count < limit {
            let more = try await queue.receive(limit - found.count, hold: Self.holdTime)
            if more.isEmpty { break }
            found += more
        }
        _ = try await queue.hold(found.map(\.handle), for: .zero)
        return found.map { letter($0, check) }
    }

    private func letter(_ message: SQSQueue.Incoming, _ check: DeliveryCheck) -> DeadLetter {
        var letter = DeadLetter(
            id: message.id,
            sentAt: message.sentAt,
            receives: message.receives,
            bytes: message.text.utf8.count
        )
        func take(_ receipt: Receipt) {
            (letter.store, letter.topic, letter.webhookID) = (receipt.store, receipt.topic, receipt.webhookID)
        }
        switch QueueMessage(message.text, envelope) {
        case .receipt(let receipt): take(receipt)
        case .stored: letter.topic = "a large delivery"
        case .delivery(let delivery):
            switch check(delivery) {
            case .success(let receipt): take(receipt)
            case .failure(let problem): letter.reason = problem.description
            }
        case .notYet(let reason), .foreign(let reason): letter.reason = reason
        }
        return letter
    }

    package func redrive(limit: Int) async throws -> Int {
        let messages = try await queue.receive(limit, hold: Self.holdTime)
        guard !messages.isEmpty else { return 0 }
        let batchLimit = QueueAttributes.olderLimit
        var rest = messages[...]
        var moved = 0
        while !rest.isEmpty {
            let count = BatchPlan.next(rest.lazy.map { $0.text.utf8.count }, limit: batchLimit)
            let part = Array(rest.prefix(count))
            rest = rest.dropFirst(count)
            // A new key for each: a FIFO queue would drop what it took a moment ago.
            let failed = try await source.send(
                part.map { SQSQueue.Outgoing(text: $0.text, key: UUID().uuidString.lowercased()) }
            )
            // Removed only once it is in the other queue: what falls between is there twice, and counts once.
            let sent = part.indices.filter { failed[$0] == nil }.map { part[$0].handle }
            _ = try await queue.delete(sent)
            moved += sent.count
            if let failure = failed.values.first { throw failure }
        }
        return moved
    }
}
