import ArgumentParser

struct MappingCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mapping",
        abstract: "See what the mapping makes of a record.",
        discussion: """
            Example: sluice mapping preview order 1001
            Example: sluice mapping fields customer
            """,
        subcommands: [MappingPreviewCommand.self, MappingFieldsCommand.self, MappingBenchmarkCommand.self]
    )
}
