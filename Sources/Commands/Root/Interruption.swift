import UnixSignals

/// Work of a command that Ctrl-C and SIGTERM end early, so that what was done until then can still be told.
enum Interruption {
    /// Runs `body`; a signal cancels its task, and what it then returns counts.
    static func ending<Value: Sendable>(_ body: @escaping @Sendable () async throws -> Value) async throws -> Value {
        try await withThrowingTaskGroup(of: Value?.self) { group in
            group.addTask { try await body() }
            group.addTask {
                for await _ in await UnixSignalsSequence(trapping: .sigint, .sigterm) { return nil }
                return nil
            }
            defer { group.cancelAll() }
            while let ended = try await group.next() {
                if let value = ended { return value }
                group.cancelAll()
            }
            throw CancellationError()
        }
    }
}
