import SyncEngine
import SyncModel
import Tracing

/// A span that is over, ready to be sent.
struct FinishedSpan: Sendable {
    var name: String
    var place: TracePlace
    var id: UInt64
    var kind: SpanKind
    /// Nanoseconds since 1970.
    var start: UInt64
    var end: UInt64
    var attributes = SpanAttributes()
    var links: [TracePlace] = []
    var isError = false
}
