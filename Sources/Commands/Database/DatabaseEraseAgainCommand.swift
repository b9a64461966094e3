import ArgumentParser
import SQLStore
import SyncEngine
import SyncModel

struct DatabaseEraseAgainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "erase-again",
        abstract:
            "After a dump was restored: erase from it who was erased since, by what the database before it knows.",
        discussion: """
            Example: sluice db erase-again --former before.yaml

            A dump of a PostgreSQL server brings back who was erased since it was made. Restore it beside the database that was \
            there, under another name; let storage.url name the restored one, and run this before the first "sluice serve". \
            --former is a configuration, such as a copy of sluice.yaml, whose storage.url names the one before; nothing is \
            changed there. What else is to be erased, in CRMs and files, the next server does, as "sluice redact list" shows. \
            Renewed tokens, requests about people's data and the log since the dump are taken over. What the CRMs hold counts \
            as unknown from then on, and the server compares and mends it by itself, as "sluice audit --repair" does. It may be \
            repeated. Stores in files do this with "sluice db restore". Exit codes: 0 done, 1 failed, 2 wrong usage.
            """
    )

    @Option(help: "A configuration whose storage.url names the database as it was before.") var former: String
    @OptionGroup var config: ConfigurationOption
    @OptionGroup var json: JSONOption
    @OptionGroup var actor: ActorOption

    private struct Report: Codable {
        var requests: Int
        var erasedAgain: Int
        /// Taken over from the database before.
        var tokens: Int
        var requestsTaken: Int
        var logEntries: Int
        /// Records of which it is in doubt what a CRM holds.
        var inDoubt: Int
        /// Stores that the server compares and mends by itself.
        var audited: [String]
    }

    func run() async throws {
        let configuration = try config.load()
        let before = try ConfigurationOption.load(former)
        guard configuration.storage != before.storage else {
            throw CommandFailure.usage(
                "\(former) names the same store as \(configuration.file): its storage.url must be that of the database before."
            )
        }
        let (report, lines) = try await StoreSession.explaining(configuration) {
            let old = SQLStore(
                looking: try await StoreSession.openDatabase(before, backsUp: false),
                seal: SealKeyFile.payloads(before)
            )
            // Refused where there is none.
            _ = try await StoreSession.open(configuration)
            let store = try await StoreSession.openStore(configuration, patience: StoreSession.patience)
            let action = "erase again"
            let former = try await store.actions(ActionFilter(action: action), limit: 1_000)
            var restored = RestoredStore(store: store, configuration: configuration, now: SystemClock().now)
            // A server may have renewed tokens by now, which then are newer than those of the store before.
            restored.takesTokens = !former.contains { $0.subject == before.storage.name && $0.endedAt != nil }
            let taken = try await restored.takeUp(old, as: action, on: before.storage.name, by: actor.name)
            _ = try await store.scrub()
            let erasures = try await ErasuresSince(in: old).requests.count
            return (
                Report(
                    requests: erasures,
                    erasedAgain: taken.erasedAgain,
                    tokens: taken.tokens,
                    requestsTaken: taken.requests,
                    logEntries: taken.logEntries,
                    inDoubt: taken.doubted,
                    audited: taken.audited.map(\.rawValue)
                ), taken.lines
            )
        }
        if json.isOn { return try Output.json(report) }
        Output.line(
            "\(before.storage.name) knows \(report.requests) erasures; \(report.erasedAgain) records were erased again."
        )
        for line in lines { Output.line(line) }
        Output.line(
            "The server does the rest of what is to be erased, in CRMs and files: \"sluice redact list --open\" shows how it stands."
        )
    }
}
