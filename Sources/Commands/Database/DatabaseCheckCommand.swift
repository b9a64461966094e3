import ArgumentParser
import SyncEngine
import SyncModel

struct DatabaseCheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Look whether the store's file is sound, complete and of a schema that this release knows.",
        discussion: """
            Example: sluice db check
            Example: sluice db check --thorough --json

            Changes nothing, and may run beside a server. Every page is read; --thorough also compares every index with its \
            table, and reads every row of people's data. Says when the last backup was made. Exit codes: 0 sound, 1 there is no store, 4 something needs a person.
            """
    )

    @Flag(help: "Also compare every index with its table and read every row, which takes longer.") var thorough = false
    @OptionGroup var config: ConfigurationOption
    @OptionGroup var json: JSONOption

    func run() async throws {
        let configuration = try config.load()
        guard StoreSession.exists(configuration) else { throw StoreSession.missing(configuration) }
        var report = FindingsReport()
        let inspection = DatabaseInspection(configuration: configuration, thorough: thorough, now: SystemClock().now)
        report.add("store \(configuration.storage.name)", await inspection.findings())
        if json.isOn { try Output.json(report) } else { report.show() }
        if report.hasProblem { throw ExitCode(4) }
    }
}
