import Foundation
import Sandbox
import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// One trace from a webhook to the CRM's answer, and a collector that nobody waits for.
@Suite("Tracing", .timeLimit(.minutes(3)))
struct TracingTests {
    private static func trace(_ stage: Stage, to url: String, sample: Double = 1) throws {
        let file = stage.folder.appending(path: "sluice.yaml")
        let block = "\ntracing: { otlp_url: \"\(url)\", headers: { x-key: collector-key }, sample: \(sample) }\n"
        try Data((try String(contentsOf: file, encoding: .utf8) + block).utf8).write(to: file)
    }

    /// With headers of a trace that is somebody else's.
    private static func deliver(_ delivery: ShopDelivery, _ stage: Stage) async throws {
        let headers = delivery.headers.map { ($0.name, $0.value) }
        let foreign = [("traceparent", "00-\(String(repeating: "ab", count: 16))-00f067aa0ba902b7-01")]
        try #require(try await stage.post(delivery.body, headers: headers + foreign).status == 200)
    }

    @Test func aWebhookAndTheCRMsAnswerStandInOneTraceAlsoAcrossAKill() async throws {
        try await TraceCollector.run { collector in
            try await Stage.run { stage in
                try Self.trace(stage, to: collector.url)
                let first = try await stage.serve("--role", "receiver")
                var shop = SimulatedShop(settings: stage.settings.shop)
                stage.keepPrivate(["collector-key"])
                let deliveries = shop.placeOrder(by: .newCustomer, at: .system()).deliveries
                for delivery in deliveries { try await Self.deliver(delivery, stage) }
                let count = deliveries.count
                _ = try await collector.received { $0.filter { $0.name == "webhook" }.count == count }
                // What goes on with it is another process, which was told of no trace.
                first.signal(SIGKILL)
                _ = await first.ended()
                let second = try await stage.serve()
                try await stage.settle()
                second.signal(SIGTERM)
                #expect(await second.ended() == .exited(0))
                let spans = collector.spans
                for delivery in deliveries {
                    let id = try #require(delivery.headers.first { $0.name.lowercased() == "x-shopify-webhook-id" })
                    let received = try #require(
                        spans.first { $0.name == "webhook" && $0.attributes["shopify.webhook_id"] == id.value }
                    )
                    #expect(received.kind == 2 && received.parent == nil)
                    #expect(received.trace != String(repeating: "ab", count: 16), "a foreign trace was followed")
                    #expect(
                        received.attributes["shopify.topic"] != nil && received.attributes["sluice.store"] == "acme"
                    )
                    let own = spans.filter { $0.trace == received.trace }
                    let applied = try #require(own.first { $0.name == "apply" })
                    #expect(applied.parent == received.id && applied.start >= received.start)
                    let delivered = own.filter { $0.name == "deliver" }
                    #expect(!delivered.isEmpty, "\(received.attributes) leads nowhere")
                    #expect(delivered.allSatisfy { $0.parent == received.id && $0.end >= received.start })
                }
                // The order's: what was called, and what HubSpot named its answer.
                let delivered = spans.filter { $0.name == "deliver" && $0.attributes["sluice.outcome"] == "created" }
                #expect(Set(delivered.compactMap { $0.attributes["sluice.kind"] }) == ["customer", "order"])
                #expect(delivered.allSatisfy { $0.attributes["crm.id"] != nil })
                let passes = spans.filter { $0.name == "pass" }
                #expect(!passes.isEmpty)
                for span in delivered {
                    let pass = try #require(passes.first { $0.parent == span.id || $0.links.contains(span.trace) })
                    #expect(pass.trace == span.trace || span.links.contains(pass.trace))
                    let calls = spans.filter { $0.trace == pass.trace && $0.kind == 3 && $0.parent == pass.id }
                    let write = try #require(calls.first { $0.attributes["http.route"]?.contains("/batch/") == true })
                    #expect(write.attributes["http.response.status_code"]?.hasPrefix("2") == true)
                    #expect(write.start >= pass.start && write.end <= pass.end)
                }
                // Nothing of anybody goes to the collector.
                let told = Substring(collector.text)
                for word in shop.personalWords { #expect(!PrivateLog.holds(told, word), "a trace tells \(word)") }
                stage.keepPrivate(shop.personalWords)
                // And the log names the trace.
                #expect(first.errors.text.contains("trace_id=\(spans.first { $0.name == "webhook" }?.trace ?? "-")"))
            }
        }
    }

    @Test func aReadFromShopifyStandsInTheTraceOfTheWebhookThatAskedForIt() async throws {
        try await TraceCollector.run { collector in
            var settings = StageSettings()
            settings.shopify = ShopifyOptions()
            try await Stage.run(settings) { stage in
                try Self.trace(stage, to: collector.url)
                stage.keepPrivate(["collector-key"])
                let server = try await stage.serve()
                // What a customer spent stands in no webhook of theirs.
                for delivery in await stage.sell(2) { try await Self.deliver(delivery, stage) }
                try await stage.settle()
                server.signal(SIGTERM)
                #expect(await server.ended() == .exited(0))
                let spans = collector.spans
                let asked = spans.filter { $0.name == "hydrate" }
                #expect(!asked.isEmpty)
                for span in asked {
                    let received = try #require(spans.first { $0.name == "webhook" && $0.id == span.parent })
                    #expect(received.trace == span.trace && span.start >= received.end)
                    #expect(span.attributes["sluice.outcome"] == "read", "\(span.attributes)")
                    let read = try #require(
                        spans.first { $0.name == "read" && ($0.parent == span.id || $0.links.contains(span.trace)) }
                    )
                    let calls = spans.filter { $0.name == "POST shopify" && $0.parent == read.id }
                    let call = try #require(calls.first)
                    #expect(call.trace == read.trace && call.kind == 3 && call.attributes["sluice.store"] == "acme")
                    #expect(call.attributes["graphql.operation.name"]?.isEmpty == false)
                    #expect(call.attributes["http.route"] == "/admin/api/*/*")
                    #expect(call.attributes["shopify.request_id"]?.isEmpty == false)
                    #expect(call.attributes["http.response.status_code"] == "200")
                }
                let shop = await stage.shopify.shop
                let told = Substring(collector.text)
                for word in shop.personalWords { #expect(!PrivateLog.holds(told, word), "a trace tells \(word)") }
                stage.keepPrivate(shop.personalWords)
            }
        }
    }

    @Test func aCollectorThatIsAwayChangesNothing() async throws {
        try await Stage.run { stage in
            // Nobody listens there.
            try Self.trace(stage, to: "http://127.0.0.1:9")
            let server = try await stage.serve()
            var shop = SimulatedShop(settings: stage.settings.shop)
            for _ in 1...3 { try await stage.deliver(shop.placeOrder(by: .newCustomer, at: .system()).deliveries) }
            try await stage.settle()
            #expect(await Truth(shop: shop).differences(from: stage.hubspot) == [])
            // A try, two more some seconds later, and then it is told once.
            let told = await server.errors.line { $0.contains("The trace collector takes no spans") }
            #expect(told?.contains("warning") == true)
            let metrics = try await stage.get("/metrics").text
            #expect(metrics.contains("sluice_trace_spans_total{result=\"dropped\"}"), "\(metrics)")
            server.signal(SIGTERM)
            #expect(await server.ended() == .exited(0))
            stage.keepPrivate(shop.personalWords)
        }
    }
}
