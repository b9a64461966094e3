package import SyncModel
import Synchronization

/// A transport between receivers and workers of one process: what such a transport must do, in its simplest form.
///
/// Nothing of it survives the process, so it is for tests only.
package final class InMemoryInbox: InboxTransport {
    enum Content: Sendable {
        case receipt(Receipt)
        case foreign([UInt8])
    }

    private struct State {
        var newest = 0
        /// Nobody has it.
        var waiting: [(number: Int, content: Content)] = []
        /// Handed out and not confirmed, by consumer.
        var held: [String: [(number: Int, content: Content)]] = [:]
    }

    private let state = Mutex(State())
    private let signal = WakeSignal()

    package init() {}

    package func append(_ receipt: Receipt) async throws(InboxFailure) { put(.receipt(receipt)) }

    /// Puts something there that is no delivery.
    package func appendForeign(_ bytes: [UInt8]) { put(.foreign(bytes)) }

    private func put(_ content: Content) {
        state.withLock { state in
            state.newest += 1
            state.waiting.append((state.newest, content))
        }
        signal.notify()
    }

    /// How much is there, handed out or not.
    package var count: Int {
        state.withLock { $0.waiting.count + $0.held.values.reduce(0) { $0 + $1.count } }
    }

    /// A consumer; two of one name are one that was started again.
    package func source(_ consumer: String) -> Source { Source(inbox: self, consumer: consumer) }

    /// Gives others what a consumer holds that is gone.
    package func release(_ consumer: String) {
        state.withLock { state in
            state.waiting = (state.held.removeValue(forKey: consumer) ?? []) + state.waiting
        }
        signal.notify()
    }

    package struct Source: InboxSource {
        fileprivate let inbox: InMemoryInbox
        fileprivate let consumer: String

        package func next(limit: Int, positions: @Sendable (String) async throws -> Int64?) async throws -> InboxBatch?
        {
            let taken = inbox.state.withLock { state in
                let held = state.held[consumer] ?? []
                guard held.isEmpty else { return held }
                let taken = Array(state.waiting.prefix(limit))
                state.waiting.removeFirst(taken.count)
                state.held[consumer] = taken
                return taken
            }
            guard !taken.isEmpty else { return nil }
            var batch = InboxBatch(receipts: [], position: nil)
            for (number, content) in taken {
                switch content {
                case .receipt(let receipt): batch.receipts.append(receipt)
                case .foreign(let bytes):
                    batch.foreign.append(
                        ForeignMessage(source: "memory", id: "\(number)", reason: "no delivery", content: bytes)
                    )
                }
            }
            return batch
        }

        package func finished() async throws -> [String] {
            inbox.state.withLock { $0.held[consumer] = nil }
            return []
        }

        package func waitForMore() async { await inbox.signal.wait(upTo: .milliseconds(500)) }

        package var backlogBytes: Int64 {
            get async { Int64(inbox.count) }
        }
    }
}
