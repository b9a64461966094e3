import ArgumentParser
import SQLStore
import SQLiteDriver
import SyncEngine
import SyncModel

struct DatabaseMigrateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate",
        abstract: "Bring the store's schema forward to what this release writes; a backup is made first.",
        discussion: """
            Example: sluice db migrate
            Example: sluice db migrate --without-backup

            Every start does the same; this does it apart, such as before an upgraded server is started. A schema of a later \
            release is refused. There is no way back but the backup.
            """
    )

    @Flag(name: .customLong("without-backup"), help: "Make no backup, where you have one.") var withoutBackup = false
    @OptionGroup var config: ConfigurationOption
    @OptionGroup var json: JSONOption
    @OptionGroup var actor: ActorOption

    private struct Report: Codable {
        var from: Int
        var to: Int
    }

    func run() async throws {
        let configuration = try config.load()
        guard StoreSession.exists(configuration) else { throw StoreSession.missing(configuration) }
        let found = try await StoreSession.explaining(configuration) {
            let database = try await StoreSession.openDatabase(configuration, backsUp: false)
            let version = try await SQLStore.version(of: database)
            try database.close()
            return version ?? 0
        }
        let store = try await StoreSession.explaining(configuration) {
            try await StoreSession.openStore(configuration, patience: StoreSession.patience, backsUp: !withoutBackup)
        }
        let report = Report(from: found, to: SQLStore.schemaVersion)
        if found < report.to {
            // Logged afterwards: the table of it may be among what was made.
            try await ActionLog(store, by: actor.name).perform(
                "db migrate",
                on: "schema \(found)",
                outcome: { _ in "schema \(report.to)" }
            ) {}
        }
        if json.isOn { return try Output.json(report) }
        Output.line(
            found < report.to
                ? "The schema went from version \(found) to \(report.to)."
                : "The schema has version \(report.to); there is nothing to do."
        )
    }
}
