import ArgumentParser
import Foundation
import SQLStore
import SQLiteDriver
import SyncEngine
import SyncModel

struct DatabaseRestoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Put a backup in the store's place; people who were erased since stay erased.",
        discussion: """
            Example: sluice db restore sluice.db.backups/sluice-20261127T000300Z.db
            Example: sluice db restore /backups/sluice.db --yes

            Refused while a server or anything else has the store open. The backup is verified first, and its schema brought \
            forward. Whoever was erased since it was made is erased from it again before it takes the store's place, and the \
            server then clears the CRM again. Renewed tokens, requests about people's data and the log since the backup are taken \
            over from the store that was there, which is set aside under another name: remove it when it is not needed any \
            more. What Shopify told since the backup, and what the CRMs were given since, is not in the backup: what a CRM \
            holds counts as unknown, and the server compares with Shopify and the CRMs by itself and mends what differs, as \
            "sluice reconcile" and "sluice audit --repair" do. What was made in the CRM meanwhile is found by Shopify's ids.

            Exit codes: 1 the backup is no good or the store is in use, 2 wrong usage or not confirmed.
            """
    )

    @Argument(help: "The backup.") var backup: String
    @Flag(help: "Do not ask.") var yes = false
    @Flag(
        name: .customLong("without-erasures"),
        help: "Where the store cannot be read any more: nobody knows who was erased since. You erase them again."
    )
    var withoutErasures = false
    @OptionGroup var config: ConfigurationOption
    @OptionGroup var json: JSONOption
    @OptionGroup var actor: ActorOption

    private struct Report: Codable {
        var store: String
        var customers: Int64
        var orders: Int64
        var erasedAgain: Int
        /// Taken over from the store that was there.
        var tokens: Int
        var requests: Int
        var logEntries: Int
        /// Records of which it is in doubt what a CRM holds.
        var inDoubt: Int
        /// Stores that the server compares and mends by itself.
        var audited: [String]
        /// False where no store was there to tell who was erased since.
        var erasuresKnown: Bool
        /// Where the store that was there stands now.
        var setAside: String?
    }

    func run() async throws {
        let configuration = try config.load()
        try configuration.storage.refuseServer(
            "db restore",
            instead: "pg_restore --clean --dbname=DATABASE sluice.dump"
        )
        let restoring = DatabaseRestoring(
            configuration: configuration,
            backup: backup,
            withoutErasures: withoutErasures,
            clock: SystemClock()
        )
        let inventory = try await restoring.verified()
        try restoring.refuseInUse()
        try confirm(inventory, configuration)
        let outcome = try await restoring.restore(by: actor.name)
        let report = Report(
            store: configuration.storage.path,
            customers: outcome.inventory.customers,
            orders: outcome.inventory.orders,
            erasedAgain: outcome.taken.erasedAgain,
            tokens: outcome.taken.tokens,
            requests: outcome.taken.requests,
            logEntries: outcome.taken.logEntries,
            inDoubt: outcome.taken.doubted,
            audited: outcome.taken.audited.map(\.rawValue),
            erasuresKnown: outcome.knowsErasures,
            setAside: outcome.setAside
        )
        if json.isOn { return try Output.json(report) }
        Output.line(
            "Restored: \(Numbers.grouped(report.customers)) customers, \(Numbers.grouped(report.orders)) orders."
        )
        if !report.erasuresKnown {
            Output.line(
                "Who was erased since the backup is not known: repeat what \"redact\" requests came since. Tokens that were renewed "
                    + "since are lost: where \"sluice doctor\" says that one does not work, connect again."
            )
        }
        if let setAside = report.setAside {
            Output.line(
                "The store that was there is \(setAside). It holds people's data: remove it once it is not needed."
            )
        }
        for line in outcome.taken.lines { Output.line(line) }
    }

    private func confirm(_ inventory: StoreInventory, _ configuration: SluiceConfiguration) throws {
        guard !yes else { return }
        try Confirmation.ask(
            [
                "\(backup) (\(Numbers.grouped(inventory.customers)) customers, \(Numbers.grouped(inventory.orders)) orders)"
                    + " is put in the place of \(configuration.storage.path)."
            ],
            prompt: "Type restore to go on:",
            word: "restore",
            undone: "Nothing was restored",
            refused: CommandFailure.usage
        )
    }
}
