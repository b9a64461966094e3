import SyncModel
import Tracing

/// The spans of work that answers several deliveries at once: one below each delivery, and one for the work itself, in which
/// its calls stand.
///
/// Work that answers one delivery is part of that delivery's trace. What answers several has a trace of its own, linked with
/// each of theirs both ways.
struct BatchTrace<Key: Hashable & Sendable>: Sendable {
    let batch: any Span
    let parts: [Key: [any Span]]

    /// More deliveries of one record than these are seldom answered at once.
    static var receipts: Int { 5 }
    /// More links are of no use to anybody.
    private static var links: Int { 128 }

    /// `nil` where there are no deliveries.
    ///
    /// - Parameters:
    ///   - name: of the span of the work itself.
    ///   - parts: the spans below the deliveries, begun.
    init?(_ name: String, _ parts: [Key: [any Span]]) {
        let spans = parts.values.flatMap(\.self)
        guard let first = spans.first else { return nil }
        batch = startSpan(name, context: spans.count == 1 ? first.context : .linked, ofKind: .internal)
        self.parts = parts
        guard spans.count > 1 else { return }
        for span in spans.prefix(Self.links) { batch.addLink(SpanLink(context: span.context, attributes: [:])) }
        for span in spans { span.addLink(SpanLink(context: batch.context, attributes: [:])) }
    }

    /// What is called in `body` stands in the span of the work; all spans end with it.
    func perform<Value>(_ body: () async throws -> Value) async throws -> Value {
        do {
            let value = try await ServiceContext.withValue(batch.context, operation: body)
            end()
            return value
        } catch {
            batch.setStatus(SpanStatus(code: .error))
            end()
            throw error
        }
    }

    private func end() {
        for span in parts.values.flatMap(\.self) { span.end() }
        batch.end()
    }
}

extension ServiceContext {
    /// At the top of a trace of its own, kept since others point at it.
    fileprivate static var linked: ServiceContext {
        let trace = TraceID(high: .random(in: 0 ... .max), low: .random(in: 0 ... .max))
        return TracePlace(trace: trace, parent: nil, isSampled: true).context
    }
}
