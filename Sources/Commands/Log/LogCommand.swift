import ArgumentParser
import SyncEngine
import SyncModel

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
        let store = try await StoreSession.open(config.load()).store
        let filter = ActionFilter(actor: by, action: action, since: since?.instant(in: nil))
        let entries = try await store.actions(filter, limit: limit).map { Report($0) }
        if json.isOn { return try Output.json(entries) }
        guard !entries.isEmpty else { return Output.line("Nobody has changed anything.") }
        Output.table([["begun", "who", "what", "on", "outcome"]] + entries.map(\.row), indent: "")
    }
}
