import ArgumentParser

struct SchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "Print the JSON Schema of sluice.yaml, or of mappings, for editors.",
        discussion: """
            Example: sluice schema > sluice.schema.json
            Example: sluice schema mapping > mapping.schema.json

            Put "# yaml-language-server: $schema=sluice.schema.json" in the first line of sluice.yaml, and the same with \
            mapping.schema.json in that of a mapping.
            """
    )

    /// Which document.
    enum Document: String, ExpressibleByArgument, CaseIterable {
        case configuration
        case mapping
    }

    @Argument(help: "configuration (sluice.yaml, the default) or mapping.") var document = Document.configuration

    func run() {
        switch document {
        case .configuration: Output.line(Self.text)
        case .mapping: Output.line(MappingSchema.text)
        }
    }

    /// The schema of `sluice.yaml`, as printed.
    static var text: String {
        guard case .object(let members) = SluiceShape.document.schema else { return "{}" }
        let head: [(String, OrderedJSON)] = [
            ("$schema", .text("https://json-schema.org/draft/2020-12/schema")), ("title", .text("sluice.yaml")),
        ]
        return OrderedJSON.object(head + members).written()
    }
}
