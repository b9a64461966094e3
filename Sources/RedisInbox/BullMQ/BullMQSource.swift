#if RedisStreams
import Foundation
package import Logging
package import SyncEngine
package import SyncModel

/// A worker of a BullMQ queue that somebody else fills with Shopify's webhooks.
///
/// A job is completed once its delivery is applied. One that is no delivery fails in the queue with its reason, and is kept for a
/// person like a webhook that could not be read. A job of a worker that died is given back when its lock is over.
package actor BullMQSource: InboxSource {
    private struct Job {
        var id: String
        var data: [UInt8]
    }

    private let link: RedisLink
    private let settings: BullMQSettings
    private let check: DeliveryCheck
    private let clock: any WallClock
    private let logger: Logger
    /// Of this worker's locks: nobody else's finish counts for them.
    ///
    /// One name for one place of work, so that after a restart it
    /// finds what it held.
    private var token: String { settings.worker }
    private var hasLookedBack = false
    private var held: [Job] = []
    /// Reasons of those of them that are no deliveries.
    private var faults: [String: String] = [:]
    private var stalledAt = ContinuousClock.now
    private var knownBacklog: Int64 = 0

    /// Jobs of a batch: they are locked for a time in which all of them must be applied.
    private static let most = 64
    private static let usualSize: Int64 = 8 << 10

    package init(
        _ link: RedisLink,
        _ settings: BullMQSettings,
        clock: any WallClock,
        logger: Logger,
        check: @escaping DeliveryCheck
    ) {
        self.link = link
        self.settings = settings
        self.clock = clock
        self.logger = logger
        self.check = check
    }

    package func next(limit: Int, positions: @Sendable (String) async throws -> Int64?) async throws -> InboxBatch? {
        try await giveBackStalled()
        if held.isEmpty { held = try await take(min(limit, Self.most)) } else { try await renew() }
        return held.isEmpty ? nil : batch()
    }

    /// What this worker held when it ended, then what waits.
    private func take(_ count: Int) async throws(RedisFailure) -> [Job] {
        let common = ["\(now)", token, "\(milliseconds(settings.lockTime))", "\(count)"]
        if !hasLookedBack {
            let own = Self.jobs(try await run(BullMQScripts.own, common))
            if !own.isEmpty { return own }
            hasLookedBack = true
        }
        return Self.jobs(try await run(BullMQScripts.take, common))
    }

    private static func jobs(_ reply: RedisReply) -> [Job] {
        (reply.items ?? []).compactMap { item in
            guard let parts = item.items, parts.count == 2, let id = parts[0].text, case .bytes(let data) = parts[1]
            else { return nil }
            return Job(id: id, data: data)
        }
    }

    /// Holds on to what is not applied yet; what somebody else has by now is theirs.
    private func renew() async throws(RedisFailure) {
        let reply = try await run(
            BullMQScripts.renew,
            [token, "\(milliseconds(settings.lockTime))"] + held.map(\.id)
        )
        let lost = Set((reply.items ?? []).compactMap(\.text))
        held.removeAll { lost.contains($0.id) }
    }

    private func batch() -> InboxBatch {
        var batch = InboxBatch(receipts: [], position: nil)
        faults = [:]
        for job in held {
            switch Self.delivery(job).flatMap(check) {
            case .success(let receipt): batch.receipts.append(receipt)
            case .failure(let problem):
                faults[job.id] = problem.description
                batch.foreign.append(
                    ForeignMessage(source: settings.name, id: job.id, reason: problem.description, content: job.data)
                )
            }
        }
        return batch
    }

    private static func delivery(_ job: Job) -> Result<UncheckedDelivery, UncheckedDelivery.Problem> {
        do throws(UncheckedDelivery.Problem) {
            return .success(try UncheckedDelivery(message: job.data, calledThe: "the job's data"))
        } catch {
            return .failure(error)
        }
    }

    package func finished() async throws -> [String] {
        guard !held.isEmpty else { return [] }
        let words = held.flatMap { [$0.id, faults[$0.id] ?? ""] }
        let ended = try await run(BullMQScripts.finish, ["\(now)", token] + words).number ?? 0
        if ended < held.count {
            logger.notice(
                "Jobs took longer than their lock; they come again and count once",
                metadata: ["queue": "\(settings.queue)", "count": "\(Int64(held.count) - ended)"]
            )
        }
        held = []
        return []
    }

    private func giveBackStalled() async throws(RedisFailure) {
        guard stalledAt <= .now else { return }
        stalledAt = .now + settings.stalledInterval
        let back = try await run(BullMQScripts.stalled, ["\(milliseconds(settings.stalledInterval))"]).number ?? 0
        guard back > 0 else { return }
        logger.notice(
            "Jobs of a worker that is gone are done again",
            metadata: ["queue": "\(settings.queue)", "count": "\(back)"]
        )
    }

    package func waitForMore() async {
        let seconds = String(format: "%.3f", settings.blockTime.seconds)
        _ = try? await link.ask(
            ["BZPOPMIN", settings.prefix + "marker", seconds],
            patience: RedisLink.usualPatience + settings.blockTime
        )
    }

    package var backlogBytes: Int64 {
        get async {
            if let count = try? await BullMQLook(link, prefix: settings.prefix).backlog() { knownBacklog = count }
            return knownBacklog * Self.usualSize
        }
    }

    private func run(_ script: String, _ values: [String]) async throws(RedisFailure) -> RedisReply {
        try await link.ask(RedisCommand(["EVAL", script, "1", settings.prefix] + values))
    }

    private var now: Int64 { clock.now.microseconds / 1_000 }

    private func milliseconds(_ time: Duration) -> Int { Int(time.seconds * 1_000) }
}
#endif
