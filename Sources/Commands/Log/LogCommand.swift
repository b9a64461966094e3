import ArgumentParser
import SyncEngine
import SyncModel
import Web

struct LogCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "log",
        abstract: "Show who changed what: every command that changes something is kept.",
        discussion: """
            Example: sluice log
            Example: sluice log --action failures --since 2026-11-01
            Example: sluice log --by ada --json

            The newest come first. An entry without an outcome is under way, or its process died before it could tell. Old \
            entries are dropped as retention.log_days says.
            """
    )

    @Option(help: "Only this action, such as \"failures retry\", or all of a group, such as failures.")
    var action: String?
    @Option(help: "Only what this one did.") var by: String?
    @Option(
        help: ArgumentHelp("Only from this day or time on, such as 2026-01-31 (midnight UTC).", valueName: "time"),
        transform: TimeArgument.init
    )
    var since: TimeArgument?
    @Option(help: "How many at most.") var limit = 50
    @OptionGroup var config: ConfigurationOption
    @OptionGroup var json: JSONOption
    @OptionGroup var server: ServerOption

    struct Report: Codable {
        var id: Int64
        var startedAt: String
        var endedAt: String?
        var actor: String
        var action: String
        var subject: String
        var outcome: String?

        init(_ entry: LoggedAction) {
            id = entry.id
            startedAt = Timestamp(entry.startedAt).utcMilliseconds
            endedAt = Ages.stamp(entry.endedAt)
            actor = entry.actor
            action = entry.action
            subject = entry.subject
            outcome = entry.outcome
        }

        var row: [String] {
            [startedAt, actor, action, subject, outcome ?? "(no end known)"]
        }
    }

    func validate() throws {
        guard (1...10_000).contains(limit) else { throw ValidationError("--limit takes 1 to 10000.") }
    }

    func run() async throws {
        let from = since?.instant(in: nil)
        let isRemote = try await server.ask { desk in
            let shown = try await desk.list(limit, of: Report.self) { page in
                .log(action: action, actor: by, since: Ages.stamp(from), page: page)
            }
            show(shown)
        }
        if isRemote { return }
        let store = try await StoreSession.open(config.load()).store
        let filter = ActionFilter(actor: by, action: action, since: from)
        let entries = try await store.actions(filter, limit: limit)
        if entries.isEmpty { try ActionName.check(action) }
        show(try ShownReport(entries.map { Report($0) }))
    }

    private func show(_ shown: ShownReport<[Report]>) {
        if json.isOn { return Output.document(shown.json) }
        let entries = shown.value
        guard !entries.isEmpty else {
            let isRestricted = action != nil || by != nil || since != nil
            return Output.line(isRestricted ? "Nothing in the log fits." : "Nobody has changed anything.")
        }
        Output.table([["begun", "who", "what", "on", "outcome"]] + entries.map(\.row), indent: "")
    }
}
