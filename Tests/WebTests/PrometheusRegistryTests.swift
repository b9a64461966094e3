import Metrics
import Testing
import Web

@Suite struct PrometheusRegistryTests {
    @Test func everythingIsAnnouncedFromTheStart() {
        let text = PrometheusRegistry().exposition()
        for declaration in MetricDeclaration.all {
            #expect(text.contains("# HELP \(declaration.name) \(declaration.help)\n"))
            #expect(text.contains("# TYPE \(declaration.name) \(declaration.kind.rawValue)\n"))
        }
        #expect(text.contains("\nsluice_inbox_backlog 0\n"))
    }

    @Test func countersAndGaugesKeepTheirLabels() {
        let registry = PrometheusRegistry()
        let labels = [("store", "a\"b\\c\nd"), ("topic", "orders/create"), ("result", "accepted")]
        for _ in 0..<3 { registry.makeCounter(label: "sluice_webhooks_total", dimensions: labels).increment(by: 2) }
        registry.makeRecorder(
            label: "sluice_lanes",
            dimensions: [("destination", "x"), ("state", "dirty")],
            aggregate: false
        )
        .record(1.5)
        let text = registry.exposition()
        #expect(
            text.contains(
                #"sluice_webhooks_total{store="a\"b\\c\nd",topic="orders/create",result="accepted"} 6"# + "\n"
            )
        )
        #expect(text.contains("sluice_lanes{destination=\"x\",state=\"dirty\"} 1.5\n"))
    }

    @Test func histogramsAreCumulative() {
        let registry = PrometheusRegistry([
            MetricDeclaration("t", .histogram, labels: ["d"], buckets: [0.1, 1, 10], help: "Time.")
        ])
        let recorder = registry.makeRecorder(label: "t", dimensions: [("d", "x")], aggregate: true)
        for value in [0.05, 0.1, 0.5, 5, 50] { recorder.record(value) }
        recorder.record(Double.nan)
        #expect(
            registry.exposition() == """
                # HELP t Time.
                # TYPE t histogram
                t_bucket{d="x",le="0.1"} 2
                t_bucket{d="x",le="1"} 3
                t_bucket{d="x",le="10"} 4
                t_bucket{d="x",le="+Inf"} 5
                t_sum{d="x"} 55.65
                t_count{d="x"} 5

                """
        )
    }

    @Test func setsOfLabelsAreBounded() {
        let registry = PrometheusRegistry([MetricDeclaration("c", .counter, labels: ["l"], help: "C.")], seriesLimit: 2)
        for value in ["a", "b", "c", "d", "a"] {
            registry.makeCounter(label: "c", dimensions: [("l", value)]).increment(by: 1)
        }
        #expect(
            registry.exposition().hasSuffix("c{l=\"a\"} 2\nc{l=\"b\"} 1\nc{l=\"other\"} 2\n")
        )
    }

    @Test func undeclaredNamesAreDropped() {
        let registry = PrometheusRegistry()
        registry.makeCounter(label: "other_total", dimensions: []).increment(by: 1)
        #expect(!registry.exposition().contains("other_total"))
    }
}
