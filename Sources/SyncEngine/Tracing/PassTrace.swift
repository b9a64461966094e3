import SyncModel
import Tracing

/// The spans of one pass: one for each delivery that a record of it answers, and one for the pass, in which its calls stand.
struct PassTrace: Sendable {
    private let trace: BatchTrace<LaneKey>

    /// - Returns: the spans, begun; `nil` where no trace of these lanes is kept.
    static func begin(_ lanes: [ClaimedLane], _ traces: EngineTraces, _ store: any SyncStore) async -> PassTrace? {
        guard traces.sample != nil, let destination = lanes.first?.key.destination else { return nil }
        // A trace is not worth a delivery: what cannot be read is not traced.
        let known = try? await store.newestReceipts(
            of: lanes.map(\.key.record),
            limit: BatchTrace<LaneKey>.receipts
        )
        var deliveries: [LaneKey: [any Span]] = [:]
        for lane in lanes {
            for receipt in known?[lane.key.record] ?? [] where receipt.receivedAt >= lane.dirtySince {
                guard let place = traces.place(of: receipt) else { continue }
                let span = startSpan("deliver", context: place.context, ofKind: .producer)
                span.attributes.add(lane)
                deliveries[lane.key, default: []].append(span)
            }
        }
        guard let trace = BatchTrace("pass", deliveries) else { return nil }
        trace.batch.attributes["sluice.destination"] = destination.rawValue
        trace.batch.attributes["sluice.batch"] = lanes.count
        return PassTrace(trace: trace)
    }

    /// What is called in `body` stands in the pass's span.
    func perform<Value>(_ body: () async throws -> Value) async throws -> Value {
        try await trace.perform(body)
    }

    /// Tells each delivery's trace what became of it.
    func tell(_ settlements: [Settlement]) {
        for settlement in settlements {
            for span in trace.parts[settlement.key] ?? [] {
                let note = settlement.note
                span.attributes["sluice.outcome"] = note?.outcome ?? "released"
                if let id = note?.correlationID { span.attributes["crm.correlation_id"] = id }
                if let id = note?.crmID { span.attributes["crm.id"] = id }
                if let mapping = note?.mapping { span.attributes["sluice.mapping"] = mapping }
                if case .parked = settlement.result { span.setStatus(SpanStatus(code: .error)) }
                if case .retry = settlement.result { span.setStatus(SpanStatus(code: .error)) }
            }
        }
    }

    /// The names of the traces in which a lane's delivery stands.
    func names(of key: LaneKey) -> [String] {
        (trace.parts[key] ?? []).compactMap { $0.context.tracePlace?.trace.text }
    }
}

extension SpanAttributes {
    fileprivate mutating func add(_ lane: ClaimedLane) {
        self["sluice.destination"] = lane.key.destination.rawValue
        add(lane.key.record)
        self["sluice.attempts"] = lane.attempts
        self["sluice.origin"] = lane.origin.name
    }

    /// Which record, by Shopify's id.
    mutating func add(_ record: RecordKey) {
        self["sluice.store"] = record.store.rawValue
        self["sluice.kind"] = record.kind.rawValue
        self["sluice.record"] = record.externalID
    }
}
