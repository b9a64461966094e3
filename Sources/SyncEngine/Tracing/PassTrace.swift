import SyncModel
import Tracing

/// The spans of one pass: one for each delivery that a record of it answers, and one for the pass, in which its calls stand.
///
/// A pass that answers one delivery is part of that delivery's trace. One that answers several has a trace of its own, linked
/// with each of theirs both ways.
struct PassTrace: Sendable {
    private let pass: any Span
    private let deliveries: [LaneKey: [any Span]]

    /// More deliveries of one record than these are seldom answered at once.
    private static let receipts = 5
    /// More links are of no use to anybody.
    private static let links = 128

    /// - Returns: the spans, begun; `nil` where no trace of these lanes is kept.
    static func begin(_ lanes: [ClaimedLane], _ traces: EngineTraces, _ store: any SyncStore) async -> PassTrace? {
        guard traces.sample != nil, let destination = lanes.first?.key.destination else { return nil }
        // A trace is not worth a delivery: what cannot be read is not traced.
        let known = try? await store.newestReceipts(of: lanes.map(\.key.record), limit: receipts)
        var deliveries: [LaneKey: [any Span]] = [:]
        for lane in lanes {
            for receipt in known?[lane.key.record] ?? [] where receipt.receivedAt >= lane.dirtySince {
                guard let place = traces.place(TraceID(store: receipt.store, webhookID: receipt.webhookID)) else {
                    continue
                }
                let span = startSpan("deliver", context: place.context, ofKind: .producer)
                span.attributes.add(lane)
                deliveries[lane.key, default: []].append(span)
            }
        }
        let spans = deliveries.values.flatMap(\.self)
        guard let first = spans.first else { return nil }
        let pass = startSpan("pass", context: spans.count == 1 ? first.context : .linked, ofKind: .internal)
        pass.attributes["sluice.destination"] = destination.rawValue
        pass.attributes["sluice.batch"] = lanes.count
        if spans.count > 1 {
            for span in spans.prefix(links) { pass.addLink(SpanLink(context: span.context, attributes: [:])) }
            for span in spans { span.addLink(SpanLink(context: pass.context, attributes: [:])) }
        }
        return PassTrace(pass: pass, deliveries: deliveries)
    }

    /// What is called in `body` stands in the pass's span.
    func perform<Value>(_ body: () async throws -> Value) async throws -> Value {
        do {
            let value = try await ServiceContext.withValue(pass.context, operation: body)
            end()
            return value
        } catch {
            pass.setStatus(SpanStatus(code: .error))
            end()
            throw error
        }
    }

    /// Tells each delivery's trace what became of it.
    func tell(_ settlements: [Settlement]) {
        for settlement in settlements {
            for span in deliveries[settlement.key] ?? [] {
                let note = settlement.note
                span.attributes["sluice.outcome"] = note?.outcome ?? "released"
                if let id = note?.correlationID { span.attributes["crm.correlation_id"] = id }
                if let id = note?.crmID { span.attributes["crm.id"] = id }
                if case .parked = settlement.result { span.setStatus(SpanStatus(code: .error)) }
                if case .retry = settlement.result { span.setStatus(SpanStatus(code: .error)) }
            }
        }
    }

    /// The names of the traces in which a lane's delivery stands.
    func names(of key: LaneKey) -> [String] {
        (deliveries[key] ?? []).compactMap { $0.context.tracePlace?.trace.text }
    }

    private func end() {
        for span in deliveries.values.flatMap(\.self) { span.end() }
        pass.end()
    }
}

extension ServiceContext {
    /// At the top of a trace of its own, kept since others point at it.
    fileprivate static var linked: ServiceContext {
        let trace = TraceID(high: .random(in: 0 ... .max), low: .random(in: 0 ... .max))
        return TracePlace(trace: trace, parent: nil, isSampled: true).context
    }
}

extension SpanAttributes {
    fileprivate mutating func add(_ lane: ClaimedLane) {
        self["sluice.destination"] = lane.key.destination.rawValue
        self["sluice.store"] = lane.key.record.store.rawValue
        self["sluice.kind"] = lane.key.record.kind.rawValue
        self["sluice.record"] = lane.key.record.externalID
        self["sluice.attempts"] = lane.attempts
        self["sluice.origin"] = lane.origin.name
    }
}
