import Connectors
import SyncEngine
import SyncModel

/// A destination's mapping beside what its CRM says of its own fields, for commands.
struct MappingCheck: Sendable {
    let settings: DestinationSettings
    let configuration: SluiceConfiguration

    init(_ settings: DestinationSettings, _ configuration: SluiceConfiguration) {
        self.settings = settings
        self.configuration = configuration
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
            return try await checked(in: store)
        } catch let problems as DocumentProblems {
            throw CommandFailure.configuration(problems)
        }
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

    private func checked(in store: (any SyncStore)?) async throws -> CompiledMapping {
        let plain = try MappingLoader.load(settings)
        guard let store else { return plain }
        let known = try await store.schemas(of: settings.name)
        guard let fetchedAt = known.fetchedAt else { return plain }
        do {
            return try MappingLoader.load(settings, schemas: known.schemas)
        } catch let problems as DocumentProblems {
            if settings.mode.reads, let fresh = await fetched(plain) {
                try await store.note(fresh, of: settings.name)
                return try MappingLoader.load(settings, schemas: fresh.schemas)
            }
            Output.error(
                "What the CRM has is known from \(Ages.ago(fetchedAt, now: SystemClock().now)); it cannot be asked now."
            )
            throw problems
        }
    }

    /// What the CRM says now; `nil` where it cannot be asked.
    private func fetched(_ mapping: CompiledMapping) async -> [RecordKind: SeenSchema]? {
        guard let outbound = try? OutboundComposition(configuration) else { return nil }
        var found: [RecordKind: SeenSchema]?
        if let connector = try? outbound.route(settings, configuration).connector {
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
            mapping = try MappingLoader.load(settings, schemas: fresh.schemas)
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
