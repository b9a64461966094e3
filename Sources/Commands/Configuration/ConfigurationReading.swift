import SyncModel

/// What was found in `sluice.yaml`, in what it includes and in the mappings that it names, mistakes among it.
struct ConfigurationReading: Sendable {
    private let configuration: SluiceConfiguration?
    /// Mistakes of everything but mappings.
    private(set) var problems: [DocumentProblem]
    private var mappings: [DestinationName: ReadMapping] = [:]
    /// Documents that could be read, also where they have mistakes.
    private(set) var sources: [DestinationName: MappingSource] = [:]
    /// Mistakes of mappings, in the order of the destinations.
    private(set) var mistakes: [(destination: DestinationName, problems: [DocumentProblem])] = []

    /// - Parameters:
    ///   - configuration: `nil` where there is none at all.
    ///   - problems: what is wrong with it.
    ///   - unreadable: destinations whose mapping file is not there, with what to tell of it.
    init(
        _ configuration: SluiceConfiguration?,
        problems: [DocumentProblem],
        unreadable: [DestinationName: DocumentProblem] = [:]
    ) {
        self.configuration = configuration
        self.problems = problems
        for settings in configuration?.destinations ?? [] {
            if let problem = unreadable[settings.name] { add([problem], to: settings.name) }
            do {
                let source = try MappingSource(of: settings)
                sources[settings.name] = source
                mappings[settings.name] = try ReadMapping(source)
            } catch let found as DocumentProblems {
                add(found.problems, to: settings.name)
            } catch {
                // What names no document was told where it is named; nothing else may go untold.
                guard problems.isEmpty, unreadable[settings.name] == nil, let failure = error as? CommandFailure
                else { continue }
                let mark = DocumentMark(file: settings.mappingFile ?? settings.definition ?? "", line: 1, column: 1)
                add([DocumentProblem(mark, failure.message, fix: "save it as text in UTF-8")], to: settings.name)
            }
        }
    }

    /// Adds what is known of a mapping beside its own document; what was told already is told once.
    mutating func add(_ more: [DocumentProblem], to destination: DestinationName) {
        let place = mistakes.firstIndex { $0.destination == destination }
        let told = place.map { mistakes[$0].problems } ?? []
        let new = more.filter { !told.contains($0) }
        guard !new.isEmpty else { return }
        if let place { mistakes[place].problems += new } else { mistakes.append((destination, new)) }
    }

    /// All mistakes at once, in reading order; two destinations may have one mapping, whose mistakes are told once.
    var everything: DocumentProblems {
        var all = problems
        for (_, found) in mistakes { all += found.filter { !all.contains($0) } }
        return DocumentProblems(all.inReadingOrder)
    }

    /// The configuration, whatever its mappings are like.
    ///
    /// - Throws: `DocumentProblems` with all mistakes, where anything else is wrong.
    func settings() throws(DocumentProblems) -> SluiceConfiguration {
        guard problems.isEmpty, let configuration else { throw everything }
        return configuration
    }

    /// The configuration with its mappings.
    ///
    /// - Throws: `DocumentProblems` with all mistakes.
    func mapped() throws(DocumentProblems) -> MappedConfiguration {
        let configuration = try settings()
        guard mistakes.isEmpty else { throw everything }
        return MappedConfiguration(configuration, mappings)
    }

    /// The configuration for those who deliver nothing: of a mapping with mistakes only the names of its fields are there, as
    /// far as they can be told.
    ///
    /// - Throws: `DocumentProblems` with all mistakes, where anything but a mapping is wrong.
    func outlined() throws(DocumentProblems) -> MappedConfiguration {
        let configuration = try settings()
        let good = mappings.filter { mapping in !mistakes.contains { $0.destination == mapping.key } }
        return MappedConfiguration(
            configuration,
            good,
            outlines: sources.filter { good[$0.key] == nil }.compactMapValues(\.outline)
        )
    }

    /// What a command says that goes on without the mappings, a line for each that cannot be used.
    ///
    /// How many mistakes it has is not known here: what the CRM's own fields show comes on top.
    var warnings: [String] {
        mistakes.map {
            "The mapping of \($0.destination) cannot be used; \"sluice doctor\" says what is wrong with it."
        }
    }
}
