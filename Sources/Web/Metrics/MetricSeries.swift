import Metrics
import Synchronization

/// The values of one metric under one set of labels.
///
/// Whole numbers are counted without a lock; gauges and histograms lock for a few instructions.
package final class MetricSeries: CounterHandler, RecorderHandler, TimerHandler, MeterHandler {
    struct Distribution {
        var value = 0.0
        var counts: [Int64]
        var total: Int64 = 0
    }

    let labels: String
    let buckets: [Double]
    private let count = Atomic<Int64>(0)
    private let distribution: Mutex<Distribution>
    private let isHistogram: Bool

    init(labels: String, isHistogram: Bool, buckets: [Double]) {
        self.labels = labels
        self.isHistogram = isHistogram
        self.buckets = buckets
        distribution = Mutex(Distribution(counts: [Int64](repeating: 0, count: buckets.count)))
    }

    var counted: Int64 { count.load(ordering: .relaxed) }
    var distributed: Distribution { distribution.withLock { $0 } }

    package func increment(by amount: Int64) { count.wrappingAdd(amount, ordering: .relaxed) }
    package func reset() { count.store(0, ordering: .relaxed) }
    package func record(_ value: Int64) { record(Double(value)) }
    package func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1e9) }
    package func set(_ value: Int64) { record(Double(value)) }
    package func set(_ value: Double) { record(value) }
    package func increment(by amount: Double) { distribution.withLock { $0.value += amount } }
    package func decrement(by amount: Double) { distribution.withLock { $0.value -= amount } }

    package func record(_ value: Double) {
        guard value.isFinite else { return }
        distribution.withLock { distribution in
            guard isHistogram else {
                distribution.value = value
                return
            }
            distribution.value += value
            distribution.total += 1
            if let bucket = buckets.firstIndex(where: { value <= $0 }) { distribution.counts[bucket] += 1 }
        }
    }
}
