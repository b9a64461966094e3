import Connectors
import Foundation
import SyncModel

/// A destination's mapping, read and compiled anew, for those who have no configuration that was read with its mappings.
enum MappingLoader {
    /// Reads and compiles; with the CRM's own schemas, names and values are checked against those too.
    ///
    /// - Throws: `DocumentProblems` with every mistake of the document.
    static func load(
        _ settings: DestinationSettings,
        schemas: [RecordKind: CRMSchema] = [:]
    ) throws -> CompiledMapping {
        try MappingSource(of: settings).compile(by: schemas)
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
