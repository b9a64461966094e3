/// What delivering records costs a destination in calls, for estimates.
package struct CallCost: Sendable, Hashable {
    /// Records that go together.
    package var batch: [RecordKind: Int]
    /// Calls that such a batch takes: looking for who is there, writing, associating.
    package var calls: [RecordKind: Int]

    package init(batch: [RecordKind: Int], calls: [RecordKind: Int]) {
        self.batch = batch
        self.calls = calls
    }

    /// Calls for so many records.
    package func calls(for records: [RecordKind: Int64]) -> Int64 {
        records.reduce(0) { sum, entry in
            let batch = Int64(max(1, self.batch[entry.key] ?? 1))
            return sum + (entry.value + batch - 1) / batch * Int64(calls[entry.key] ?? 1)
        }
    }
}
