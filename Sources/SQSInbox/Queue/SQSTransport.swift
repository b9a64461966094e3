import Crypto
import Foundation
import SyncEngine
package import SyncModel
import Synchronization

/// The receivers' side of a queue: a message for each receipt, and an answer once SQS has it.
///
/// What is too large for a message lies in the store, and the message names it. A receipt whose answer was lost may be there
/// twice; the store keeps one.
package final class SQSTransport: InboxTransport {
    private let queue: SQSQueue
    private let sender: SQSSender
    private let bodies: any LargeBodyStore
    private let envelope: ReceiptEnvelope
    private let clock: any WallClock
    private let nonce: @Sendable () -> UInt64
    private let patience: Duration
    private let limit = Mutex<Int?>(nil)

    /// Whoever sends a webhook waits for five seconds, and there may be a disk to turn to.
    package static let usualPatience = Duration.seconds(2)

    package init(
        _ queue: SQSQueue,
        bodies: any LargeBodyStore,
        seal: (any PayloadSeal)? = nil,
        clock: any WallClock,
        patience: Duration = usualPatience,
        nonce: @escaping @Sendable () -> UInt64 = { UInt64.random(in: .min ... .max) }
    ) {
        self.queue = queue
        self.bodies = bodies
        self.clock = clock
        self.nonce = nonce
        self.patience = patience
        sender = SQSSender(queue, patience: patience)
        envelope = ReceiptEnvelope(seal: seal)
    }

    package func append(_ receipt: Receipt) async throws(InboxFailure) {
        let number = nonce()
        let bytes = try envelope.packed(receipt, nonce: number)
        let key = SignatureV4.hexadecimal(
            SHA256.hash(data: Array("\(receipt.store.rawValue)\n\(receipt.webhookID)".utf8))
        )
        do throws(SQSFailure) {
            let limit = try await largest()
            guard QueueMessage.length(of: bytes.count) > limit else {
                let message = SQSQueue.Outgoing(text: QueueMessage.text(bytes, nonce: number), key: key)
                return try await sender.send(message, limit: limit)
            }
            try await appendLarge(bytes, nonce: number, key: key, limit: limit)
        } catch {
            throw .failing(reason: "\(error)")
        }
    }

    /// First into the store, then its name into the queue: a name that leads nowhere would be a loss.
    private func appendLarge(_ bytes: [UInt8], nonce: UInt64, key: String, limit: Int) async throws(SQSFailure) {
        let name = UUID().uuidString.lowercased()
        do { try await bodies.keepLargeBody(name, bytes, now: clock.now) } catch {
            throw .unusable(
                "a webhook of \(bytes.count) bytes is too large for SQS, and the store does not take it: \(error)"
            )
        }
        let text = QueueMessage.text(stored: name, nonce: nonce, bytes: bytes.count)
        do throws(SQSFailure) {
            try await sender.send(SQSQueue.Outgoing(text: text, key: key), limit: limit)
        } catch {
            // Where nobody knows whether it was taken, it stays until its message would be gone.
            if case .refused = error { try? await bodies.removeLargeBodies([name]) }
            throw error
        }
    }

    /// What the queue takes of one message.
    private func largest() async throws(SQSFailure) -> Int {
        if let known = limit.withLock({ $0 }) { return known }
        let found: Int
        do throws(SQSFailure) {
            found = min(try await queue.attributes(patience: patience).largestMessage, QueueAttributes.limit)
        } catch {
            // A receiver may be allowed to send and nothing else.
            guard case .refused(let refusal) = error, !refusal.isMissingQueue, refusal.status == 403 else {
                throw error
            }
            found = QueueAttributes.olderLimit
        }
        limit.withLock { $0 = found }
        return found
    }
}
