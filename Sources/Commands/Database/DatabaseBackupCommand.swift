import ArgumentParser
import Foundation
import SQLStore
import SQLiteDriver
import SyncEngine
import SyncModel

struct DatabaseBackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Copy the store as it stands now, and verify the copy.",
        discussion: """
            Example: sluice db backup
            Example: sluice db backup --keep 14
            Example: sluice db backup --output /backups/sluice.db

            A server may run meanwhile, and goes on. The copy is one moment of the store; it is opened, checked page by page and \
            counted before it gets its name. Webhooks that were accepted and not applied yet lie in the inbox folder beside \
            the database, and are no part of it. A backup holds people's data: keep it as safe as the database, and no longer \
            than you need it.
            """
    )

    @Option(help: "The file to write, which must not be there yet. Default: one in the folder storage.backups.")
    var output: String?
    @Option(help: "How many backups of the folder are kept; older ones are removed.") var keep = 7
    @OptionGroup var config: ConfigurationOption
    @OptionGroup var json: JSONOption
    @OptionGroup var actor: ActorOption

    struct Report: Codable {
        var file: String
        var bytes: Int64
        var schema: Int
        var receipts: Int64
        var customers: Int64
        var orders: Int64
        var lanes: Int64
        /// What does not agree with the store's own tallies; nothing where all is well.
        var disagreements: [String]
        /// Older backups that were removed.
        var removed: Int

        init(_ path: String, _ inventory: StoreInventory, removed: Int) {
            file = path
            bytes = SQLiteFile(path).size
            schema = inventory.schemaVersion
            receipts = inventory.receipts
            customers = inventory.customers
            orders = inventory.orders
            lanes = inventory.lanes
            disagreements = inventory.disagreements
            self.removed = removed
        }
    }

    func validate() throws {
        guard (1...10_000).contains(keep) else { throw ValidationError("--keep takes 1 to 10000.") }
        guard output.map({ !$0.allSatisfy(\.isWhitespace) }) ?? true else {
            throw ValidationError("--output is empty: name the file to write, or leave it out.")
        }
    }

    func run() async throws {
        let configuration = try config.load()
        try configuration.storage.refuseServer(
            "db backup",
            instead: "pg_dump --format=custom --file=sluice.dump DATABASE"
        )
        if let output { try BackupFile.checkNew(output) }
        let store = try await StoreSession.open(configuration).store
        let report = try await ActionLog(store, by: actor.name).perform(
            "db backup",
            on: output ?? configuration.backupFolder,
            outcome: { (report: Report) in "\(report.file), \(report.bytes) bytes" }
        ) {
            try await StoreSession.explaining(configuration) { try await make(configuration) }
        }
        if json.isOn { try Output.json(report) } else { Self.show(report) }
        if !report.disagreements.isEmpty { throw ExitCode(4) }
    }

    private func make(_ configuration: SluiceConfiguration) async throws -> Report {
        let file = SQLiteFile(configuration.storage.path)
        if let output { return Report(output, try await file.copy(to: output), removed: 0) }
        let folder = BackupFolder(configuration.backupFolder)
        let (backup, inventory) = try await folder.take(of: file, at: SystemClock().now)
        return Report(backup.path, inventory, removed: try folder.keep(keep, at: backup.takenAt))
    }

    private static func show(_ report: Report) {
        Output.line("\(report.file), \(Numbers.grouped(report.bytes)) bytes, verified:")
        Output.line(
            "  \(Numbers.grouped(report.customers)) customers, \(Numbers.grouped(report.orders)) orders, "
                + "\(Numbers.grouped(report.receipts)) webhooks, schema \(report.schema)"
        )
        for words in report.disagreements { Output.line("  The store's counts disagree: \(words).") }
        if report.removed > 0 { Output.line("  \(report.removed) older backups were removed (--keep).") }
    }
}
