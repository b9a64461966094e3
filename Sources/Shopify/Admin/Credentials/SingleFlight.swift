/// Makes sure that of many who want the same work done, one does it and all get what came of it.
actor SingleFlight<Value: Sendable, Failure: Error> {
    private var running: Task<Result<Value, Failure>, Never>?

    /// Does the work, or waits for the one who is doing it.
    func run(_ work: @escaping @Sendable () async -> Result<Value, Failure>) async throws(Failure) -> Value {
        if let running { return try await running.value.get() }
        // Not a child task: whoever started it may be cancelled while others wait for it.
        let task = Task { await work() }
        running = task
        let result = await task.value
        running = nil
        return try result.get()
    }
}
