import Connectors

/// A destination's entry in the `sluice.yaml` that `init` writes.
struct DestinationTemplate {
    private static let width = 118
    /// Where what explains a line begins.
    private static let column = 52

    let destination: InitialDestination

    var text: String { lines.map { $0 + "\n" }.joined() }

    private var lines: [String] {
        var lines = [
            "  - name: \(destination.name)",
            Self.explained("    type: \(destination.descriptor.type)", destination.descriptor.docsPath),
            Self.explained("    # mode: shadow", "reads the CRM, writes nothing, says what it would do; or off"),
            Self.explained("    # account: \"12345678\"", "stops a token of another account; doctor shows the number"),
        ]
        if let definition = destination.definition {
            lines.append(Self.explained("    definition: \"\(definition)\"", "how the CRM is called"))
            if destination.description?.baseURL == nil {
                lines.append(Self.explained("    base_url: \"https://crm.example.com\"", "where yours is"))
            }
        }
        return lines + credentials + objects
    }

    private var credentials: [String] {
        guard !destination.credentials.isEmpty else { return [] }
        return ["    credentials:"]
            + destination.credentials.flatMap { credential in
                let comment = Self.comment(credential.explanation, indent: 6)
                let variable = "${\(destination.variable(of: credential.key))}"
                guard let value = credential.start ?? (credential.isRequired ? variable : nil) else {
                    return comment + ["      # \(credential.key): \"…\""]
                }
                return comment + ["      \(credential.key): \"\(value)\""]
            }
    }

    private var objects: [String] {
        let own = destination.descriptor.objects
        guard !own.isEmpty else { return [] }
        let open = own.filter { $0.choices.count > 1 }
            .map { "\($0.key): \($0.choices.joined(separator: " | "))" }.joined(separator: "; ")
        let chosen = own.map { "\($0.key): \($0.choices.first ?? "")" }.joined(separator: ", ")
        let words =
            "\(open). The mapping file is for these; for others leave `mapping` out, which takes the shipped mapping for them, "
            + "or write it to that file: `sluice mapping default --type \(destination.descriptor.type) --order … > FILE`."
        return Self.comment(words, indent: 4) + [
            "    objects: { \(chosen) }",
            Self.explained("    mapping: \(destination.descriptor.type).mapping.yaml", "which field gets what"),
        ]
    }

    private static func explained(_ line: String, _ words: String) -> String {
        line + String(repeating: " ", count: max(1, column - line.count)) + "# \(words)"
    }

    /// Words as lines of a comment.
    private static func comment(_ text: String, indent: Int) -> [String] {
        let start = String(repeating: " ", count: indent) + "#"
        var lines = [start]
        for word in text.split(separator: " ") {
            if let last = lines.last, last.count + 1 + word.count > width, last != start { lines.append(start) }
            lines[lines.count - 1] += " \(word)"
        }
        return lines
    }
}
