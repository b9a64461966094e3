import SyncEngine
import Synchronization
import Tracing

/// A span under way; handed over when it ends, once.
final class OTLPSpan: Span {
    let context: ServiceContext
    private let state: Mutex<FinishedSpan>
    /// `nil` for a span that is not kept, and after the end.
    private let queue: Mutex<SpanQueue?>

    init(
        _ name: String,
        context: ServiceContext,
        place: TracePlace,
        id: UInt64,
        kind: SpanKind,
        start: UInt64,
        queue: SpanQueue?
    ) {
        var below = context
        below.tracePlace = TracePlace(trace: place.trace, parent: id, isSampled: place.isSampled)
        self.context = below
        state = Mutex(FinishedSpan(name: name, place: place, id: id, kind: kind, start: start, end: start))
        self.queue = Mutex(queue)
    }

    var isRecording: Bool { queue.withLock { $0 != nil } }

    var operationName: String {
        get { state.withLock { $0.name } }
        set { state.withLock { $0.name = newValue } }
    }

    var attributes: SpanAttributes {
        get { state.withLock { $0.attributes } }
        set { state.withLock { $0.attributes = newValue } }
    }

    func setStatus(_ status: SpanStatus) {
        state.withLock { $0.isError = status.code == .error }
    }

    /// An error's words may be another system's, and hold what is private.
    func recordError<Instant: TracerInstant>(
        _ error: any Error,
        attributes: SpanAttributes,
        at instant: @autoclosure () -> Instant
    ) {
        state.withLock { $0.isError = true }
    }

    func addEvent(_ event: SpanEvent) {}

    func addLink(_ link: SpanLink) {
        guard let place = link.context.tracePlace else { return }
        state.withLock { $0.links.append(place) }
    }

    func end<Instant: TracerInstant>(at instant: @autoclosure () -> Instant) {
        let queue = queue.withLock { queue in
            defer { queue = nil }
            return queue
        }
        guard let queue else { return }
        let end = instant().nanosecondsSinceEpoch
        queue.add(
            state.withLock { span in
                span.end = max(end, span.start)
                return span
            }
        )
    }
}
