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
        let configuration = try config.load()
        let settings = try destination.chosen(configuration)
        let mapping = try await MappingCheck(settings, configuration).load()
        guard let store = configuration.stores.first(where: { settings.stores.contains($0.name) }) else {
            throw CommandFailure.usage("No store sends to destination \(settings.name).")
        }
        var input: MappingInput
        if let sample {
            let body = try SampleBody(file: sample, kind: kind?.record, store: store.name)
            input = MappingInput(
                store: StoreFacts(name: store.name, domain: store.shop),
                record: body.record,
                customer: body.customer
            )
        } else {
            input = try await stored(configuration)
        }
        if diff { return try await compare(input, settings, mapping, configuration) }
        do throws(DeliveryFault) {
            let report = PreviewReport(try mapping.map(input), destination: settings.name)
            if json.isOn { try? Output.json(report) } else { report.show() }
        } catch {
            throw CommandFailure.failed("The mapping cannot be applied: \(error.message)")
        }
    }

    private func stored(_ configuration: SluiceConfiguration) async throws -> MappingInput {
        guard let kind, let what, let term = SearchTermParser.parse(what) else {
            throw CommandFailure.usage("Say which record.")
        }
        let store = try await StoreSession.open(configuration).store
        let hits = try await store.find(term, kind: kind.record, limit: 3).withoutClaimedGuests
        guard let hit = hits.first, hits.count == 1 else {
            throw hits.isEmpty
                ? CommandFailure.failed("No \(kind.rawValue) \"\(what)\" is known here.")
                : CommandFailure.usage(
                    "\"\(what)\" fits several; \"sluice show \(kind.rawValue) \(what)\" lists them. Use the id."
                )
        }
        let domain = configuration.stores.first { $0.name == hit.key.store }?.shop ?? ""
        var customer: CustomerRecord?
        if let id = hit.record.customerID {
            let key = RecordKey(store: hit.key.store, kind: .customer, id: id)
            if case .customer(let known)? = try await store.record(key)?.record { customer = known }
        }
        return MappingInput(
            store: StoreFacts(name: hit.key.store, domain: domain),
            record: hit.record,
            customer: customer
        )
    }

    /// Beside what the CRM holds, as a job of the store's owner; what it found is forgotten once it is shown.
    private func compare(
        _ input: MappingInput,
        _ settings: DestinationSettings,
        _ mapping: CompiledMapping,
        _ configuration: SluiceConfiguration
    ) async throws {
        guard settings.mode.reads else {
            throw CommandFailure.usage(
                "Destination \(settings.name) is off, so its CRM is not called. Set mode: shadow to look at it."
            )
        }
        let session = try await JobSession(configuration)
        let shop = try configuration.store(named: input.store.name.rawValue)
        let spec = MappingSpec(
            .compare,
            destination: settings.name,
            kinds: [input.record.kind],
            fingerprint: mapping.fingerprint,
            record: input.record.id,
            sample: sample == nil ? nil : MappingSpec.Sample(record: input.record, customer: input.customer)
        )
        let jobs = try await session.enqueue(.mapping(spec), for: [shop])
        let ended = try await session.follow(jobs, showing: JobScreen(isQuiet: true))
        // A number can be another job's by now, where an erasure has taken this one.
        guard ended.allSatisfy({ $0.spec == .mapping(spec) }) else {
            throw CommandFailure.failed("The comparison was erased before it was read; ask again.")
        }
        let found = try await session.store.mappingReport(of: jobs[0].id).details.first
        for job in ended { _ = try await session.store.forget(job.id) }
        try JobEnding(jobs: ended, json: json, printsJobs: false).finish()
        guard let found else {
            throw CommandFailure.timedOut("The comparison was left before it was done; ask again.")
        }
        let report = DiffReport(found, of: input.record, destination: settings.name)
        if json.isOn { try Output.json(report) } else { report.show() }
    }
}

extension ShowCommand.Kind {
    var record: RecordKind { self == .order ? .order : .customer }
}
