import Connectors
import SyncModel

/// A CRM as `init` may be asked for it: a connector, or the description of one that ships.
struct InitialDestination {
    /// A file that goes with it, relative to the folder.
    struct File {
        var name: String
        var text: String
    }

    /// Everything that may be asked for.
    static let choices: [String] = ConnectorRegistry.descriptors.flatMap { descriptor in
        [descriptor.type] + descriptor.definitions.keys.sorted().map { "builtin:\($0)" }
    }

    var name: String
    var descriptor: ConnectorDescriptor
    /// What stands at `definition`; `nil` for a connector that is not described.
    var definition: String?
    /// What the description says.
    var description: ConnectorDescription?
    var files: [File] = []

    /// - Parameter choice: one of ``choices``; `nil` for anything else.
    /// - Throws: `DocumentProblems` where a shipped description is no YAML, which a test rules out.
    init?(_ choice: String) throws {
        guard Self.choices.contains(choice) else { return nil }
        if let descriptor = ConnectorRegistry.descriptor(choice) {
            self.descriptor = descriptor
            guard descriptor.describe == nil else {
                name = "crm"
                // The shipped description with the fewest words, to be made into one's own.
                let first = descriptor.definitions.min { $0.value.utf8.count < $1.value.utf8.count }
                try take(File(name: "crm.definition.yaml", text: first?.value ?? ""))
                takeExample(choice)
                return
            }
            name = choice
            files = [File(name: "\(choice).mapping.yaml", text: descriptor.mapping([:]).text)]
            takeExample(choice)
            return
        }
        let shipped = String(choice.dropFirst("builtin:".count))
        guard let descriptor = ConnectorRegistry.descriptors.first(where: { $0.definitions[shipped] != nil }) else {
            return nil
        }
        self.descriptor = descriptor
        name = shipped
        definition = choice
        try describe(descriptor.definitions[shipped] ?? "", choice)
    }

    private mutating func takeExample(_ type: String) {
        guard let example = descriptor.exampleCase else { return }
        files.append(File(name: "\(type).mapping.tests/paid-order.case.yaml", text: example))
    }

    private mutating func take(_ file: File) throws {
        files = [file]
        definition = file.name
        try describe(file.text, file.name)
    }

    private mutating func describe(_ text: String, _ file: String) throws {
        description = try descriptor.describe?(YAMLDocument.parse(text, file: file))
    }

    var credentials: [ConnectorDescriptor.Credential] { description?.credentials ?? descriptor.credentials }

    /// The environment variable that stands for a credential.
    func variable(of key: String) -> String {
        let stem = key.hasPrefix("access_") ? String(key.dropFirst("access_".count)) : key
        return "\(name)_\(stem)".uppercased()
    }
}
