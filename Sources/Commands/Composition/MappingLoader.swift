import Connectors
import Foundation
import SyncModel

/// A destination's mapping, from its file or as shipped, compiled.
enum MappingLoader {
    /// Reads and compiles; with the CRM's own schemas, names and values are checked against those too.
    ///
    /// Without schemas it is the mapping that was compiled when the configuration was read, where one was: a server asks
    /// for it in many places.
    ///
    /// Throws `DocumentProblems` with every mistake of the document.
    static func load(
        _ settings: DestinationSettings,
        schemas: [RecordKind: CRMSchema] = [:]
    ) throws -> CompiledMapping {
        if schemas.isEmpty, let compiled = settings.compiledMapping { return compiled }
        return try compile(nil, for: settings, schemas: schemas)
    }

    /// The text of the document; `nil` where it cannot be read.
    static func text(_ settings: DestinationSettings) -> String? {
        guard let file = settings.mappingFile else {
            return ConnectorRegistry.descriptor(settings.type)?.mapping(settings.objects).text
        }
        return try? String(contentsOfFile: file, encoding: .utf8)
    }

    /// Compiles a text instead of what the destination names, or that where there is none.
    static func compile(
        _ given: String?,
        for settings: DestinationSettings,
        schemas: [RecordKind: CRMSchema] = [:]
    ) throws -> CompiledMapping {
        // A mapping file is checked as far as that goes even where the connector's name is wrong: all mistakes at once.
        let descriptor = ConnectorRegistry.descriptor(settings.type)
        let definition = try DefinitionLoader.load(settings)
        let described = definition?.description
        if descriptor?.describe != nil, definition == nil {
            throw CommandFailure.usage("destination \(settings.name): \"definition\" is missing")
        }
        let shipped = descriptor?.mapping(settings.objects)
        let document: DocumentNode
        if let given {
            document = try YAMLDocument.parse(given, file: "(mapping of \(settings.name))")
        } else if let file = settings.mappingFile {
            guard let text = try? String(contentsOfFile: file, encoding: .utf8) else {
                throw CommandFailure.usage("The mapping file \(file) cannot be read.")
            }
            document = try YAMLDocument.parse(text, file: shortened(file))
        } else if let described {
            guard let mapping = described.mapping else {
                throw DocumentProblems([
                    DocumentProblem(
                        definition?.document.mark ?? DocumentMark(file: settings.type, line: 1, column: 1),
                        "the description brings no mapping",
                        fix:
                            "add a \"mapping\" section to it, or name a file: \"mapping: FILE\" in the destination, --mapping FILE "
                            + "for \"sluice connector try\""
                    )
                ])
            }
            document = mapping
        } else if let shipped {
            document = try YAMLDocument.parse(shipped.text, file: "(shipped mapping of \(settings.type))")
        } else {
            throw ConnectorRegistry.unknown(settings)
        }
        var options = described?.options ?? shipped?.options ?? MappingOptions()
        options.schemas = schemas
        if descriptor?.keepsEmailConsent == true { options.emailConsent = settings.consent.email }
        let mapping = try MappingCompiler(options).compile(document)
        let problems = described?.check(mapping) ?? []
        guard problems.isEmpty else { throw DocumentProblems(problems) }
        return mapping
    }

    /// What is wrong with a mapping by what its CRM says of its fields; nothing where it cannot be read at all, which is
    /// found out before.
    static func mistakes(_ settings: DestinationSettings, schemas: [RecordKind: CRMSchema]) -> [DocumentProblem] {
        do {
            _ = try load(settings, schemas: schemas)
            return []
        } catch let problems as DocumentProblems {
            return problems.problems
        } catch {
            return []
        }
    }

    /// As a person would type the path: relative to where they are.
    static func shortened(_ file: String) -> String {
        let here = FileManager.default.currentDirectoryPath + "/"
        return file.hasPrefix(here) ? String(file.dropFirst(here.count)) : file
    }
}

extension ConnectorRegistry {
    /// The connector of a destination.
    static func known(_ settings: DestinationSettings) throws(CommandFailure) -> ConnectorDescriptor {
        guard let descriptor = descriptor(settings.type) else { throw unknown(settings) }
        return descriptor
    }

    static func unknown(_ settings: DestinationSettings) -> CommandFailure {
        .usage("destination \(settings.name): there is no connector \"\(settings.type)\"")
    }
}

extension DestinationSettings {
    /// What delivering many records takes; `nil` for a type that this build does not know.
    var cost: CallCost? { ConnectorRegistry.descriptor(type)?.cost }
}
