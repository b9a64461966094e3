import Connectors
import Foundation
import SyncModel

/// A destination's mapping document, as it was read at one moment, with all that it is compiled by.
struct MappingSource: Sendable {
    let document: DocumentNode
    /// As it stands in its file; `nil` where the CRM's description brings it.
    let text: String?
    /// What is wrong with how it is written; the rest was read all the same.
    private let flaws: [DocumentProblem]
    private let options: MappingOptions
    private let description: ConnectorDescription?

    /// Reads what a destination names, or a text instead of that.
    ///
    /// - Parameters:
    ///   - settings: the destination.
    ///   - given: a text to take instead of what it names.
    /// - Throws: `DocumentProblems` for what is no YAML, or for the CRM's description; `CommandFailure` for a connector or a file
    ///   that is not there.
    init(of settings: DestinationSettings, given: String? = nil) throws {
        // A mapping file is checked as far as that goes even where the connector's name is wrong: all mistakes at once.
        let descriptor = ConnectorRegistry.descriptor(settings.type)
        let definition = try DefinitionLoader.load(settings)
        if descriptor?.describe != nil, definition == nil {
            throw CommandFailure.usage("destination \(settings.name): \"definition\" is missing")
        }
        let shipped = descriptor?.mapping(settings.objects)
        var flaws: [DocumentProblem] = []
        if let given {
            text = given
            document = try YAMLDocument.parse(given, file: "(mapping of \(settings.name))")
        } else if let file = settings.mappingFile {
            guard let read = try? String(contentsOfFile: file, encoding: .utf8) else {
                throw CommandFailure.usage("The mapping file \(file) cannot be read.")
            }
            text = read
            let reading = try YAMLDocument.read(read, file: MappingLoader.shortened(file))
            (document, flaws) = (reading.node, reading.flaws)
        } else if let definition {
            text = nil
            document = try Self.described(definition, settings)
        } else if let shipped {
            text = shipped.text
            document = try YAMLDocument.parse(shipped.text, file: "(shipped mapping of \(settings.type))")
        } else {
            throw ConnectorRegistry.unknown(settings)
        }
        self.flaws = flaws
        description = definition?.description
        var options = description?.options ?? shipped?.options ?? MappingOptions()
        if descriptor?.keepsEmailConsent == true { options.emailConsent = settings.consent.email }
        if let file = settings.mappingFile, descriptor != nil, descriptor?.describe == nil {
            options.shipped =
                "sluice mapping default --destination \(settings.name) > \(ShellWord.quoted(MappingLoader.shortened(file)))"
        }
        self.options = options
    }

    private static func described(
        _ definition: DefinitionLoader.Loaded,
        _ settings: DestinationSettings
    ) throws(DocumentProblems) -> DocumentNode {
        if let mapping = definition.description.mapping { return mapping }
        throw DocumentProblems([
            DocumentProblem(
                definition.document.mark,
                "the description brings no mapping",
                fix:
                    "add a \"mapping\" section to it, or name a file: \"mapping: FILE\" in the destination, --mapping FILE "
                    + "for \"sluice connector try\""
            )
        ])
    }

    /// Compiles the document; with the CRM's own schemas, names and values are checked against those too.
    ///
    /// - Throws: `DocumentProblems` with every mistake of both kinds.
    func compile(by schemas: [RecordKind: CRMSchema] = [:]) throws(DocumentProblems) -> CompiledMapping {
        var options = options
        options.schemas = schemas
        let mapping: CompiledMapping
        do throws(DocumentProblems) {
            mapping = try MappingCompiler(options).compile(document)
        } catch {
            throw DocumentProblems((flaws + error.problems).inReadingOrder)
        }
        let problems = flaws + (description?.check(mapping) ?? [])
        guard problems.isEmpty else { throw DocumentProblems(problems.inReadingOrder) }
        return mapping
    }

    /// The names of its fields, whatever is wrong with their values; `nil` where even those cannot be told.
    var outline: CompiledMapping? { MappingCompiler(options).outline(document) }

    /// What works, but perhaps not as it is meant; without mistakes alone.
    func warnings(by schemas: [RecordKind: CRMSchema]) -> [DocumentProblem] {
        // Where the schemas show mistakes, the document's own warnings are left.
        ((try? compile(by: schemas)) ?? (try? compile()))?.warnings ?? []
    }

    /// What is wrong with it by its own document and by what its CRM says of its fields.
    func mistakes(by schemas: [RecordKind: CRMSchema]) -> [DocumentProblem] {
        do throws(DocumentProblems) {
            _ = try compile(by: schemas)
            return []
        } catch {
            return error.problems
        }
    }
}
