import ArgumentParser

struct InboxCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inbox",
        abstract: "Look at what an inbox between machines has given up, and put it back.",
        discussion: """
            Example: sluice inbox dead-letters
            Example: sluice inbox redrive
            """,
        subcommands: [InboxDeadLettersCommand.self, InboxRedriveCommand.self]
    )
}
