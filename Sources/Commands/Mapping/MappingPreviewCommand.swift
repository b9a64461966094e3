import ArgumentParser
import SyncEngine
import SyncModel

struct MappingPreviewCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "preview",
        abstract: "Print what would be sent to a destination for a record.",
        discussion: """
            Example: sluice mapping preview order 1001
            Example: sluice mapping preview order 1001 --diff
            Example: sluice mapping preview order --sample order.json

            --sample takes a webhook body: an order or a customer as Shopify sends them. Without the kind, one with \
            line_items is taken for an order. --diff reads the CRM and sets what it holds beside what would be sent: what \
            stays the same, what would change, and what is left as it is. Where a server runs, the server reads.
            """
    )

    @Argument(help: "Which kind of record.") var kind: ShowCommand.Kind?
    @Argument(help: "Which one: as for \"sluice show\".") var what: String?
    @Option(help: "A file with a webhook body, instead of a stored record.") var sample: String?
    @Option(help: "Only this store's record; of a webhook body, whose it is. Default: the first that sends there.")
    var store: String?
    @Flag(help: "Set it beside what the CRM holds.") var diff = false
    @OptionGroup var destination: MappingDestinationOption
    @OptionGroup var config: ConfigurationOption
    @OptionGroup var json: JSONOption

    func validate() throws {
        guard sample == nil ? kind != nil && what != nil : what == nil else {
            throw ValidationError("Name a record (order 1001), or give a webhook body with --sample FILE.")
        }
    }

    func run() async throws {
        let configuration = try await config.loadMapped()
        let settings = try destination.chosen(configuration.settings)
        let checked = try await MappingCheck(settings, configuration).load(needsCRM: diff)
        checked.tell()
        let (mapping, missing) = (checked.mapping, checked.missing)
        guard let store = try configuration.settings.stores(of: settings, named: store).first else {
            throw CommandFailure.usage("No store sends to destination \(settings.name).")
        }
        var input: MappingInput
        var known: AuditedRecord?
        if let sample {
            let body = try SampleBody(file: sample, kind: kind?.record, store: store.name)
            input = MappingInput(
                store: StoreFacts(name: store.name, domain: store.shop),
                record: body.record,
                customer: body.customer
            )
        } else {
            let (audited, facts) = try await stored(settings, configuration)
            (input, known) = (audited.input(for: settings.name, of: facts), audited)
        }
        if diff { return try await compare(input, settings, mapping, missing, configuration) }
        do throws(DeliveryFault) {
            var report = PreviewReport(
                try mapping.map(input),
                destination: settings.name,
                link: known?.lanes[settings.name]?.link,
                mapping: mapping.identity
            )
            report.notSent = try? await Self.obstacle(
                to: input,
                known,
                settings,
                configuration,
                try await StoreSession.open(configuration.settings).store
            )
            report.missingFields = missing.names
            if json.isOn { try? Output.json(report) } else { report.show() }
            if !json.isOn, let words = missing.words { Output.line(words) }
        } catch {
            throw CommandFailure.failed("The mapping cannot be applied: \(error.message)")
        }
    }

    /// Why nothing is sent of a record, whatever the mapping makes of it; `nil` where something is.
    static func obstacle(
        to input: MappingInput,
        _ known: AuditedRecord?,
        _ settings: DestinationSettings,
        _ configuration: MappedConfiguration,
        _ store: any IdentityStore
    ) async throws -> String? {
        let record = input.record
        if record.life.isDeleted { return "it was deleted in Shopify" }
        guard RoutingTable(configuration).destinations(for: record, of: input.store.name).contains(settings.name) else {
            return "records like it are not sent, such as test orders"
        }
        if let reason = settings.contacts.reason(against: record, known?.lanes[settings.name]) { return reason }
        if known?.lanes[settings.name]?.link?.standing == .shared {
            return "it shares another customer's contact, whose values stay"
        }
        guard let key = known?.stored.key else { return nil }
        let ruling = try await store.rulings(on: [key], in: settings.name)[key]
        return ruling?.choice == .skip ? IdentityRuling.skipReason : nil
    }

    private func stored(
        _ settings: DestinationSettings,
        _ configuration: MappedConfiguration
    ) async throws -> (AuditedRecord, StoreFacts) {
        guard let kind, let what, let term = SearchTermParser.parse(what) else {
            throw CommandFailure.usage("Say which record.")
        }
        let named = try self.store.map { try configuration.settings.store(named: $0).name }
        let store = try await StoreSession.open(configuration.settings).store
        let hits = try await store.find(term, kind: kind.record, limit: 21).withoutClaimedGuests
            .filter { named == nil || $0.key.store == named }
        guard let hit = hits.first, hits.count == 1 else {
            throw hits.isEmpty
                ? CommandFailure.failed("No \(kind.rawValue) \"\(what)\" is known here.")
                : CommandFailure.usage(
                    "\"\(what)\" fits several; \"sluice show \(kind.rawValue) \(ShellWord.quoted(what))\" lists them. Use the id."
                )
        }
        let domain = configuration.stores.first { $0.name == hit.key.store }?.shop ?? ""
        let audited = try await store.audited(
            hit.key.kind,
            of: hit.key.store,
            .ids([hit.key.id]),
            destinations: [settings.name]
        ).first
        guard let audited else { throw CommandFailure.failed("No \(kind.rawValue) \"\(what)\" is known here.") }
        return (audited, StoreFacts(name: hit.key.store, domain: domain))
    }

    /// Beside what the CRM holds, as a job of the store's owner; what it found is forgotten once it is shown.
    private func compare(
        _ input: MappingInput,
        _ settings: DestinationSettings,
        _ mapping: CompiledMapping,
        _ missing: MissingFields,
        _ configuration: MappedConfiguration
    ) async throws {
        if let obstacle = RecordComparison.obstacle(settings) { throw CommandFailure.usage(obstacle) }
        let session = try await JobSession(configuration, by: ActorOption.user)
        let shop = try configuration.settings.store(named: input.store.name.rawValue)
        let comparison = RecordComparison(
            of: input,
            in: settings,
            by: try configuration.read(of: settings),
            isSample: sample != nil,
            store: session.store
        )
        let jobs = try await session.enqueue(.mapping(comparison.spec), for: [shop])
        let ended = try await session.follow(jobs, showing: JobScreen(isQuiet: true))
        guard let job = ended.first else { throw CommandFailure.failed(RecordComparison.erased) }
        let answer = try await comparison.take(job)
        if case .erased = answer { throw CommandFailure.failed(RecordComparison.erased) }
        try JobEnding(jobs: ended, json: json, printsJobs: false).finish()
        guard case .found(let found) = answer else {
            throw CommandFailure.timedOut("The comparison was left before it was done; ask again.")
        }
        var report = DiffReport(found, of: input.record, destination: settings.name)
        report.missingFields = missing.names
        report.mapping = mapping.identity
        if json.isOn { try Output.json(report) } else { report.show() }
        if !json.isOn, let words = missing.words { Output.line(words) }
    }
}

extension ShowCommand.Kind {
    var record: RecordKind { self == .order ? .order : .customer }
}
