import ArgumentParser

struct SchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "Print the JSON Schema of sluice.yaml, for editors.",
        discussion: """
            Example: sluice schema > sluice.schema.json

            Put "# yaml-language-server: $schema=sluice.schema.json" in the first line of sluice.yaml.
            """
    )

    func run() { Output.line(Self.text) }

    /// The schema, as printed.
    static var text: String {
        guard case .object(let members) = SluiceShape.document.schema else { return "{}" }
        let head: [(String, OrderedJSON)] = [
            ("$schema", .text("https://json-schema.org/draft/2020-12/schema")), ("title", .text("sluice.yaml")),
        ]
        return OrderedJSON.object(head + members).written()
    }
}
