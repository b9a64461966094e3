import Sandbox
import Synchronization

/// The delay of every creation: from sending the webhook that first told of a record to the CRM request that made it.
///
/// Only creations count: each has exactly one request, whereas an update may be joined with others or need none.
final class DelayMeasure: Sendable {
    private struct State {
        var sentAt: [ShopDelivery.Subject: SandboxTime] = [:]
        var madeAt: [ShopDelivery.Subject: SandboxTime] = [:]
        var webhooks = 0
        var refused = 0
        var firstSentAt: SandboxTime?
        var lastSentAt: SandboxTime?
        /// Sent and acknowledged, but not made yet.
        var awaited: Set<ShopDelivery.Subject> = []
        var isSendingDone = false

        var isComplete: Bool { isSendingDone && awaited.isEmpty }
    }

    /// What was measured; delays in milliseconds.
    struct Result: Encodable, Equatable {
        var webhooks: Int
        var refused: Int
        var webhooksPerSecond: Double
        var created: Int
        var missing: Int
        var p50: Int64?
        var p95: Int64?
        var p99: Int64?
        var max: Int64?
    }

    private let state = Mutex(State())
    /// Yields nothing; ends when all that was sent has been made, or with `giveUp()`.
    let untilComplete: AsyncStream<Never>
    private let ending: AsyncStream<Never>.Continuation

    init() {
        (untilComplete, ending) = AsyncStream.makeStream(of: Never.self)
    }

    func sent(_ report: DeliveryReport) {
        guard let first = report.attempts.first?.at, let last = report.attempts.last?.at else { return }
        change { state in
            state.webhooks += 1
            state.firstSentAt = min(state.firstSentAt ?? first, first)
            state.lastSentAt = max(state.lastSentAt ?? last, last)
            guard report.isAcknowledged else {
                state.refused += 1
                return
            }
            let subject = report.delivery.subject
            state.sentAt[subject] = min(state.sentAt[subject] ?? first, first)
            if state.madeAt[subject] == nil { state.awaited.insert(subject) }
        }
    }

    func written(_ event: RecordWritten) {
        guard event.new, let subject = Self.subject(of: event) else { return }
        change { state in
            state.madeAt[subject] = state.madeAt[subject] ?? event.at
            state.awaited.remove(subject)
        }
    }

    /// All was sent; what has not been made yet is waited for.
    func sendingIsDone() {
        change { $0.isSendingDone = true }
    }

    /// Ends the waiting, whatever is missing.
    func giveUp() {
        ending.finish()
    }

    var result: Result {
        state.withLock { state in
            let delays = state.sentAt.compactMap { subject, sent in
                state.madeAt[subject].map { max(0, $0.milliseconds - sent.milliseconds) }
            }.sorted()
            var seconds = 0.0
            if let first = state.firstSentAt, let last = state.lastSentAt {
                seconds = Double(last.milliseconds - first.milliseconds) / 1_000
            }
            let rate = seconds > 0 ? (Double(state.webhooks) / seconds * 10).rounded() / 10 : 0
            return Result(
                webhooks: state.webhooks,
                refused: state.refused,
                webhooksPerSecond: rate,
                created: delays.count,
                missing: state.sentAt.count - delays.count,
                p50: Percentile.of(delays, 50),
                p95: Percentile.of(delays, 95),
                p99: Percentile.of(delays, 99),
                max: delays.last
            )
        }
    }

    private func change(_ change: (inout State) -> Void) {
        let isComplete = state.withLock { state in
            change(&state)
            return state.isComplete
        }
        if isComplete { ending.finish() }
    }

    private static func subject(of event: RecordWritten) -> ShopDelivery.Subject? {
        if let id = event.keys["shopify_order_id"].flatMap(Int64.init) { return .order(id) }
        return event.keys["shopify_customer_id"].flatMap(Int64.init).map { .customer($0) }
    }
}
