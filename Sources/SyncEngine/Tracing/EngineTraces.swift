package import SyncModel
package import Tracing

/// The spans of a delivery from its reception to the CRM's answer.
///
/// Without a tracer nothing of this costs more than the question for it. Attributes hold ids and names of ours and of the
/// outside systems, never what a record says.
package struct EngineTraces: Sendable {
    /// Which part of all traces is kept, 0 to 1; `nil` where nobody traces.
    package let sample: Double?

    /// As this process traces.
    package static var current: EngineTraces {
        EngineTraces(sample: (InstrumentationSystem.tracer as? any SamplingTracer)?.sample)
    }

    package init(sample: Double?) {
        self.sample = sample
    }

    /// A delivery that was made durable, or could not be.
    package func received(_ receipt: Receipt, isStored: Bool) {
        guard let place = place(of: receipt) else { return }
        var own = place
        (own.parent, own.own) = (nil, place.trace.rootSpan)
        let span = startSpan("webhook", context: own.context, ofKind: .server, at: receipt.receivedAt.traced)
        span.attributes.add(receipt)
        span.attributes["sluice.result"] = isStored ? "accepted" : "unavailable"
        if !isStored { span.setStatus(SpanStatus(code: .error)) }
        span.end()
    }

    /// Deliveries that became part of the store in one transaction, begun at `start`.
    func applied(_ batch: [DecodedReceipt], since start: DefaultTracerClock.Timestamp) {
        guard sample != nil else { return }
        for decoded in batch {
            guard let place = place(of: decoded.receipt) else { continue }
            let span = startSpan("apply", context: place.context, ofKind: .consumer, at: start)
            span.attributes.add(decoded.receipt)
            span.attributes["sluice.state"] = decoded.state.rawValue
            span.attributes["sluice.batch"] = batch.count
            span.end()
        }
    }

    /// Below the reception of a delivery; `nil` where its trace is not kept.
    private func place(of receipt: Receipt) -> TracePlace? {
        place(TraceID(store: receipt.store, webhookID: receipt.webhookID))
    }

    /// Below the reception of a delivery that the store knows; `nil` where its trace is not kept.
    func place(of receipt: ReceiptSummary) -> TracePlace? {
        place(TraceID(store: receipt.store, webhookID: receipt.webhookID))
    }

    func place(_ trace: TraceID) -> TracePlace? {
        guard let sample, trace.isSampled(sample) else { return nil }
        return .below(trace, isSampled: true)
    }
}

/// A tracer that keeps a part of all traces, chosen by their names.
package protocol SamplingTracer: Tracer {
    /// Which part, 0 to 1.
    var sample: Double { get }
}

extension TracePlace {
    var context: ServiceContext {
        var context = ServiceContext.topLevel
        context.tracePlace = self
        return context
    }
}

extension Instant {
    /// As tracers tell the time.
    var traced: DefaultTracerClock.Timestamp {
        DefaultTracerClock.Timestamp(nanosecondsSinceEpoch: UInt64(max(0, microseconds)) * 1_000)
    }
}

extension SpanAttributes {
    fileprivate mutating func add(_ receipt: Receipt) {
        self["sluice.store"] = receipt.store.rawValue
        self["shopify.topic"] = receipt.topic
        self["shopify.webhook_id"] = receipt.webhookID
        if let event = receipt.eventID { self["shopify.event_id"] = event }
    }
}
