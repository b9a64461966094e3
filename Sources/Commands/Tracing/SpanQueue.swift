import Metrics
import SyncEngine
import Synchronization

/// Spans on their way to the collector: never more than fit, and whoever adds one never waits.
final class SpanQueue: Sendable {
    static let limit = 8_192

    let wake = WakeSignal()
    private let spans = Mutex<[FinishedSpan]>([])
    private let limit: Int

    init(limit: Int = SpanQueue.limit) {
        self.limit = limit
    }

    /// Takes a span, or drops it, counted, where the collector does not keep up.
    func add(_ span: FinishedSpan) {
        let count = spans.withLock { spans -> Int? in
            guard spans.count < limit else { return nil }
            spans.append(span)
            return spans.count
        }
        guard let count else { return Self.count("dropped", 1) }
        if count == SpanExporter.batch { wake.notify() }
    }

    /// Takes out the oldest.
    func take(_ count: Int) -> [FinishedSpan] {
        spans.withLock { spans in
            let taken = Array(spans.prefix(count))
            spans.removeFirst(taken.count)
            return taken
        }
    }

    static func count(_ result: String, _ count: Int) {
        Counter(label: "sluice_trace_spans_total", dimensions: [("result", result)]).increment(by: count)
    }
}
