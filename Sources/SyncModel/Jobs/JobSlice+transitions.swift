extension JobSlice {
    /// Failures after which it is reported instead of redone.
    package static let retry = RetryPolicy(first: .seconds(10), cap: .seconds(600), maximumAttempts: 4)

    package var bulk: BulkSlice { BulkSlice(kind, window) }

    /// What is written down before an operation is asked for.
    package mutating func begin() {
        state = .starting
        dueAt = nil
        drop()
    }

    package mutating func began(_ started: BulkOperation) {
        state = .running
        operation = started.id
        operationAt = started.createdAt
    }

    /// Its records are read from the first one on; returns how many of an interrupted reading no longer count.
    package mutating func restart() -> Int64 {
        defer { read = 0 }
        state = .running
        return read
    }

    package mutating func finish() {
        state = .done
        problem = nil
        dueAt = nil
    }

    /// An attempt failed; it is made again later with a new operation, or kept where that can still be read.
    ///
    /// - Returns: whether it is given up.
    package mutating func fail(_ why: String, keepsOperation: Bool, now: Instant, random: Double) -> Bool {
        attempts += 1
        problem = why
        if !keepsOperation { drop() }
        guard attempts < Self.retry.maximumAttempts else {
            state = .failed
            dueAt = nil
            return true
        }
        state = keepsOperation && operation != nil ? .running : .waiting
        dueAt = now + Self.retry.delay(afterAttempts: attempts - 1, random: random)
        return false
    }

    /// A failed one is to be tried again as if for the first time.
    package mutating func reopen() {
        state = .waiting
        attempts = 0
        dueAt = nil
        drop()
        place = nil
        audit = nil
        mapping = nil
    }
}
