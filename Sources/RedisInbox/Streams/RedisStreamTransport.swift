#if RedisStreams
import SyncEngine
package import SyncModel
import Synchronization

/// The receivers' side of a stream: an entry for each receipt, and an answer once the server has it.
///
/// Receipts that come together go out together, so a server with `appendfsync always` flushes once for all of them. A
/// receipt whose answer was lost may be there twice; the store keeps one.
package final class RedisStreamTransport: InboxTransport {
    private let link: RedisLink
    private let stream: String
    private let envelope: ReceiptEnvelope
    private let nonce: @Sendable () -> UInt64
    private let waitingBytes = Mutex(0)

    /// Whoever sends a webhook waits for five seconds, and there may be a disk to turn to.
    private static let patience = Duration.seconds(2)

    /// What may be on its way to the server; beyond it appends fail at once.
    private static let waitingLimit = 64 << 20

    package init(
        _ link: RedisLink,
        stream: String,
        seal: (any PayloadSeal)? = nil,
        nonce: @escaping @Sendable () -> UInt64 = { UInt64.random(in: .min ... .max) }
    ) {
        self.link = link
        self.stream = stream
        self.nonce = nonce
        envelope = ReceiptEnvelope(seal: seal)
    }

    package func append(_ receipt: Receipt) async throws(InboxFailure) {
        let number = nonce()
        let bytes = try envelope.packed(receipt, nonce: number)
        let hasRoom = waitingBytes.withLock { waiting in
            guard waiting == 0 || waiting + bytes.count <= Self.waitingLimit else { return false }
            waiting += bytes.count
            return true
        }
        guard hasRoom else { throw .failing(reason: "too many deliveries wait for Redis") }
        defer { waitingBytes.withLock { $0 -= bytes.count } }
        do throws(RedisFailure) {
            let reply = try await link.ask(
                StreamEntry.adding(bytes, nonce: number, to: stream),
                patience: Self.patience
            )
            guard StreamID(reply.text) != nil else { throw .unexpected("XADD") }
        } catch {
            if case .refused(let refusal) = error, refusal.isFull { throw .full }
            throw .failing(reason: "\(error)")
        }
    }

    /// Whether the server takes part now, for the readiness check.
    package func check() async throws(RedisFailure) {
        _ = try await link.ask(["XLEN", stream])
    }
}
#endif
