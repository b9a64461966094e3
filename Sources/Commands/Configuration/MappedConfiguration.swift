import SyncModel

/// The configuration with the mapping of every destination: what whoever delivers, reads or compares works on.
///
/// There is none where a mapping has a mistake, but for whoever delivers by none: see ``ConfigurationReading/outlined()``.
/// Commands that only look into the store, or write down there what a person decided, take a ``SluiceConfiguration``, which
/// says nothing of mappings, and so work on a bad day too.
@dynamicMemberLookup
package struct MappedConfiguration: Sendable {
    /// What the file says beside the mappings.
    package let settings: SluiceConfiguration
    private let mappings: [DestinationName: ReadMapping]
    /// The fields that mappings with mistakes name; nothing is delivered by them.
    private let outlines: [DestinationName: CompiledMapping]

    /// - Parameters:
    ///   - settings: the configuration.
    ///   - mappings: of every destination of it, but for those that nobody delivers to by it.
    ///   - outlines: of those.
    init(
        _ settings: SluiceConfiguration,
        _ mappings: [DestinationName: ReadMapping],
        outlines: [DestinationName: CompiledMapping] = [:]
    ) {
        self.settings = settings
        self.mappings = mappings
        self.outlines = outlines
    }

    /// Reads the mappings of a configuration that was not read from a file.
    ///
    /// - Throws: `DocumentProblems`, and `CommandFailure` for a connector or a file that is not there.
    init(reading settings: SluiceConfiguration) throws {
        var mappings: [DestinationName: ReadMapping] = [:]
        for destination in settings.destinations { mappings[destination.name] = try ReadMapping(of: destination) }
        self.init(settings, mappings)
    }

    package subscript<Value>(dynamicMember path: KeyPath<SluiceConfiguration, Value>) -> Value {
        settings[keyPath: path]
    }

    /// What a destination is delivered by, with the document that it was made of.
    ///
    /// - Throws: `CommandFailure` for a destination of another configuration.
    func read(of destination: DestinationSettings) throws(CommandFailure) -> ReadMapping {
        guard let mapping = mappings[destination.name] else {
            throw .usage("There is no destination \"\(destination.name)\" in \(settings.file).")
        }
        return mapping
    }

    /// By what a destination's fields are known, to read or to empty them there.
    ///
    /// - Returns: `nil` where its mapping has mistakes and does not even tell that.
    func outline(of destination: DestinationSettings) -> CompiledMapping? {
        mappings[destination.name]?.mapping ?? outlines[destination.name]
    }

    /// What a destination is delivered by.
    ///
    /// - Throws: `CommandFailure` for a destination of another configuration.
    func mapping(of destination: DestinationSettings) throws(CommandFailure) -> CompiledMapping {
        try read(of: destination).mapping
    }
}

/// A mapping as it was when the configuration was read, and the document that it was made of: what stands in the file by now
/// is another matter.
struct ReadMapping: Sendable {
    let source: MappingSource
    let mapping: CompiledMapping

    init(_ source: MappingSource) throws {
        self.source = source
        mapping = try source.compile()
    }

    init(of destination: DestinationSettings) throws { try self.init(MappingSource(of: destination)) }
}
