/// The port that a listener got, for those who wait for it.
actor BoundPort {
    private var result: Result<Int, any Error>?
    private var waiting: [CheckedContinuation<Int, any Error>] = []

    /// The port once the listener is up.
    ///
    /// - Throws: what kept the listener from starting.
    func value() async throws -> Int {
        if let result { return try result.get() }
        return try await withCheckedThrowingContinuation { waiting.append($0) }
    }

    /// Only the first call counts.
    func settle(_ outcome: Result<Int, any Error>) {
        guard result == nil else { return }
        result = outcome
        for continuation in waiting { continuation.resume(with: outcome) }
        waiting.removeAll()
    }
}
