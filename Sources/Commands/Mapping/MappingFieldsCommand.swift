import ArgumentParser
import SyncModel

struct MappingFieldsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fields",
        abstract: "List the source fields, filters and operators that a mapping may use.",
        discussion: """
            Example: sluice mapping fields
            Example: sluice mapping fields address

            With a word, only what has it in its name or description.
            """
    )

    @Argument(help: "Show only what has this word in it.") var word: String?
    @OptionGroup var json: JSONOption

    private struct Report: Codable {
        var fields: [MappingCatalogue.Field]
        var filters: [MappingCatalogue.Word]
        var operators: [MappingCatalogue.Word]
    }

    func run() throws {
        let report = Report(
            fields: MappingCatalogue.fields.filter { fits($0.path, $0.summary) },
            filters: MappingCatalogue.filters.filter { fits($0.name, $0.summary) },
            operators: MappingCatalogue.operators.filter { fits($0.name, $0.summary) }
        )
        if json.isOn { return try Output.json(report) }
        if report.fields.isEmpty, report.filters.isEmpty, report.operators.isEmpty {
            throw CommandFailure.failed("Nothing has \"\(word ?? "")\" in it; without a word everything is listed.")
        }
        show("Source fields", report.fields.map { [$0.path, $0.type.rawValue, $0.summary] })
        show("Filters, as in \"order.name | upper\"", report.filters.map(Self.row))
        show("Conditions, as in \"when: order.total > 100\"", report.operators.map(Self.row))
    }

    private func fits(_ name: String, _ summary: String) -> Bool {
        guard let word = word?.lowercased() else { return true }
        return name.lowercased().contains(word) || summary.lowercased().contains(word)
    }

    private static func row(_ word: MappingCatalogue.Word) -> [String] {
        [[word.name, word.arguments].compactMap(\.self).joined(separator: " "), word.summary, word.example]
    }

    private func show(_ title: String, _ rows: [[String]]) {
        guard !rows.isEmpty else { return }
        Output.line(title)
        Output.table(rows)
    }
}
