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
            changed there. What else is to be erased, in CRMs and files, the next server does, as "sluice redact list" shows. It \
            may be repeated. Stores in files do this with "sluice db restore". Exit codes: 0 done, 1 failed, 2 wrong usage.
            """
    )

    @Option(help: "A configuration whose storage.url names the database as it was before.") var former: String
    @OptionGroup var config: ConfigurationOption
    @OptionGroup var json: JSONOption
    @OptionGroup var actor: ActorOption

    private struct Report: Codable {
        var requests: Int
        var erasedAgain: Int
    }

    func run() async throws {
        let configuration = try config.load()
        let before = try ConfigurationOption.load(former)
        guard configuration.storage != before.storage else {
            throw CommandFailure.usage(
                "\(former) names the same store as \(configuration.file): its storage.url must be that of the database before."
            )
        }
        let report = try await StoreSession.explaining(configuration) {
            let old = SQLStore(
                looking: try await StoreSession.openDatabase(before, backsUp: false),
                seal: SealKeyFile.payloads(before)
            )
            let erased = try await ErasuresSince(in: old)
            let store = try await StoreSession.open(configuration).store
            let count = try await ActionLog(store, by: actor.name).perform(
                "erase again",
                on: before.storage.name,
                outcome: { (count: Int) in "\(count) records erased again" }
            ) {
                try await erased.repeated(in: store, now: SystemClock().now)
            }
            _ = try await store.scrub()
            return Report(requests: erased.requests.count, erasedAgain: count)
        }
        if json.isOn { return try Output.json(report) }
        Output.line(
            "\(before.storage.name) knows \(report.requests) erasures; \(report.erasedAgain) records were erased again."
        )
        Output.line(
            "Start \"sluice serve\": it does the rest, in CRMs and files. \"sluice redact list --open\" shows how it stands."
        )
    }
}
