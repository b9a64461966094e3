import ArgumentParser

struct MappingCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mapping",
        abstract: "See, test and apply what the mapping makes of records.",
        discussion: """
            Example: sluice mapping preview order 1001 --diff
            Example: sluice mapping test
            Example: sluice mapping plan

            After a change of the mapping: test, plan, "sluice reload", apply. docs/mapping.md describes the whole format.
            """,
        subcommands: [
            MappingPreviewCommand.self, MappingTestCommand.self, MappingPlanCommand.self, MappingApplyCommand.self,
            MappingFieldsCommand.self, MappingDefaultCommand.self, MappingBenchmarkCommand.self,
        ]
    )
}
