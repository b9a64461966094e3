/// What delivering records costs a destination in calls, for estimates.
package struct CallCost: Sendable, Hashable {
    /// Records that go together.
    package var batch: [RecordKind: Int]
    /// Calls that such a batch takes: looking for who is there, writing, associating.
    package var calls: [RecordKind: Int]
    /// Calls that the destination's share of the quota allows in a second; `nil` where that is not known.
    package var perSecond: Double?

    package init(batch: [RecordKind: Int], calls: [RecordKind: Int], perSecond: Double? = nil) {
        self.batch = batch
        self.calls = calls
        self.perSecond = perSecond
    }

    /// Calls for so many records.
    package func calls(for records: [RecordKind: Int64]) -> Int64 {
        records.reduce(0) { sum, entry in
            let batch = Int64(max(1, self.batch[entry.key] ?? 1))
            return sum + (entry.value + batch - 1) / batch * Int64(calls[entry.key] ?? 1)
        }
    }

    /// How many seconds so many calls take at least; `nil` where the quota is not known.
    package func seconds(for calls: Int64) -> Double? {
        perSecond.flatMap { $0 > 0 ? Double(calls) / $0 : nil }
    }
}
