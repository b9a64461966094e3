import Connectors
import SyncEngine
import SyncModel

/// A destination's mapping beside what its CRM says of its own fields, for commands.
struct MappingCheck: Sendable {
    let settings: DestinationSettings
    private let source: MappingSource
    private let configuration: SluiceConfiguration

    /// - Parameters:
    ///   - settings: the destination.
    ///   - source: its mapping document.
    ///   - configuration: in which it stands.
    init(_ settings: DestinationSettings, _ source: MappingSource, _ configuration: SluiceConfiguration) {
        self.settings = settings
        self.source = source
        self.configuration = configuration
    }

    /// - Throws: `CommandFailure` for a destination of another configuration.
    init(_ settings: DestinationSettings, _ configuration: MappedConfiguration) throws(CommandFailure) {
        self.init(settings, try configuration.read(of: settings).source, configuration.settings)
    }

    /// The mapping, checked by what the CRM last said; only what does not fit that is looked up in the CRM itself, for it
    /// may be newer than what was kept.
    ///
    /// Without a store, and where nothing was kept yet, it is checked by the catalogue of source fields alone.
    func load() async throws -> CompiledMapping { try await load(in: Self.store(configuration)) }

    /// The same with what `setup` has to make first, by one look into the store.
    func loadWithMissing() async throws -> (mapping: CompiledMapping, missing: MissingFields) {
        try await loadWithMissing(in: Self.store(configuration))
    }

    /// The same with a store that is open.
    func loadWithMissing(
        in store: (any SyncStore)?
    ) async throws -> (mapping: CompiledMapping, missing: MissingFields) {
        let mapping = try await load(in: store)
        return (mapping, try await missing(mapping, in: store))
    }

    private func load(in store: (any SyncStore)?) async throws -> CompiledMapping {
        do {
            let mapping = try source.compile()
            guard let store else { return mapping }
            let misfit = try await misfit(in: store)
            if let age = misfit.age(SystemClock().now) { Output.error(age) }
            guard misfit.problems.isEmpty else { throw DocumentProblems(misfit.problems.inReadingOrder) }
            return mapping
        } catch let problems as DocumentProblems {
            throw CommandFailure.configuration(problems)
        }
    }

    /// What a mapping names that its CRM does not have, or not so.
    struct Misfit {
        var problems: [DocumentProblem] = []
        var destination: DestinationName
        /// Since when what they are told by has been known, where the CRM was not asked anew.
        var knownSince: Instant?
        /// Whether it was asked, and did not answer.
        var isAway = false

        /// What is said of that.
        func age(_ now: Instant) -> String? {
            knownSince.map {
                "What \(destination) has is known from \(Ages.ago($0, now: now)); "
                    + (isAway ? "it cannot be asked now." : "it is asked anew once the rest is mended.")
            }
        }
    }

    /// What does not fit what the CRM last said of its fields; none where it never said anything.
    ///
    /// - Parameters:
    ///   - store: what was kept, and is to be kept.
    ///   - asks: whether the CRM is asked where something does not fit, for it may be newer than what was kept.
    /// - Returns: only what the document alone does not tell.
    /// - Throws: what the store throws.
    func misfit(in store: any SyncStore, asks: Bool = true) async throws -> Misfit {
        let own = source.mistakes(by: [:])
        func others(by schemas: [RecordKind: CRMSchema]) -> [DocumentProblem] {
            source.mistakes(by: schemas).filter { !own.contains($0) }
        }
        let known = try await store.schemas(of: settings.name)
        guard let fetchedAt = known.fetchedAt else { return Misfit(destination: settings.name) }
        let found = others(by: known.schemas)
        guard !found.isEmpty else { return Misfit(destination: settings.name) }
        let isAsked = asks && own.isEmpty && settings.mode.reads
        if isAsked, let fresh = await fetched(try source.compile()) {
            try await store.note(fresh, of: settings.name)
            return Misfit(problems: others(by: fresh.schemas), destination: settings.name)
        }
        return Misfit(problems: found, destination: settings.name, knownSince: fetchedAt, isAway: isAsked)
    }

    /// The fields that the mapping names and `setup` has not made yet, by what the CRM last said; only where some seem to be
    /// missing is the CRM itself asked.
    ///
    /// None where nothing was kept yet.
    func missing(_ mapping: CompiledMapping, in store: (any SyncStore)?) async throws -> MissingFields {
        func found(_ names: [String]) -> MissingFields {
            MissingFields(destination: settings.name, names: names, mode: settings.mode)
        }
        guard let store else { return found([]) }
        let names = mapping.missingFields(by: try await store.schemas(of: settings.name).schemas)
        guard !names.isEmpty, settings.mode.reads, let fresh = await fetched(mapping) else { return found(names) }
        try await store.note(fresh, of: settings.name)
        return found(mapping.missingFields(by: fresh.schemas))
    }

    /// What the CRM says now; `nil` where it cannot be asked.
    private func fetched(_ mapping: CompiledMapping) async -> [RecordKind: SeenSchema]? {
        guard let outbound = try? OutboundComposition(configuration) else { return nil }
        var found: [RecordKind: SeenSchema]?
        if let connector = try? outbound.route(settings, mapping, configuration).connector {
            found = try? await connector.schemas(mapping.kinds, now: SystemClock().now)
        }
        await outbound.shutdown()
        return found
    }

    /// The store, where there is one.
    private static func store(_ configuration: SluiceConfiguration) async -> (any SyncStore)? {
        guard StoreSession.exists(configuration) else { return nil }
        return try? await StoreSession.open(configuration).store
    }

    // MARK: For doctor and setup

    /// Asks the CRM, keeps what it says where there is a store, and checks the mapping by it.
    func findings(_ connector: any CRMConnector) async throws -> [Finding] {
        let mapping: CompiledMapping
        var adoption: [Finding] = []
        do {
            let fresh = try await connector.schemas(now: SystemClock().now)
            if let store = await Self.store(configuration) { try? await store.note(fresh, of: settings.name) }
            adoption = AdoptionFindings.all(settings, orders: fresh[.order]?.schema)
            // What may not be read was told by the check; the mapping is then checked without it.
            mapping = try source.compile(by: fresh.schemas)
        } catch let problems as DocumentProblems {
            return adoption + Finding.problems(of: problems)
        }
        return adoption + [Finding(.fine, "mapping", fits)] + Finding.warnings(mapping.warnings)
            + MetafieldFindings.all(mapping, settings, configuration)
    }

    /// What a mapping without a mistake was compared with: the fields of a CRM that a user describes cannot be asked for.
    private var fits: String {
        guard let definition = settings.definition else {
            return "\(settings.mappingFile ?? "the shipped one") fits the CRM's fields"
        }
        let name = settings.mappingFile ?? "the one in " + MappingLoader.shortened(definition)
        return "\(name) fits the description; which fields the CRM has is not known"
    }

    /// Keeps what the CRM says of its fields once they were made; that it cannot be asked now is no failure.
    func keep(_ connector: any CRMConnector, in store: any SyncStore) async throws {
        guard let fresh = try? await connector.schemas(now: SystemClock().now) else { return }
        try await store.note(fresh, of: settings.name)
    }
}
