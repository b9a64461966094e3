package import SyncModel
package import Tracing

/// Where in which trace something happens: what a span is made below.
package struct TracePlace: Sendable, Hashable {
    package var trace: TraceID
    /// The span above; `nil` at the top of a trace.
    package var parent: UInt64?
    /// The name that the next span is to have, where that follows from what it is of.
    package var own: UInt64?
    /// Whether spans of the trace are kept.
    package var isSampled: Bool

    package init(trace: TraceID, parent: UInt64?, own: UInt64? = nil, isSampled: Bool) {
        self.trace = trace
        self.parent = parent
        self.own = own
        self.isSampled = isSampled
    }

    /// Below the reception of a delivery.
    package static func below(_ trace: TraceID, isSampled: Bool) -> TracePlace {
        TracePlace(trace: trace, parent: trace.rootSpan, isSampled: isSampled)
    }
}

private enum TracePlaceKey: ServiceContextKey {
    typealias Value = TracePlace
    static var nameOverride: String? { "trace" }
}

extension ServiceContext {
    /// Where in which trace the task works; `nil` where it works in none.
    package var tracePlace: TracePlace? {
        get { self[TracePlaceKey.self] }
        set { self[TracePlaceKey.self] = newValue }
    }
}
