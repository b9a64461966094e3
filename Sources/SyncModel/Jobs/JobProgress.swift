/// How far a job is, in numbers that survive its process.
package struct JobProgress: Sendable, Hashable, Codable {
    /// What a checkpoint adds.
    package struct Change: Sendable, Hashable {
        /// Records read; negative where a slice is read again from its beginning.
        package var read: Int64 = 0
        package var slices = 0
        package var slicesDone = 0
        package var slicesFailed = 0
        /// Time spent working, waiting for Shopify included, pauses and dead processes not.
        package var active: Duration = .zero
        package var plan: Plan?

        package init(read: Int64 = 0) { self.read = read }
    }

    /// What was found out before the first record was read.
    package struct Plan: Sendable, Hashable, Codable {
        /// Records by kind, as Shopify counts them.
        package var expected: [RecordKind: Int64]
        /// Calls of each destination that delivering all of them takes.
        package var calls: [DestinationName: Int64]
        /// Kinds that the app may not read; `nil` where it may read all.
        package var denied: [RecordKind]?
        /// How many seconds these take at least, by each destination's quota; `nil` in plans from before it was told.
        package var seconds: [DestinationName: Double]?

        package init(
            expected: [RecordKind: Int64],
            calls: [DestinationName: Int64] = [:],
            seconds: [DestinationName: Double]? = nil,
            denied: [RecordKind] = []
        ) {
            self.expected = expected
            self.calls = calls
            self.seconds = seconds
            self.denied = denied.isEmpty ? nil : denied
        }

        package var total: Int64 { expected.values.reduce(0, +) }
    }

    /// `nil` until it is planned.
    package private(set) var plan: Plan?
    package private(set) var read: Int64 = 0
    package private(set) var new: Int64 = 0
    package private(set) var changed: Int64 = 0
    package private(set) var deleted: Int64 = 0
    package private(set) var slices = 0
    package private(set) var slicesDone = 0
    package private(set) var slicesFailed = 0
    private var activeMicroseconds: Int64 = 0

    package init() {}

    package mutating func add(_ change: Change) {
        read = max(0, read + change.read)
        slices += change.slices
        slicesDone += change.slicesDone
        slicesFailed = max(0, slicesFailed + change.slicesFailed)
        activeMicroseconds += max(0, change.active.microseconds)
        plan = change.plan ?? plan
    }

    package mutating func count(_ merged: MergeReport) {
        new += Int64(merged.new)
        changed += Int64(merged.changed)
        deleted += Int64(merged.deleted)
    }

    package var active: Duration { .microseconds(activeMicroseconds) }

    /// Records that were read and said nothing new.
    ///
    /// What was read twice because a slice began anew is new the first time only.
    package var unchanged: Int64 { max(0, read - new - changed) }

    /// Records read per second of work; `nil` before there is anything to tell from.
    package var rate: Double? {
        guard read > 0, active > .zero else { return nil }
        return Double(read) / active.seconds
    }

    /// Time of work that is left; `nil` where it cannot be told.
    ///
    /// More records than expected may come, since shops sell meanwhile: then nothing is left to tell.
    package var remaining: Duration? {
        guard let plan, let rate, rate > 0 else { return nil }
        let left = Double(max(0, plan.total - read)) / rate
        return .milliseconds(Int64(min(left, 1_000_000_000) * 1_000))
    }

    /// The share that is done, in `0...1`; `nil` before it is planned.
    package var fraction: Double? {
        guard let plan else { return nil }
        return plan.total == 0 ? 1 : min(1, Double(read) / Double(plan.total))
    }
}
