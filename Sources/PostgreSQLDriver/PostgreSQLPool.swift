#if PostgreSQL
import Dispatch
import Synchronization

/// A few connections, made when they are needed and kept while they work.
final class PostgreSQLPool: Sendable {
    private struct State {
        var idle: [PostgreSQLConnection] = []
        /// Lent out, or being made.
        var used = 0
        /// Who waits for a connection, first come first served.
        var waiting: [CheckedContinuation<PostgreSQLConnection?, Never>] = []
    }

    private let address: PostgreSQLAddress
    private let limit: Int
    private let answerTime: Duration
    private let state = Mutex(State())

    init(_ address: PostgreSQLAddress, limit: Int, answerTime: Duration) {
        self.address = address
        self.limit = limit
        self.answerTime = answerTime
    }

    /// Runs something on a connection that nobody else uses meanwhile.
    ///
    /// - Parameters:
    ///   - isFresh: whether only a connection will do that is made now.
    ///   - body: blocks as long as it likes.
    /// - Returns: what `body` gives.
    /// - Throws: `ConnectFailure`, `StoreFailure.refused` for a server that cannot be used, and what `body` throws.
    func using<Value: Sendable>(
        fresh isFresh: Bool,
        _ body: @escaping @Sendable (PostgreSQLConnection) throws -> Value
    ) async throws -> Value {
        let lent = await borrow()
        let address = address
        if !isFresh, let lent, lent.isOpen {
            defer { giveBack(lent) }
            return try await Self.run(on: lent, body)
        }
        let made: PostgreSQLConnection
        do {
            made = try await PostgreSQLConnecting.connect(address, answerTime)
        } catch {
            // Whatever it is: a place that is not given back is missing for good.
            giveBack(nil)
            throw error
        }
        defer { giveBack(made) }
        return try await Self.run(on: made, body)
    }

    /// Closes what nobody uses.
    func close() {
        state.withLock { $0.idle.removeAll() }
    }

    private static func run<Value: Sendable>(
        on connection: PostgreSQLConnection,
        _ body: @escaping @Sendable (PostgreSQLConnection) throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            connection.queue.async { continuation.resume(with: Result { try body(connection) }) }
        }
    }

    /// An idle connection, or the right to make one.
    private func borrow() async -> PostgreSQLConnection? {
        await withCheckedContinuation { continuation in
            let (isServed, connection) = state.withLock { state -> (Bool, PostgreSQLConnection?) in
                if let idle = state.idle.popLast() {
                    state.used += 1
                    return (true, idle)
                }
                if state.used < limit {
                    state.used += 1
                    return (true, nil)
                }
                state.waiting.append(continuation)
                return (false, nil)
            }
            if isServed { continuation.resume(returning: connection) }
        }
    }

    private func giveBack(_ connection: PostgreSQLConnection?) {
        let usable = connection.flatMap { $0.isUsable ? $0 : nil }
        let next = state.withLock { state -> CheckedContinuation<PostgreSQLConnection?, Never>? in
            if !state.waiting.isEmpty { return state.waiting.removeFirst() }
            state.used -= 1
            if let usable { state.idle.append(usable) }
            return nil
        }
        next?.resume(returning: usable)
    }
}
#endif
