import ArgumentParser

struct ConnectorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "connector",
        abstract: "Try the description of a CRM out.",
        discussion: """
            Example: sluice connector try yourcrm.yaml --dry-run
            Example: sluice connector try builtin:espocrm --destination crm
            """,
        subcommands: [ConnectorTryCommand.self]
    )
}
