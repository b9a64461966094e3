import ArgumentParser
import Foundation
import SyncEngine
import SyncModel
import Web

struct ShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Tell what happened to an order or a customer, and what happens next.",
        discussion: """
            Example: sluice show order "#1001"
            Example: sluice show order 1001 --json
            Example: sluice show customer ada@example.com --store acme

            Shows what arrived, what was sent, what the CRM answered, and what happens next. WHAT is an order's name or \
            number (quote the # for the shell), a numeric id, a GID, an e-mail address, or an address of the Shopify \
            admin. With --server personal data is masked unless --reveal is given. Exit codes: 1 nothing is known of it, 2 \
            several hits, which are then listed.
            """
    )

    enum Kind: String, ExpressibleByArgument, CaseIterable {
        case order
        case customer
    }

    @Argument(help: "Which kind of record.") var kind: Kind
    @Argument(help: "Which one: #1001, 1001, an id, a GID, an e-mail address or an admin address.") var what: String
    @Option(help: "Only this store's.") var store: String?
    @OptionGroup var config: ConfigurationOption
    @OptionGroup var json: JSONOption
    @Flag(help: "With --server: show personal data, which the server logs. Without --server it is shown anyway.")
    var reveal = false
    @OptionGroup var server: ServerOption

    func run() async throws {
        guard let term = SearchTermParser.parse(what) else {
            throw CommandFailure.usage("Say which \(kind.rawValue): a number, an id, a GID or an e-mail address.")
        }
        let wanted: RecordKind = kind == .order ? .order : .customer
        if case .id(_, let named) = term, named != wanted {
            throw CommandFailure.usage(
                "\"\(what)\" names \(named == .order ? "an order" : "a customer"): sluice show \(named.rawValue) \(ShellWord.quoted(what))"
            )
        }
        let isRemote = try await server.ask { desk in
            let address = try await RemoteRecord(desk: desk, kind: wanted, what: what, store: store).address(json)
            let shown: ShownReport<StoryReport> = try await desk.report(.record(address, reveals: reveal, by: ""))
            show(shown)
        }
        if isRemote { return }
        let configuration = try config.load()
        if let shop = SearchTermParser.shop(of: what), !configuration.stores.contains(where: { $0.shop == shop }) {
            throw CommandFailure.usage("\"\(what)\" is of \(shop), which is no store of \(configuration.file).")
        }
        let session = try await StoreSession.open(configuration)
        let named = try store.map { try configuration.store(named: $0).name }
        let hits = try await session.store.find(term, kind: wanted, limit: 21).withoutClaimedGuests
            .filter { named == nil || $0.key.store == named }
        guard let hit = hits.first else { throw Self.unknown(kind, what, configuration) }
        guard hits.count == 1 else {
            let candidates = CandidatesReport(hits: hits, limit: 20)
            if json.isOn { try Output.json(candidates) } else { candidates.lines(what).forEach(Output.error) }
            throw ExitCode(2)
        }
        guard let story = try await session.store.story(of: hit.key, limit: 50) else {
            throw CommandFailure.failed("The record went away while it was being read; try again.")
        }
        let pauses = try await session.store.pauses()
        let report = StoryReport(
            story: story,
            pauses: pauses,
            context: try await StoryContext(of: story, session.store),
            configuration: configuration,
            now: SystemClock().now
        )
        show(try ShownReport(report))
    }

    private func show(_ shown: ShownReport<StoryReport>) {
        if json.isOn { return Output.document(shown.json) }
        StoryScreen(report: shown.value, style: .current).show()
    }

    private static func unknown(_ kind: Kind, _ what: String, _ configuration: SluiceConfiguration) -> CommandFailure {
        let canRead = configuration.stores.contains { $0.credentials != nil }
        let rest =
            canRead
            ? "\"sluice reconcile\" brings in what changed lately, and \"sluice backfill\" all of history."
            : "Without Admin API credentials only webhooks tell of it, and none has arrived."
        return .failed(
            "No \(kind.rawValue) \"\(what)\" is known here. If it exists in Shopify: \(rest)"
                + (kind == .customer ? " What was erased on request is not found by name or address." : "")
        )
    }
}
