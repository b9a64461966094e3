package import Logging
package import SyncEngine
package import SyncModel

/// The workers' side of a queue.
///
/// Messages are removed once they are applied, never before, and held on to until then, however long that takes. A crash hands
/// them out again, and the store drops what it knows.
package actor SQSSource: InboxSource {
    private struct Held {
        var message: SQSQueue.Incoming
        /// In the store, where the message only names it.
        var bodyName: String?
    }

    private let queue: SQSQueue
    private let settings: SQSSettings
    private let bodies: any LargeBodyStore
    private let envelope: ReceiptEnvelope
    private let check: DeliveryCheck
    private let clock: any WallClock
    private let logger: Logger
    private var held: [Held] = []
    private var batch: InboxBatch?
    /// Until when all of them are ours.
    private var heldUntil = ContinuousClock.now
    /// Applied, and not removed yet.
    private var done: [Held] = []
    /// Taken while waiting.
    private var taken: [SQSQueue.Incoming] = []
    /// Ours, and to be read by somebody else; told once.
    private var told: Set<String> = []
    private var sweepsAt = ContinuousClock.now + SQSSource.sweepInterval
    private var countsAt = ContinuousClock.now
    private var knownBacklog: Int64 = 0
    /// Of a message, as seen lately.
    private var usualSize = 11 << 10

    /// What a batch should hold at most.
    private static let batchBytes = 4 << 20
    private static let sweepInterval = Duration.seconds(3_600)
    /// Longer than SQS keeps a message.
    private static let longestRetention = Duration.seconds(15 * 86_400)

    package init(
        _ queue: SQSQueue,
        _ settings: SQSSettings = SQSSettings(),
        bodies: any LargeBodyStore,
        seal: (any PayloadSeal)? = nil,
        clock: any WallClock,
        logger: Logger,
        check: @escaping DeliveryCheck
    ) {
        self.queue = queue
        self.settings = settings
        self.bodies = bodies
        self.clock = clock
        self.logger = logger
        self.check = check
        envelope = ReceiptEnvelope(seal: seal)
    }

    private var name: String { "sqs queue \(queue.address.queue)" }

    package func next(limit: Int, positions: @Sendable (String) async throws -> Int64?) async throws -> InboxBatch? {
        try await remove()
        if batch != nil {
            // Others may have some of it by now, where this process stood still.
            if heldUntil - .now < settings.holdTime / 2 { await hold() }
            if let batch, !held.isEmpty { return batch }
        }
        batch = nil
        while true {
            let messages = try await take(limit)
            guard !messages.isEmpty else { return nil }
            if let made = try await sorted(messages) {
                batch = made
                return made
            }
        }
    }

    /// Takes until a batch is full or nothing more is there.
    private func take(_ limit: Int) async throws(SQSFailure) -> [SQSQueue.Incoming] {
        var messages = Array(taken.prefix(limit))
        taken = Array(taken.dropFirst(limit))
        if messages.isEmpty { heldUntil = .now + settings.holdTime }
        do throws(SQSFailure) {
            while messages.count < limit, messages.reduce(0, { $0 + $1.text.utf8.count }) < Self.batchBytes {
                let begun = ContinuousClock.now
                let more = try await queue.receive(limit - messages.count, hold: settings.holdTime)
                if messages.isEmpty { heldUntil = begun + settings.holdTime }
                messages += more
                // An answer of fewer says that little is there.
                guard more.count >= min(10, limit - messages.count + more.count) else { break }
            }
        } catch {
            guard !messages.isEmpty else { throw error }
        }
        return messages
    }

    /// Reads messages; `nil` where none of them is for the applier.
    private func sorted(_ messages: [SQSQueue.Incoming]) async throws -> InboxBatch? {
        var batch = InboxBatch(receipts: [], position: nil)
        held = []
        for message in messages {
            var content = QueueMessage(message.text, envelope)
            var bodyName: String?
            if case .stored(let name, let nonce) = content {
                bodyName = name
                content = try await stored(name, nonce, among: messages)
            }
            switch content {
            case .receipt(let receipt): batch.receipts.append(receipt)
            case .delivery(let delivery):
                switch check(delivery) {
                case .success(let receipt): batch.receipts.append(receipt)
                case .failure(let problem): batch.foreign.append(foreign(message, problem.description))
                }
            case .foreign(let reason): batch.foreign.append(foreign(message, reason))
            case .notYet(let reason):
                await leave(message, reason)
                continue
            case .stored: continue
            }
            held.append(Held(message: message, bodyName: bodyName))
        }
        usualSize = max(1_024, messages.reduce(0) { $0 + $1.text.utf8.count } / messages.count)
        // A queue keeps no order; the oldest first makes fewer versions of a record.
        batch.receipts.sort { $0.receivedAt < $1.receivedAt }
        return batch.receipts.isEmpty && batch.foreign.isEmpty ? nil : batch
    }

    private func foreign(_ message: SQSQueue.Incoming, _ reason: String) -> ForeignMessage {
        ForeignMessage(source: name, id: message.id, reason: reason, content: Array(message.text.utf8))
    }

    private func stored(
        _ name: String,
        _ nonce: UInt64,
        among messages: [SQSQueue.Incoming]
    ) async throws -> QueueMessage {
        let bytes: [UInt8]?
        do { bytes = try await bodies.largeBody(name) } catch {
            // The store is away: all of it comes again.
            held = []
            _ = try? await queue.hold(messages.map(\.handle), for: .zero)
            throw error
        }
        guard let bytes else {
            return .foreign(
                reason:
                    "a delivery too large for the queue, whose body is not in this store: it was applied before, or receivers use another store"
            )
        }
        return QueueMessage.opened(bytes, nonce: nonce, envelope)
    }

    /// It stays in the queue, for a server that can read it.
    private func leave(_ message: SQSQueue.Incoming, _ reason: String) async {
        _ = try? await queue.hold([message.handle], for: settings.leaveTime)
        guard told.count < 10_000, told.insert(message.id).inserted else { return }
        logger.error(
            "A delivery in SQS cannot be read here; it is left there",
            metadata: ["queue": "\(queue.address.queue)", "message": "\(message.id)", "reason": "\(reason)"]
        )
    }

    package func finished() async throws -> [String] {
        done += held
        held = []
        batch = nil
        countsAt = .now
        try await remove()
        return []
    }

    /// Removes what was applied; what fails here is tried again before anything else.
    private func remove() async throws {
        await sweep()
        guard !done.isEmpty else { return }
        let left = try await queue.delete(done.map(\.message.handle))
        if !left.isEmpty {
            logger.notice(
                "Messages took longer than they were held; they come again and count once",
                metadata: ["queue": "\(queue.address.queue)", "count": "\(left.count)"]
            )
        }
        let names = done.filter { !left.contains($0.message.handle) }.compactMap(\.bodyName)
        done = []
        // What stays behind goes with the sweep.
        if !names.isEmpty { try? await bodies.removeLargeBodies(names) }
    }

    /// Now and then, bodies whose messages the queue has given up.
    private func sweep() async {
        guard sweepsAt <= .now else { return }
        sweepsAt = .now + Self.sweepInterval
        let count = (try? await bodies.removeLargeBodies(keptBefore: clock.now - Self.longestRetention)) ?? 0
        guard count > 0 else { return }
        logger.error(
            "Large deliveries were never taken from SQS; reconcile the stores",
            metadata: ["queue": "\(queue.address.queue)", "count": "\(count)"]
        )
    }

    package nonisolated var holdInterval: Duration? { settings.holdTime / 3 }

    package func hold() async {
        let handles = held.map(\.message.handle)
        guard !handles.isEmpty else { return }
        let until = ContinuousClock.now + settings.holdTime
        // Where it cannot be asked for, it is tried again before their time is over; then they come once more.
        guard let lost = try? await queue.hold(handles, for: settings.holdTime) else { return }
        heldUntil = until
        guard !lost.isEmpty else { return }
        logger.notice(
            "Messages could not be held any longer; they come again and count once",
            metadata: ["queue": "\(queue.address.queue)", "count": "\(lost.count)"]
        )
    }

    package func release() async {
        let handles = (held.map(\.message) + taken).map(\.handle)
        (held, taken, batch) = ([], [], nil)
        if !handles.isEmpty { _ = try? await queue.hold(handles, for: .zero) }
    }

    package func waitForMore() async {
        guard taken.isEmpty else { return }
        let begun = ContinuousClock.now
        // Asking next tells what is wrong.
        guard let found = try? await queue.receive(10, wait: settings.waitTime, hold: settings.holdTime) else { return }
        taken = found
        // From when the answer came, at the latest by how long it was waited for.
        heldUntil = min(.now, begun + settings.waitTime) + settings.holdTime
    }

    package var backlogBytes: Int64 {
        get async {
            // While nobody answers, what was known last.
            if countsAt <= .now, let attributes = try? await queue.attributes() {
                countsAt = .now + settings.countInterval
                knownBacklog = attributes.total
            }
            return knownBacklog * Int64(usualSize)
        }
    }
}
