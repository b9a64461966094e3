import ArgumentParser
import Foundation
import Shopify
import SyncEngine
import SyncModel

struct ReplayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Take stored webhooks up once more, and deliver the records that they tell of again.",
        discussion: """
            Example: sluice replay --topic orders/updated --since 2026-11-20
            Example: sluice replay --store acme --since 2026-11-20T08:00:00Z --until 2026-11-20T09:00:00Z --dry-run
            Example: sluice replay --unreadable

            What they tell is merged by the same rules as when it came, so no record becomes older than it is. Then every \
            record that is told of is sent in its newest state, also where nothing changed, behind live traffic. --unreadable \
            takes only webhooks that could not be read when they came, for example after an upgrade that can. Webhooks older \
            than retention.receipts_days are not kept: "sluice reconcile" or "sluice audit --repair" does without them. Ctrl-C \
            stops it; done again, it starts anew and does no harm. Exit code 3 where it was interrupted, 4 where a stored row \
            could not be read, as one whose seal key is missing: it is named and left out, and all others are replayed.
            """
    )

    @Option(help: "Only this store's.") var store: String?
    @Option(help: "Only this topic, such as orders/updated or customer.tags_added.") var topic: String?
    @OptionGroup var range: RangeOptions
    @Flag(help: "Only webhooks that could not be read.") var unreadable = false
    @Option(help: "Only to this destination; may be given several times.") var destination: [String] = []
    @Flag(name: .customLong("dry-run"), help: "Only count them.") var dryRun = false
    @OptionGroup var config: ConfigurationOption
    @OptionGroup var json: JSONOption
    @OptionGroup var actor: ActorOption

    private struct Report: Codable {
        var webhooks: Int
        var mended: Int
        var silent: Int
        var changedRecords: Int
        var delivered: [String: Int]
        var unreadable: UnreadRows
        var isInterrupted: Bool
    }

    func validate() throws {
        guard store != nil || topic != nil || range.since != nil || range.until != nil || unreadable else {
            throw ValidationError("Say which: --store, --topic, --since, --until or --unreadable.")
        }
        // Shopify writes some of them with a dot, such as customer.tags_added.
        if let topic, !topic.contains(where: { $0 == "/" || $0 == "." }) {
            throw ValidationError(
                "--topic takes a topic as Shopify names it, such as orders/updated or customer.tags_added."
            )
        }
    }

    func run() async throws {
        let configuration = try await config.loadMapped()
        let chosen = try store.map { try configuration.settings.store(named: $0).name }
        let names = try destination.map { try configuration.settings.destination(named: $0).name }
        let session = try await StoreSession.open(configuration.settings).store
        let zone = try await zone(of: chosen, session)
        let (since, until) = range.instants(zone)
        var replay = ReceiptReplay(
            store: session,
            decoder: ShopifyReceiptDecoder(
                configuration.settings,
                withheld: try await WithheldStores.known(to: session, configuration.settings),
                demands: ReadDemand.ofWebhooks(configuration)
            ),
            routing: RoutingTable(configuration),
            filter: ReplayFilter(
                store: chosen,
                topic: topic?.lowercased(),
                since: since,
                until: until,
                state: unreadable ? .undecodable : nil
            ),
            clock: SystemClock()
        )
        if !names.isEmpty { replay.destinations = Set(names) }
        if dryRun { return try await tellCount(of: replay) }
        let prepared = replay
        let outcome = try await ActionLog(session, by: actor.name).perform(
            "replay",
            on: replay.filter.words,
            outcome: { (outcome: ReceiptReplay.Outcome) in
                "\(outcome.report.replayed) webhooks\(outcome.isInterrupted ? "; interrupted" : "")"
            }
        ) {
            try await Interruption.ending { try await prepared.run() }
        }
        try tell(outcome)
        if outcome.isInterrupted { throw ExitCode(3) }
        if !outcome.report.unread.isEmpty { throw ExitCode(4) }
    }

    /// The zone in which a plain day is meant: the named shop's, as far as it is known.
    private func zone(of name: StoreName?, _ session: any SyncStore) async throws -> TimeZone? {
        guard let name else { return nil }
        return try await session.appFacts(of: name).flatMap { TimeZone(identifier: $0.facts.timeZone) }
    }

    private func tellCount(of replay: ReceiptReplay) async throws {
        let count = try await replay.count()
        if json.isOn { return try Output.json(["webhooks": count]) }
        let noun = count == 1 ? "1 webhook" : "\(Numbers.grouped(Int64(count))) webhooks"
        Output.line("\(noun) would be replayed.")
    }

    private func tell(_ outcome: ReceiptReplay.Outcome) throws {
        let report = outcome.report
        if json.isOn {
            return try Output.json(
                Report(
                    webhooks: report.replayed,
                    mended: report.mended,
                    silent: report.silent,
                    changedRecords: report.changed,
                    delivered: Dictionary(report.marked.map { ($0.key.rawValue, $0.value) }) { first, _ in first },
                    unreadable: report.unread,
                    isInterrupted: outcome.isInterrupted
                )
            )
        }
        UnreadWords.lines(report.unread, "not replayed").forEach(Output.line)
        guard report.replayed + report.silent + report.unread.count > 0 else {
            return Output.line("No stored webhook fits. Those older than retention.receipts_days are not kept.")
        }
        Output.line("\(report.replayed) webhooks replayed; \(report.changed) records lacked something of them.")
        if report.mended > 0 { Output.line("\(report.mended) of them could not be read before and can now.") }
        if report.silent > 0 {
            Output.line("\(report.silent) tell nothing: erased, of a topic that is not used, or not to be read.")
        }
        for (name, count) in report.marked.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            Output.line("\(name): \(count) deliveries are due; they go behind live traffic.")
        }
        if outcome.isInterrupted { Output.line("Interrupted: the same command starts anew and does no harm.") }
    }
}

extension ReplayFilter {
    /// What is meant, by our own names.
    var words: String {
        let parts = [
            store.map { "\($0)" }, topic, since.map { "from \(Timestamp($0).utcSeconds)" },
            until.map { "until \(Timestamp($0).utcSeconds)" }, state.map(\.rawValue),
        ]
        return parts.compactMap { $0 }.joined(separator: ", ")
    }
}
