import Foundation
import SyncEngine
import SyncModel
import Web

/// The desk of a running server: the same values that the commands print, of the store that it works on.
struct LiveDesk: OperatorDesk {
    /// What is asked for each answer, since the configuration may be read anew.
    struct Surroundings: Sendable {
        var configuration: @Sendable () -> MappedConfiguration
        var outbound: @Sendable () -> OutboundComposition?
    }

    let store: any SyncStore
    let backlog: @Sendable () async throws -> Int64
    let surroundings: Surroundings
    let pulse: DeliveryPulse
    /// Who this server is.
    let node: NodeIdentity
    let findings: FindingsDesk
    let overviews: OverviewDesk
    let comparisons = LastAudits()
    let clock: any WallClock
    /// Whether the configuration came from a file, which may be read anew.
    let isReloadable: Bool

    /// The configuration that runs.
    var configuration: SluiceConfiguration { mapped.settings }

    /// The same with the mappings that run.
    var mapped: MappedConfiguration { surroundings.configuration() }

    /// Makes a desk over an open store; `pulse` is told of every settlement.
    init(
        session: StoreSession,
        surroundings: Surroundings,
        pulse: DeliveryPulse,
        node: NodeIdentity,
        clock: any WallClock,
        isReloadable: Bool
    ) {
        store = session.store
        backlog = session.backlog
        self.surroundings = surroundings
        self.pulse = pulse
        self.node = node
        self.clock = clock
        self.isReloadable = isReloadable
        findings = FindingsDesk(clock: clock)
        overviews = OverviewDesk()
    }

    func answer(_ question: DeskQuestion) async throws(DeskFailure) -> DeskAnswer {
        do {
            return try await reply(question)
        } catch {
            throw DeskFailure(of: error)
        }
    }

    private func reply(_ question: DeskQuestion) async throws -> DeskAnswer {
        switch question {
        case .overview:
            let now = clock.now
            return DeskAnswer(json: try await overviews.json(now: now) { try await self.overview(now: now) })
        case .status: return try Self.json(await status(now: clock.now))
        case .waiting:
            let status = try await status(now: clock.now)
            return try Self.json(await WaitingReport(status, store, configuration, limit: 1_000, now: clock.now).masked)
        case .search(let text, let kind): return try Self.json(await search(text, kind: kind))
        case .record(let address, let reveals, let actor):
            return try Self.json(await record(address, reveals: reveals, by: actor))
        case .payload(let address, let destination):
            return try Self.json(await payload(address, destination: destination))
        case .leftOut(let destination, let page): return try await leftOut(destination, page)
        case .comparison(let address, let destination):
            return try Self.json(await comparison(address, destination: destination))
        case .failures(let destination, let name, let kind, let since):
            let filter = try failureFilter(destination, name, kind, since)
            var report = try await FailuresReport.current(store, filter).masked
            report.add(await findings.last)
            return try Self.json(report)
        case .jobs(let isOpen, let name, let page):
            let shop = try name.map { try configuration.store(named: $0).name }
            return try await list(page) { count in
                try await store.jobs(JobFilter(store: shop, isOpen: isOpen), limit: count).map { JobReport($0) }
            }
        case .job(let id):
            guard let job = try await store.job(Job.ID(rawValue: id)) else {
                throw DeskFailure(
                    .unknown,
                    "There is no job \(id): only the newest finished ones are kept. \"sluice jobs list\" shows them."
                )
            }
            return try Self.json(JobReport(inFull: job))
        case .webhooks: return try Self.json(await webhooks())
        case .audits: return try Self.json(await audits())
        case .identity(let destination, let name, let limit):
            let chosen = try destination.map { try configuration.destination(named: $0).name }
            let shop = try name.map { try configuration.store(named: $0).name }
            return try Self.json(await IdentityListCommand.report(store, chosen, of: shop, limit: limit).masked)
        case .findings(let isFresh):
            return try Self.json(await findings.report(mapped, servers: store.nodes(), isFresh: isFresh))
        case .nodes: return try Self.json(await nodes())
        case .log(let action, let actor, let since, let page):
            let filter = ActionFilter(actor: actor, action: action, since: try Self.instant(since, in: nil))
            return try await list(page) { count in
                let entries = try await store.actions(filter, limit: count)
                if entries.isEmpty { try ActionName.check(action) }
                return entries.map { LogCommand.Report($0) }
            }
        }
    }

    static func json(_ value: some Encodable) throws -> DeskAnswer {
        DeskAnswer(json: String(decoding: try Output.encoder.encode(value), as: UTF8.self))
    }

    /// Lists are bounded by what the store keeps; a cursor says how many came before.
    private static let longestList = 10_000

    private func list<Item: Encodable>(
        _ page: ListPage,
        _ items: (_ count: Int) async throws -> [Item]
    ) async throws -> DeskAnswer {
        let before = page.cursor.map { Int($0) ?? -1 } ?? 0
        guard (0..<Self.longestList).contains(before) else {
            throw DeskFailure(.invalid, "That part of the list does not exist: take the cursor that an answer gave.")
        }
        let all = try await items(before + page.limit + 1)
        var answer = try Self.json(Array(all.dropFirst(before).prefix(page.limit)))
        if all.count > before + page.limit { answer.next = String(before + page.limit) }
        return answer
    }

    /// Finds a record by our own names.
    ///
    /// - Returns: its key, whose record may not be known.
    /// - Throws: `DeskFailure` for what cannot be a record of a configured store.
    func key(_ address: RecordAddress) throws -> RecordKey {
        guard let settings = configuration.stores.first(where: { $0.name.rawValue == address.store }) else {
            throw DeskFailure(.unknown, "There is no store \"\(address.store)\".")
        }
        guard let kind = RecordKind(rawValue: address.kind) else {
            throw DeskFailure(.unknown, "There are orders and customers, and nothing called \"\(address.kind)\".")
        }
        guard let id = Int64(address.id) ?? ExternalID.id(of: address.id.lowercased()) else {
            throw DeskFailure(.unknown, "\"\(address.id)\" is no id of a record.")
        }
        return RecordKey(store: settings.name, kind: kind, id: id)
    }

    func story(_ address: RecordAddress, limit: Int) async throws -> RecordStory {
        let key = try key(address)
        guard let story = try await store.story(of: key, limit: limit) else {
            throw DeskFailure(
                .unknown,
                "No \(key.kind.rawValue) \(address.id) of \(key.store) is known here. If it exists in Shopify, compare the "
                    + "store with Shopify, which brings it in."
            )
        }
        return story
    }

    /// The settings of the destination that is named, or of the only one that a record goes to.
    func destination(_ name: String, of story: RecordStory) throws -> DestinationSettings {
        if !name.isEmpty { return try configuration.destination(named: name) }
        guard let only = story.lanes.first, story.lanes.count == 1 else {
            throw DeskFailure(.invalid, "Say which destination is meant.")
        }
        return try configuration.destination(named: only.destination.rawValue)
    }
}

extension DeskFailure {
    /// What a command would have said, in the desk's words.
    init(of error: any Error) {
        switch error {
        case let failure as DeskFailure: self = failure
        case let failure as CommandFailure:
            self.init(failure.code == 2 ? .invalid : failure.code == 3 ? .unavailable : .conflict, failure.message)
        case let problems as DocumentProblems:
            self.init(.conflict, CommandFailure.configuration(problems).message)
        case is CancellationError: self.init(.unavailable, "The server is stopping. Ask again in a moment.")
        default: self.init(.unavailable, "The store could not be read. The server's log and /readyz say more.")
        }
    }
}
