#if RedisStreams
import NIOCore
import SyncEngine
import SyncModel

/// One connection to a server, made when it is needed and again when it broke; not tried all the time while that fails.
package actor RedisLink {
    private let connecting: RedisConnecting
    private let random: @Sendable () -> Double
    private var connection: RedisConnection?
    private var opening: Task<Result<RedisConnection, RedisFailure>, Never>?
    private var failures = 0
    private var rest: (until: ContinuousClock.Instant, failure: RedisFailure)?

    package init(
        _ connecting: RedisConnecting,
        random: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) }
    ) {
        self.connecting = connecting
        self.random = random
    }

    deinit { connection?.close() }

    /// Sends commands together and returns their answers, of which none is a refusal.
    ///
    /// - Parameters:
    ///   - commands: what is asked.
    ///   - patience: how long the last answer may take.
    /// - Returns: an answer for each.
    /// - Throws: `RedisFailure`; after `unreachable` it is not known whether the server took the commands.
    package func ask(
        _ commands: [RedisCommand],
        patience: Duration = usualPatience
    ) async throws(RedisFailure)
        -> [RedisReply]
    {
        let replies = try await send(commands, patience: patience)
        for reply in replies { _ = try reply.accepted() }
        return replies
    }

    package func ask(
        _ command: RedisCommand,
        patience: Duration = usualPatience
    ) async throws(RedisFailure)
        -> RedisReply
    {
        try await ask([command], patience: patience)[0]
    }

    /// The same with refusals among the answers.
    package func send(
        _ commands: [RedisCommand],
        patience: Duration = usualPatience
    ) async throws(RedisFailure)
        -> [RedisReply]
    {
        let used = try await open()
        do throws(RedisFailure) {
            let replies = try await used.send(commands, patience: .milliseconds(Int64(patience.seconds * 1_000)))
            for case .refusal(let refusal) in replies where refusal.endsConnection { used.close() }
            return replies
        } catch {
            used.close()
            throw error
        }
    }

    package static let usualPatience = Duration.seconds(5)

    package func close() {
        connection?.close()
        connection = nil
    }

    private func open() async throws(RedisFailure) -> RedisConnection {
        if let connection, connection.isOpen { return connection }
        if let rest, ContinuousClock.now < rest.until { throw rest.failure }
        let task =
            opening
            ?? Task { [connecting] in
                do throws(RedisFailure) {
                    return .success(try await connecting.connect())
                } catch {
                    return .failure(error)
                }
            }
        opening = task
        let outcome = await task.value
        // Whoever waited with us has seen it through already.
        if opening == task {
            opening = nil
            switch outcome {
            case .success(let made):
                connection = made
                failures = 0
                rest = nil
            case .failure(let failure):
                let policy = RetryPolicy(first: .milliseconds(100), cap: .seconds(5))
                let pause = policy.delay(afterAttempts: failures, random: random())
                rest = (.now + pause, failure)
                failures += 1
            }
        }
        return try outcome.get()
    }
}
#endif
