import ArgumentParser
import SyncModel

struct MappingTestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test",
        abstract: "Run the cases that are kept beside the mapping: a recorded payload in, expected fields out.",
        discussion: """
            Example: sluice mapping test
            Example: sluice mapping test hubspot.mapping.tests --destination hubspot --json

            A case is a file NAME.case.yaml in the folder beside the mapping: hubspot.mapping.tests for hubspot.mapping.yaml. \
            docs/mapping.md says what stands in it. Calls nothing.

            Exit codes: 0 all pass, 1 one does not or there is none, 2 the mapping or the usage is wrong.
            """
    )

    @Argument(help: "The folder with the cases. Default: the one beside the mapping.") var directory: String?
    @OptionGroup var destination: MappingDestinationOption
    @OptionGroup var config: ConfigurationOption
    @OptionGroup var json: JSONOption

    private struct Report: Codable {
        var file: String
        var name: String
        var isPassed: Bool
        var problems: [String]
    }

    func run() async throws {
        let configuration = try await config.loadMapped()
        let settings = try destination.chosen(configuration.settings)
        let checked = try await MappingCheck(settings, configuration).load(needsFields: false)
        checked.tell()
        let cases = MappingCases(
            mapping: checked.mapping,
            folder: directory ?? MappingCases.folder(of: settings, configuration.settings),
            stores: try configuration.settings.stores(of: settings, named: nil)
                .map { StoreFacts(name: $0.name, domain: $0.shop) }
        )
        let outcomes = try cases.run()
        let failed = outcomes.filter { !$0.problems.isEmpty }
        if json.isOn {
            try Output.json(
                outcomes.map {
                    Report(
                        file: $0.file,
                        name: $0.name,
                        isPassed: $0.problems.isEmpty,
                        problems: $0.problems.map(\.description)
                    )
                }
            )
        } else {
            for outcome in outcomes {
                Output.line("\(outcome.problems.isEmpty ? "ok    " : "FAILED")  \(outcome.name)")
                for problem in outcome.problems { Output.line("        \(problem)") }
            }
        }
        guard failed.isEmpty else {
            throw CommandFailure.failed(
                failed.count == 1 && outcomes.count == 1
                    ? "The case failed." : "\(failed.count) of \(outcomes.count) cases failed."
            )
        }
        if !json.isOn { Output.line(outcomes.count == 1 ? "1 case passed." : "All \(outcomes.count) cases passed.") }
    }
}
