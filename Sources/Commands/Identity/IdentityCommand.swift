import ArgumentParser

struct IdentityCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "identity",
        abstract: "Say who is who where the CRM leaves it open.",
        discussion: """
            Example: sluice identity list
            Example: sluice identity decide customer ada@example.com --is 51
            Example: sluice identity undo customer ada@example.com

            Where several CRM records could be one customer or order, nothing is guessed: the record is parked until you \
            say which one it is. What you say is remembered, and a running server acts on it at once.
            """,
        subcommands: [IdentityListCommand.self, IdentityDecideCommand.self, IdentityUndoCommand.self],
        defaultSubcommand: IdentityListCommand.self
    )
}
