import SyncEngine
import SyncModel
import Tracing

/// Makes spans for a collector that speaks OpenTelemetry's protocol.
///
/// What comes in from elsewhere in `traceparent` is not followed, and nothing is told to a CRM or to Shopify: who sends a
/// webhook may be anybody, and our traces are nobody else's business.
struct OTLPTracer: SamplingTracer {
    let queue: SpanQueue
    let sample: Double

    func startSpan<Instant: TracerInstant>(
        _ operationName: String,
        context: @autoclosure () -> ServiceContext,
        ofKind kind: SpanKind,
        at instant: @autoclosure () -> Instant,
        function: String,
        file fileID: String,
        line: UInt
    ) -> OTLPSpan {
        let context = context()
        let place =
            context.tracePlace
            ?? {
                // Nobody asked for it: what is not part of a delivery's trace or of a pass is not kept.
                TracePlace(trace: TraceID(high: 0, low: 0), parent: nil, isSampled: false)
            }()
        return OTLPSpan(
            operationName,
            context: context,
            place: place,
            id: place.own ?? .random(in: 1 ... .max),
            kind: kind,
            start: instant().nanosecondsSinceEpoch,
            queue: place.isSampled ? queue : nil
        )
    }

    func forceFlush() { queue.wake.notify() }

    func inject<Carrier, Inject: Injector>(
        _ context: ServiceContext,
        into carrier: inout Carrier,
        using injector: Inject
    ) where Inject.Carrier == Carrier {}

    func extract<Carrier, Extract: Extractor>(
        _ carrier: Carrier,
        into context: inout ServiceContext,
        using extractor: Extract
    ) where Extract.Carrier == Carrier {}
}
