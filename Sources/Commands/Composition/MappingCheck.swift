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

    /// A mapping that can be used, with what a person should know of it.
    struct Checked {
        var mapping: CompiledMapping
        /// What `setup` has to make first.
        var missing: MissingFields
        /// What may not be meant so, and what may not fit a CRM that cannot be asked.
        var remarks: [String]

        func tell() { for remark in remarks { Output.error(remark) } }
    }

    /// The mapping, checked by what the CRM last said; only what does not fit that is looked up in the CRM itself, for it
    /// may be newer than what was kept.
    ///
    /// Without a store, and where nothing was kept yet, it is checked by the catalogue of source fields alone, unless the CRM is
    /// needed anyhow. What is kept of a CRM that cannot be asked is told and stops nothing: it may be old.
    ///
    /// - Parameters:
    ///   - needsFields: whether something is to be sent or compared, so that it is looked whether `setup` has made the fields.
    ///   - needsCRM: whether the CRM is about to be called, so that one which was never asked what it has is asked now.
    /// - Returns: the mapping with what is to be told of it.
    /// - Throws: `CommandFailure` with every mistake.
    func load(needsFields: Bool = true, needsCRM: Bool = false) async throws -> Checked {
        let store = await Self.store(configuration)
        let isAsked = try await isAsked(in: store)
        let fresh = needsCRM && !isAsked ? await fetchedFirst() : nil
        if let fresh { try await store?.note(fresh, of: settings.name) }
        let unasked = isAsked || fresh != nil ? nil : unasked
        do {
            var checked = try await load(in: store, by: fresh, needsFields: needsFields)
            checked.remarks += [unasked].compactMap(\.self)
            return checked
        } catch var failure as CommandFailure {
            failure.message = ([failure.message] + [unasked].compactMap(\.self)).joined(separator: "\n")
            throw failure
        }
    }

    /// Whether the CRM has ever said what it has, or never can.
    private func isAsked(in store: (any SyncStore)?) async throws -> Bool {
        if settings.definition != nil { return true }
        guard let store else { return false }
        return try await store.schemas(of: settings.name).fetchedAt != nil
    }

    /// What is told then: a mapping without a mistake may name what is not there.
    private var unasked: String {
        "What the CRM of \(settings.name) has was never asked, so that only the file was checked; \"sluice doctor\" checks both."
    }

    /// The same with a store that is open.
    func load(in store: (any SyncStore)?, needsFields: Bool = true) async throws -> Checked {
        try await load(in: store, by: nil, needsFields: needsFields)
    }

    /// The same by what the CRM has just said, where it was asked.
    private func load(
        in store: (any SyncStore)?,
        by fresh: [RecordKind: SeenSchema]?,
        needsFields: Bool
    ) async throws -> Checked {
        do {
            let mapping = try source.compile()
            let misfit: MappingMisfit
            let missing: MissingFields
            if let fresh {
                misfit = self.misfit(by: fresh.schemas)
                missing = self.missing(needsFields ? mapping.missingFields(by: fresh.schemas) : [])
            } else {
                misfit = try await self.misfit(in: store)
                missing = try await self.missing(mapping, in: needsFields ? store : nil)
            }
            let now = SystemClock().now
            if !misfit.problems.isEmpty, !misfit.isAway {
                var failure = CommandFailure.configuration(DocumentProblems(misfit.problems.inReadingOrder))
                failure.message = ([failure.message] + [misfit.age(now)].compactMap(\.self)).joined(separator: "\n")
                throw failure
            }
            return Checked(
                mapping: mapping,
                missing: missing,
                remarks: misfit.remarks(now)
            )
        } catch let problems as DocumentProblems {
            throw CommandFailure.configuration(problems)
        }
    }

    /// What does not fit what the CRM last said of its fields; no mistake where it never said anything.
    ///
    /// - Parameters:
    ///   - store: what was kept, and is to be kept; `nil` where nothing is.
    ///   - asks: whether the CRM is asked where something does not fit, for it may be newer than what was kept.
    ///   - isFirst: whether a CRM that never said anything is asked.
    /// - Returns: only those mistakes that the document alone does not tell.
    /// - Throws: what the store throws.
    func misfit(
        in store: (any SyncStore)?,
        asks: Bool = true,
        isFirst: Bool = false
    ) async throws -> MappingMisfit {
        let known = try await store?.schemas(of: settings.name)
        var misfit = misfit(by: known?.schemas ?? [:])
        guard let store, let fetchedAt = known?.fetchedAt else {
            guard isFirst, let fresh = await fetchedFirst() else { return misfit }
            try await store?.note(fresh, of: settings.name)
            return self.misfit(by: fresh.schemas)
        }
        guard !misfit.problems.isEmpty else { return misfit }
        let isAsked = asks && source.mistakes(by: [:]).isEmpty && settings.mode.reads
        if isAsked, let fresh = await fetched(try source.compile()) {
            try await store.note(fresh, of: settings.name)
            return self.misfit(by: fresh.schemas)
        }
        (misfit.knownSince, misfit.isAway) = (fetchedAt, isAsked)
        return misfit
    }

    private func misfit(by schemas: [RecordKind: CRMSchema]) -> MappingMisfit {
        let own = source.mistakes(by: [:])
        return MappingMisfit(
            destination: settings.name,
            problems: source.mistakes(by: schemas).filter { !own.contains($0) },
            warnings: source.warnings(by: schemas)
        )
    }

    /// The fields that the mapping names and `setup` has not made yet, by what the CRM last said; only where some seem to be
    /// missing is the CRM itself asked.
    ///
    /// None where nothing was kept yet.
    func missing(_ mapping: CompiledMapping, in store: (any SyncStore)?) async throws -> MissingFields {
        guard let store else { return missing([]) }
        let names = mapping.missingFields(by: try await store.schemas(of: settings.name).schemas)
        guard !names.isEmpty, settings.mode.reads, let fresh = await fetched(mapping) else { return missing(names) }
        try await store.note(fresh, of: settings.name)
        return missing(mapping.missingFields(by: fresh.schemas))
    }

    private func missing(_ names: [String]) -> MissingFields {
        MissingFields(destination: settings.name, names: names, mode: settings.mode)
    }

    /// What a CRM says that was never asked, by the fields' names alone where the mapping has mistakes; `nil` where it cannot be
    /// asked.
    private func fetchedFirst() async -> [RecordKind: SeenSchema]? {
        guard settings.mode.reads, settings.definition == nil, let mapping = (try? source.compile()) ?? source.outline
        else { return nil }
        return await fetched(mapping)
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
