/// Which messages go together: SQS takes ten at a time, and no more bytes than it takes of one message.
package enum BatchPlan {
    package static let count = 10

    /// How many of those at the front go into the next batch; at least one where there are any.
    package static func next(_ sizes: some Sequence<Int>, limit: Int) -> Int {
        var taken = 0
        var bytes = 0
        for size in sizes {
            guard taken < count, taken == 0 || bytes + size <= limit else { break }
            taken += 1
            bytes += size
        }
        return taken
    }
}
