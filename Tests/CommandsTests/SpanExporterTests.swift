import Conformance
import Foundation
import Logging
import Outbound
import SyncEngine
import SyncModel
import Testing
import Tracing

@testable import Commands

@Suite struct SpanExporterTests {
    private static let trace = TraceID(high: 1, low: 2)

    private func span(_ name: String, queue: SpanQueue, sample: Double = 1) -> OTLPSpan {
        var context = ServiceContext.topLevel
        context.tracePlace = TracePlace(trace: Self.trace, parent: 9, isSampled: true)
        return OTLPTracer(queue: queue, sample: sample).startSpan(
            name,
            context: context,
            ofKind: .client,
            at: DefaultTracerClock.Timestamp(nanosecondsSinceEpoch: 1_700_000_000_000_000_001)
        )
    }

    @Test func aSpanIsWrittenAsTheProtocolWantsIt() throws {
        let queue = SpanQueue()
        let made = span("POST hubspot", queue: queue)
        made.attributes["http.response.status_code"] = 201
        made.attributes["sluice.destination"] = "hubspot"
        made.setStatus(SpanStatus(code: .error))
        let other = span("pass", queue: queue)
        made.addLink(SpanLink(context: other.context, attributes: [:]))
        made.end(at: DefaultTracerClock.Timestamp(nanosecondsSinceEpoch: 1_700_000_000_500_000_000))
        made.end()
        let spans = queue.take(10)
        #expect(spans.count == 1, "a span was handed over twice")
        let body = try JSONSerialization.jsonObject(
            with: Data(try OTLPBody(spans, installation: "production", node: "host:1").bytes())
        )
        let resource = try #require(((body as? [String: Any])?["resourceSpans"] as? [[String: Any]])?.first)
        let scope = try #require((resource["scopeSpans"] as? [[String: Any]])?.first)
        let written = try #require((scope["spans"] as? [[String: Any]])?.first)
        #expect(written["traceId"] as? String == "00000000000000010000000000000002")
        #expect(written["parentSpanId"] as? String == "0000000000000009")
        #expect((written["spanId"] as? String)?.count == 16)
        #expect(written["kind"] as? Int == 3)
        #expect(written["startTimeUnixNano"] as? String == "1700000000000000001")
        #expect(written["endTimeUnixNano"] as? String == "1700000000500000000")
        #expect((written["status"] as? [String: Any])?["code"] as? Int == 2)
        let attributes = written["attributes"] as? [[String: Any]] ?? []
        #expect(attributes.map { $0["key"] as? String } == ["http.response.status_code", "sluice.destination"])
        #expect((attributes.first?["value"] as? [String: String]) == ["intValue": "201"])
        let link = try #require((written["links"] as? [[String: String]])?.first)
        #expect(link["traceId"] == written["traceId"] as? String && link["spanId"]?.count == 16)
    }

    @Test func nothingIsMadeOfWhatNobodyAskedFor() {
        let queue = SpanQueue()
        let tracer = OTLPTracer(queue: queue, sample: 1)
        tracer.startSpan("somebody's", context: .topLevel).end()
        var context = ServiceContext.topLevel
        context.tracePlace = TracePlace(trace: Self.trace, parent: nil, isSampled: false)
        let unsampled = tracer.startSpan("not kept", context: context)
        #expect(!unsampled.isRecording)
        unsampled.end()
        #expect(queue.take(10).isEmpty)
    }

    @Test func aFullQueueDropsAndNobodyWaits() {
        let queue = SpanQueue(limit: 3)
        for number in 1...5 { span("\(number)", queue: queue).end() }
        #expect(queue.take(10).map(\.name) == ["1", "2", "3"])
    }

    @Test func spansAreTriedAgainWhereTheCollectorAsksForIt() async throws {
        let queue = SpanQueue()
        let transport = ScriptedTransport([
            .answer(.post, "/v1/traces", status: 503), .answer(.post, "/v1/traces", status: 200),
        ])
        span("one", queue: queue).end()
        try await run(queue, transport, until: 2)
        transport.expectFinished()
        let bodies = transport.requests.map(\.body)
        #expect(bodies[0] == bodies[1])
        #expect(transport.requests.first?.headers.contains(where: { $0 == ("x-key", "planted-secret") }) == true)
        #expect(transport.requests.first?.secretHeaders == ["x-key"])
    }

    @Test func whatTheCollectorRefusesIsNotSentAgain() async throws {
        let queue = SpanQueue()
        let transport = ScriptedTransport([.answer(.post, "/v1/traces", status: 400)])
        let log = CapturedLog()
        span("one", queue: queue).end()
        try await run(queue, transport, until: 1, log: log)
        #expect(queue.take(1).isEmpty)
        #expect(log.count("The trace collector takes no spans; they are dropped") == 1)
    }

    /// Runs until as many requests were made, and a little longer for more.
    private func run(
        _ queue: SpanQueue,
        _ transport: ScriptedTransport,
        until count: Int,
        log: CapturedLog = CapturedLog()
    ) async throws {
        var exporter = SpanExporter(
            queue: queue,
            settings: TracingSettings(
                url: "http://127.0.0.1:4318/v1/traces",
                headers: ["x-key": Secret("planted-secret")]
            ),
            installation: "test",
            node: "host:1",
            client: transport,
            logger: log.logger
        )
        exporter.pause = .milliseconds(1)
        queue.wake.notify()
        let running = exporter
        let task = Task { try await running.run() }
        while transport.requests.count < count { await Task.yield() }
        task.cancel()
        try await task.value
        #expect(transport.requests.count == count)
    }
}

@Suite struct CallTraceTests {
    @Test(arguments: [
        ("https://api.hubapi.com/crm/v3/objects/contacts/batch/upsert", "/crm/v3/objects/contacts/batch/upsert"),
        ("https://api.hubapi.com/crm/v3/objects/contacts/123456?properties=email", "/crm/v3/objects/contacts/*"),
        ("http://127.0.0.1:1/contacts/ada@example.com", "/contacts/*"),
        ("https://x.example/contacts/ada%40example.com#a", "/contacts/*"),
        ("https://a.my.salesforce.com/services/data/v66.0/composite", "/services/data/v66.0/composite"),
        ("https://x.example?email=ada@example.com", "/"),
    ])
    func aRouteTellsNothingOfAnybody(url: String, route: String) {
        #expect(CallTrace.route(of: url) == route)
    }
}
