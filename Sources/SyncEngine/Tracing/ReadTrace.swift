import SyncModel
import Tracing

/// The spans of one read from Shopify: one for each delivery that asked for it, and one for the read, in which its calls stand.
struct ReadTrace: Sendable {
    private let trace: BatchTrace<RecordKey>

    /// - Returns: the spans, begun; `nil` where no trace of deliveries that asked for these records is kept.
    static func begin(_ waiting: [StoredRecord], _ traces: EngineTraces, _ store: any SyncStore) async -> ReadTrace? {
        guard traces.sample != nil, let name = waiting.first?.key.store else { return nil }
        // A trace is not worth a read: what cannot be looked up is not traced.
        let known = try? await store.newestReceipts(
            of: waiting.map(\.key),
            limit: BatchTrace<RecordKey>.receipts
        )
        var asked: [RecordKey: [any Span]] = [:]
        for stored in waiting {
            let need = stored.record.hydration
            for receipt in known?[stored.key] ?? [] {
                guard let since = need.readAt ?? need.askedAt, receipt.receivedAt >= since,
                    let place = traces.place(of: receipt)
                else { continue }
                let span = startSpan("hydrate", context: place.context, ofKind: .consumer)
                span.attributes.add(stored.key)
                asked[stored.key, default: []].append(span)
            }
        }
        guard let trace = BatchTrace("read", asked) else { return nil }
        trace.batch.attributes["sluice.store"] = name.rawValue
        trace.batch.attributes["sluice.batch"] = waiting.count
        return ReadTrace(trace: trace)
    }

    /// What is called in `body` stands in the read's span.
    func perform<Value>(_ body: () async throws -> Value) async throws -> Value {
        try await trace.perform(body)
    }

    /// Tells each delivery's trace what the read brought.
    func tell(_ brought: RecordsRead) {
        let found = Set(brought.records.map(\.id))
        let unreadable = Set(brought.unreadable.map(\.id))
        for (key, spans) in trace.parts {
            let outcome = unreadable.contains(key.id) ? "unreadable" : found.contains(key.id) ? "read" : "missing"
            for span in spans {
                span.attributes["sluice.outcome"] = outcome
                if outcome == "unreadable" { span.setStatus(SpanStatus(code: .error)) }
            }
        }
    }

    /// Tells all of them that Shopify refused.
    func tell(_ fault: ReadFault) {
        for span in trace.parts.values.flatMap(\.self) + [trace.batch] {
            span.attributes["sluice.outcome"] = fault.code.rawValue
            span.setStatus(SpanStatus(code: .error))
        }
    }
}
