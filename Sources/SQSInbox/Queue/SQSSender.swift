import SyncModel
import Synchronization

/// Sends messages that come at the same time together, in a few requests at once.
package final class SQSSender: Sendable {
    private struct Waiting {
        var message: SQSQueue.Outgoing
        var size: Int
        var limit: Int
        var answer: CheckedContinuation<SQSFailure?, Never>
    }

    private struct State {
        var waiting: [Waiting] = []
        var bytes = 0
        var requests = 0
    }

    private let queue: SQSQueue
    private let patience: Duration
    private let state = Mutex(State())

    /// Requests that are under way at once; more would not bring more through one machine's connection.
    private static let requests = 8

    /// What may wait for a request; beyond it messages fail at once.
    private static let waitingLimit = 64 << 20

    package init(_ queue: SQSQueue, patience: Duration) {
        self.queue = queue
        self.patience = patience
    }

    /// Sends a message.
    ///
    /// - Parameters:
    ///   - message: one that fits.
    ///   - limit: what the queue takes in a batch, in bytes.
    /// - Throws: ``SQSFailure``; after some of them the message may have been taken all the same.
    package func send(_ message: SQSQueue.Outgoing, limit: Int) async throws(SQSFailure) {
        let failure = await withCheckedContinuation { continuation in
            let size = message.text.utf8.count
            let waiting = Waiting(message: message, size: size, limit: limit, answer: continuation)
            enum Next { case full, wait, begin }
            let next: Next = state.withLock { state in
                guard state.bytes == 0 || state.bytes + size <= Self.waitingLimit else { return .full }
                state.bytes += size
                state.waiting.append(waiting)
                guard state.requests < Self.requests else { return .wait }
                state.requests += 1
                return .begin
            }
            switch next {
            case .full: continuation.resume(returning: .unreachable("too many deliveries wait for it"))
            case .wait: break
            // Not a child of whoever came first: others' messages go with it, and one who hangs up does not end theirs.
            case .begin: Task { await work() }
            }
        }
        if let failure { throw failure }
    }

    /// Sends batch after batch until nothing waits.
    private func work() async {
        while let batch = take() {
            let outcomes = await send(batch)
            state.withLock { $0.bytes -= batch.reduce(0) { $0 + $1.size } }
            for (place, waiting) in batch.enumerated() { waiting.answer.resume(returning: outcomes[place]) }
        }
    }

    private func take() -> [Waiting]? {
        state.withLock { state in
            guard let limit = state.waiting.map(\.limit).min() else {
                state.requests -= 1
                return nil
            }
            let count = BatchPlan.next(state.waiting.lazy.map(\.size), limit: limit)
            defer { state.waiting.removeFirst(count) }
            return Array(state.waiting.prefix(count))
        }
    }

    /// - Returns: failures by place.
    private func send(_ batch: [Waiting]) async -> [Int: SQSFailure] {
        var outcomes: [Int: SQSFailure] = [:]
        var left = Array(batch.indices)
        let end = ContinuousClock.now + patience
        // What was taken of a batch is done; the others go once more, alone where they are too much together.
        for attempt in 0..<2 {
            do throws(SQSFailure) {
                let failed = try await queue.send(left.map { batch[$0].message }, patience: end - .now)
                for place in left { outcomes[place] = nil }
                for (place, failure) in failed { outcomes[left[place]] = failure }
            } catch {
                guard case .refused(let refusal) = error, refusal.isTooLong, left.count > 1 else {
                    for place in left { outcomes[place] = error }
                    return outcomes
                }
                return await alone(batch, left, until: end)
            }
            left = outcomes.filter { $0.value.isMomentary }.map(\.key).sorted()
            if left.isEmpty || attempt > 0 || ContinuousClock.now >= end { break }
        }
        return outcomes
    }

    private func alone(
        _ batch: [Waiting],
        _ places: [Int],
        until end: ContinuousClock.Instant
    ) async -> [Int: SQSFailure] {
        var outcomes: [Int: SQSFailure] = [:]
        for place in places {
            do throws(SQSFailure) {
                outcomes[place] = try await queue.send([batch[place].message], patience: end - .now)[0]
            } catch {
                outcomes[place] = error
            }
        }
        return outcomes
    }
}
