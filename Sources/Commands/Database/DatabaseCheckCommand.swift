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
            table, and reads every row of people's data. Says when the last backup was made. Exit codes: 0 sound, 1 there is no \
            store, or the key that seals it is not configured, 4 something needs a person.
            """
    )

    @Flag(help: "Also compare every index with its table and read every row, which takes longer.") var thorough = false
    @OptionGroup var config: ConfigurationOption
    @OptionGroup var json: JSONOption

    /// The exit code that tells of what was found; `nil` for a sound store.
    ///
    /// A key that is missing ends every command with the same one.
    static func code(of findings: [Finding]) -> Int32? {
        let problems = findings.filter { $0.level == .problem }
        guard !problems.isEmpty else { return nil }
        return problems.contains { $0.subject == DatabaseInspection.sealing } ? 1 : 4
    }

    func run() async throws {
        let configuration = try config.load()
        guard StoreSession.exists(configuration) else { throw StoreSession.missing(configuration) }
        var report = FindingsReport()
        let inspection = DatabaseInspection(configuration: configuration, thorough: thorough, now: SystemClock().now)
        let findings = await inspection.findings()
        report.add("store \(configuration.storage.name)", findings)
        if json.isOn { try Output.json(report) } else { report.show() }
        if let code = Self.code(of: findings) { throw ExitCode(code) }
    }
}
