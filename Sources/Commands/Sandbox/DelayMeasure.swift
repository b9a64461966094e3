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
        var isSendingDone = false
        var whenComplete: CheckedContinuation<Void, Never>?

        var isComplete: Bool { isSendingDone && sentAt.keys.allSatisfy { madeAt[$0] != nil } }
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

    func sent(_ report: DeliveryReport) {
        guard let first = report.attempts.first?.at, let last = report.attempts.last?.at else { return }
        resumeIfComplete { state in
            state.webhooks += 1
            state.firstSentAt = min(state.firstSentAt ?? first, first)
            state.lastSentAt = max(state.lastSentAt ?? last, last)
            guard report.isAcknowledged else {
                state.refused += 1
                return
            }
            let subject = report.delivery.subject
            state.sentAt[subject] = min(state.sentAt[subject] ?? first, first)
        }
    }

    func written(_ event: RecordWritten) {
        guard event.new, let subject = Self.subject(of: event) else { return }
        resumeIfComplete { $0.madeAt[subject] = $0.madeAt[subject] ?? event.at }
    }

    /// All was sent; what has not been made yet is waited for.
    func sendingIsDone() {
        resumeIfComplete { $0.isSendingDone = true }
    }

    /// Returns once everything that was sent has been made.
    func complete() async {
        await withCheckedContinuation { continuation in
            resumeIfComplete { $0.whenComplete = continuation }
        }
    }

    /// Ends the waiting, whatever is missing.
    func giveUp() {
        state.withLock { state in
            state.whenComplete?.resume()
            state.whenComplete = nil
        }
    }

    var result: Result {
        state.withLock { state in
            let delays = state.sentAt.compactMap { subject, sent in
                state.madeAt[subject].map { max(0, $0.milliseconds - sent.milliseconds) }
            }.sorted()
            func quantile(_ part: Int) -> Int64? {
                delays.isEmpty ? nil : delays[min(delays.count - 1, delays.count * part / 100)]
            }
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
                p50: quantile(50),
                p95: quantile(95),
                p99: quantile(99),
                max: delays.last
            )
        }
    }

    private func resumeIfComplete(_ change: (inout State) -> Void) {
        let waiting = state.withLock { state -> CheckedContinuation<Void, Never>? in
            change(&state)
            guard state.isComplete else { return nil }
            defer { state.whenComplete = nil }
            return state.whenComplete
        }
        waiting?.resume()
    }

    private static func subject(of event: RecordWritten) -> ShopDelivery.Subject? {
        if let id = event.keys["shopify_order_id"].flatMap(Int64.init) { return .order(id) }
        return event.keys["shopify_customer_id"].flatMap(Int64.init).map { .customer($0) }
    }
}
