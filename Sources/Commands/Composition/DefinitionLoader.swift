import Connectors
import Foundation
import SyncModel

/// The description of a CRM that the user describes, from its file or as shipped.
enum DefinitionLoader {
    /// A description with the document that it was read from.
    struct Loaded {
        var document: DocumentNode
        var description: ConnectorDescription
    }

    /// - Parameter settings: the destination.
    /// - Returns: `nil` for a connector that is not described.
    /// - Throws: `DocumentProblems` with every mistake of the description.
    static func load(_ settings: DestinationSettings) throws -> Loaded? {
        guard let descriptor = ConnectorRegistry.descriptor(settings.type), let describe = descriptor.describe,
            let definition = settings.definition
        else { return nil }
        let document = try document(definition, descriptor)
        return Loaded(document: document, description: try describe(document))
    }

    /// Reads the text that `definition` names.
    static func document(_ definition: String, _ descriptor: ConnectorDescriptor) throws -> DocumentNode {
        if definition.hasPrefix("builtin:"), let text = descriptor.definitions[String(definition.dropFirst(8))] {
            return try YAMLDocument.parse(text, file: definition)
        }
        guard let text = try? String(contentsOfFile: definition, encoding: .utf8) else {
            throw CommandFailure.usage("The definition \(definition) cannot be read.")
        }
        return try YAMLDocument.parse(text, file: MappingLoader.shortened(definition))
    }
}
