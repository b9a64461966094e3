import ArgumentParser

/// `sluice db`: the store's file.
struct DatabaseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "db",
        abstract: "Back the store up, check it, restore it, bring its schema forward, and seal it anew.",
        discussion: """
            Example: sluice db backup
            Example: sluice db check
            """,
        subcommands: [
            DatabaseBackupCommand.self, DatabaseCheckCommand.self, DatabaseRestoreCommand.self,
            DatabaseMigrateCommand.self, DatabaseResealCommand.self, DatabaseEraseAgainCommand.self,
        ]
    )
}
