package import Metrics
import Synchronization

/// Keeps the metrics of this process and writes them in Prometheus' text format.
///
/// Names that are not declared are dropped, so that libraries add nothing. The sets of labels of a metric are bounded:
/// those beyond the limit are counted together under labels that all say `other`.
package final class PrometheusRegistry: MetricsFactory {
    private struct Family {
        var declaration: MetricDeclaration
        var series: [String: MetricSeries] = [:]
    }

    private let families: Mutex<[String: Family]>
    private let order: [String]
    private let seriesLimit: Int

    /// A registry of these metrics, each with at most `seriesLimit` sets of labels.
    package init(_ declarations: [MetricDeclaration] = MetricDeclaration.all, seriesLimit: Int = 2_000) {
        self.seriesLimit = seriesLimit
        order = declarations.map(\.name)
        var families: [String: Family] = [:]
        for declaration in declarations {
            families[declaration.name] = Family(declaration: declaration)
            // Without labels there is a value from the start.
            if declaration.labels.isEmpty {
                families[declaration.name]?.series[""] = Self.series(declaration, labels: "")
            }
        }
        self.families = Mutex(families)
    }

    package func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        series(label, dimensions) ?? NOOPMetricsHandler.instance
    }

    package func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        series(label, dimensions) ?? NOOPMetricsHandler.instance
    }

    package func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        series(label, dimensions) ?? NOOPMetricsHandler.instance
    }

    package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        series(label, dimensions) ?? NOOPMetricsHandler.instance
    }

    // Handlers are dropped by callers all the time; the values stay until the process ends.
    package func destroyCounter(_ handler: any CounterHandler) {}
    package func destroyMeter(_ handler: any MeterHandler) {}
    package func destroyRecorder(_ handler: any RecorderHandler) {}
    package func destroyTimer(_ handler: any TimerHandler) {}

    /// Everything, in the order of the declarations and then of the labels.
    package func exposition() -> String {
        let families = families.withLock { $0 }
        var text = ""
        for name in order {
            guard let family = families[name] else { continue }
            text += "# HELP \(name) \(family.declaration.help)\n# TYPE \(name) \(family.declaration.kind.rawValue)\n"
            for series in family.series.values.sorted(by: { $0.labels < $1.labels }) {
                text += family.declaration.exposition(of: series)
            }
        }
        return text
    }

    /// The values of a gauge under each set of labels.
    package func samples(of name: String) -> [(labels: [String: String], value: Double)] {
        let series = families.withLock { $0[name]?.series ?? [:] }
        return series.values.sorted { $0.labels < $1.labels }
            .map { (PrometheusText.dimensions($0.labels), $0.distributed.value) }
    }

    private func series(_ label: String, _ dimensions: [(String, String)]) -> MetricSeries? {
        families.withLock { families in
            guard let declaration = families[label]?.declaration else { return nil }
            var labels = PrometheusText.labels(dimensions)
            if let known = families[label]?.series[labels] { return known }
            if families[label]?.series.count ?? 0 >= seriesLimit {
                labels = PrometheusText.labels(declaration.labels.map { ($0, "other") })
                if let known = families[label]?.series[labels] { return known }
            }
            let series = Self.series(declaration, labels: labels)
            families[label]?.series[labels] = series
            return series
        }
    }

    private static func series(_ declaration: MetricDeclaration, labels: String) -> MetricSeries {
        MetricSeries(labels: labels, isHistogram: declaration.kind == .histogram, buckets: declaration.buckets)
    }
}
