#if RedisStreams
package import Logging
package import SyncEngine
package import SyncModel

/// The workers' side of a stream: a consumer of a group.
///
/// First what was handed to this consumer and not acknowledged, then what others left lying, then what is new. Entries are
/// acknowledged once they are applied; a crash in between hands them out again, and the store drops what it knows. Entries that
/// every group has acknowledged are removed, and no other ones ever.
package actor RedisStreamSource: InboxSource {
    private let link: RedisLink
    private let settings: RedisStreamSettings
    private let envelope: ReceiptEnvelope
    private let logger: Logger

    private enum Step {
        /// From this entry on, what this consumer holds already.
        case own(after: StreamID)
        case others
        case new
    }

    private var step = Step.own(after: .first)
    /// Handed out and not confirmed.
    private var handedOut: [StreamID] = []
    /// Read while waiting.
    private var read: [StreamEntry] = []
    private var hasGroup = false
    /// Where looking through what others hold goes on, and when it begins again.
    private var claimCursor = "0-0"
    private var claimsAt = ContinuousClock.now
    private var trimsAt = ContinuousClock.now
    private var hasAcknowledged = false
    /// Ours, and to be read by somebody else; told once.
    private var told: Set<StreamID> = []
    /// Of an entry, as seen lately.
    private var usualSize = 8 << 10
    private var knownBacklog: Int64 = 0

    /// What a batch should hold at most; it may be more when deliveries suddenly grow.
    private static let batchBytes = 4 << 20

    package init(
        _ link: RedisLink,
        _ settings: RedisStreamSettings,
        seal: (any PayloadSeal)? = nil,
        logger: Logger
    ) {
        self.link = link
        self.settings = settings
        self.logger = logger
        envelope = ReceiptEnvelope(seal: seal)
    }

    package func next(limit: Int, positions: @Sendable (String) async throws -> Int64?) async throws -> InboxBatch? {
        if !handedOut.isEmpty { lookBack() }
        do throws(RedisFailure) {
            while true {
                guard let entries = try await entries(limit: limit) else { return nil }
                if let batch = try await batch(entries) { return batch }
            }
        } catch {
            lookBack()
            throw error
        }
    }

    /// Everything that this consumer holds is looked at again.
    private func lookBack() {
        handedOut = []
        read = []
        step = .own(after: .first)
    }

    /// The next entries to be looked at, never none; `nil` where there are no more.
    private func entries(limit: Int) async throws(RedisFailure) -> [StreamEntry]? {
        let count = max(1, min(limit, Self.batchBytes / usualSize))
        while true {
            if !read.isEmpty {
                defer { read = Array(read.dropFirst(count)) }
                return Array(read.prefix(count))
            }
            switch step {
            case .own(let last):
                let found = try await readGroup(count, from: "\(last)")
                guard let end = found.last else {
                    step = .others
                    continue
                }
                step = .own(after: end.id)
                return found
            case .others:
                guard claimsAt <= .now else {
                    step = .new
                    continue
                }
                let found = try await claim(count)
                if claimCursor == "0-0" { step = .new }
                if !found.isEmpty { return found }
            case .new:
                // The next turn looks at the others' first, where it is time.
                step = .others
                let found = try await readGroup(count, from: ">")
                return found.isEmpty ? nil : found
            }
        }
    }

    private func readGroup(
        _ count: Int,
        from place: String,
        blocking: Duration? = nil
    ) async throws(RedisFailure)
        -> [StreamEntry]
    {
        var words = ["XREADGROUP", "GROUP", settings.group, settings.consumer, "COUNT", "\(count)"]
        if let blocking { words += ["BLOCK", "\(Int(blocking.seconds * 1_000))"] }
        words += ["STREAMS", settings.stream, place]
        return try StreamEntry.list(
            inReading: try await ask(words, patience: RedisLink.usualPatience + (blocking ?? .zero))
        )
    }

    /// Takes over what another consumer holds and has not worked on for some time.
    private func claim(_ count: Int) async throws(RedisFailure) -> [StreamEntry] {
        let idle = Int(settings.idleTime.seconds * 1_000)
        let reply = try await ask([
            "XAUTOCLAIM", settings.stream, settings.group, settings.consumer, "\(idle)", claimCursor, "COUNT",
            "\(count)",
        ])
        guard let parts = reply.items, parts.count >= 2, let cursor = parts[0].text else {
            throw .unexpected("XAUTOCLAIM")
        }
        claimCursor = cursor
        if cursor == "0-0" { claimsAt = .now + settings.idleTime / 2 }
        // Redis 7 has dropped these from the group already; 6.2 tells them as entries of nothing.
        if parts.count > 2, let gone = parts[2].items, !gone.isEmpty { tellLoss(gone.count) }
        return try StreamEntry.list(parts[1])
    }

    /// Asks, and makes the group where it is missing.
    private func ask(
        _ words: [String],
        patience: Duration = RedisLink.usualPatience
    ) async throws(RedisFailure) -> RedisReply {
        if !hasGroup { try await makeGroup() }
        do throws(RedisFailure) {
            return try await link.ask(RedisCommand(words), patience: patience)
        } catch .refused(let refusal) where refusal.code == "NOGROUP" {
            // Somebody removed the stream, or the server lost it.
            logger.error(
                "The inbox stream is gone from Redis; reconcile the stores, deliveries may be missing",
                metadata: ["stream": "\(settings.stream)"]
            )
            hasGroup = false
            try await makeGroup()
            return try await link.ask(RedisCommand(words), patience: patience)
        }
    }

    private func makeGroup() async throws(RedisFailure) {
        // From the beginning on, so that what came before the first worker is not passed over.
        let command: RedisCommand = ["XGROUP", "CREATE", settings.stream, settings.group, "0", "MKSTREAM"]
        let reply = try await link.send([command])[0]
        if case .refusal(let refusal) = reply, refusal.code != "BUSYGROUP" { throw .refused(refusal) }
        hasGroup = true
    }

    /// Sorts entries; `nil` where none of them is for the applier.
    private func batch(_ entries: [StreamEntry]) async throws(RedisFailure) -> InboxBatch? {
        var batch = InboxBatch(receipts: [], position: nil)
        var gone: [StreamID] = []
        for entry in entries {
            guard entry.fields != nil else {
                gone.append(entry.id)
                continue
            }
            do throws(ReceiptEnvelope.Failure) {
                batch.receipts.append(try entry.receipt(envelope))
                handedOut.append(entry.id)
            } catch {
                switch error {
                case .foreign(let reason):
                    batch.foreign.append(
                        ForeignMessage(source: settings.name, id: "\(entry.id)", reason: reason, content: entry.shown)
                    )
                    handedOut.append(entry.id)
                case .notYet(let reason): leave(entry.id, reason)
                }
            }
        }
        if !gone.isEmpty {
            tellLoss(gone.count)
            try await acknowledge(gone)
        }
        let present = entries.filter { $0.fields != nil }
        if !present.isEmpty { usualSize = max(1_024, present.reduce(0) { $0 + $1.size } / present.count) }
        return batch.receipts.isEmpty && batch.foreign.isEmpty ? nil : batch
    }

    /// It stays with the group, for a server that can read it.
    private func leave(_ id: StreamID, _ reason: String) {
        guard told.count < 10_000, told.insert(id).inserted else { return }
        logger.error(
            "A delivery in Redis cannot be read here; it is left there",
            metadata: ["stream": "\(settings.stream)", "entry": "\(id)", "reason": "\(reason)"]
        )
    }

    private func tellLoss(_ count: Int) {
        logger.error(
            "Deliveries were removed from Redis before they were applied; reconcile the stores",
            metadata: ["stream": "\(settings.stream)", "count": "\(count)"]
        )
    }

    package func finished() async throws -> [String] {
        do throws(RedisFailure) {
            try await acknowledge(handedOut)
            handedOut = []
            hasAcknowledged = true
            if trimsAt <= .now { try await trim() }
        } catch {
            lookBack()
            throw error
        }
        return []
    }

    private func acknowledge(_ ids: [StreamID]) async throws(RedisFailure) {
        guard !ids.isEmpty else { return }
        _ = try await link.ask(RedisCommand(["XACK", settings.stream, settings.group] + ids.map(\.description)))
    }

    /// Removes what every group has acknowledged.
    private func trim() async throws(RedisFailure) {
        trimsAt = .now + settings.trimInterval
        hasAcknowledged = false
        guard let bound = StreamGroup.trimmingBound(try await groups()) else { return }
        _ = try await link.ask(["XTRIM", settings.stream, "MINID", "\(bound)"])
    }

    /// How far all groups are.
    private func groups() async throws(RedisFailure) -> [StreamGroup] {
        try await RedisStreamLook(link, stream: settings.stream).groups()
    }

    package func waitForMore() async {
        do throws(RedisFailure) {
            if hasAcknowledged, trimsAt <= .now { try await trim() }
            guard read.isEmpty else { return }
            let count = max(1, min(256, Self.batchBytes / usualSize))
            read = try await readGroup(count, from: ">", blocking: settings.blockTime)
        } catch {
            // Asking next tells what is wrong.
            lookBack()
        }
    }

    package var backlogBytes: Int64 {
        get async {
            // While nobody answers, what was known last.
            if let count = try? await RedisStreamLook(link, stream: settings.stream).backlog(of: settings.group) {
                knownBacklog = count
            }
            return knownBacklog * Int64(usualSize)
        }
    }
}
#endif
