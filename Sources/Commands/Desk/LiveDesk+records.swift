import SyncEngine
import SyncModel
import Web

extension LiveDesk {
    /// How many hits a search lists.
    private static let listed = 20
    /// How long a page waits for the address of a CRM's own page; without it there is no link.
    private static let patience = Duration.milliseconds(100)
    /// How long a comparison with a CRM may take.
    private static let comparing = Duration.seconds(20)

    func search(_ text: String, kind: String?) async throws -> CandidatesReport {
        guard let term = SearchTermParser.parse(text) else {
            throw DeskFailure(.invalid, "Type an order's number, an id, a GID, an e-mail address or a name.")
        }
        let wanted = try kind.map { name in
            guard let kind = RecordKind(rawValue: name) else {
                throw DeskFailure(.invalid, "kind is order or customer.")
            }
            return kind
        }
        let hits = try await store.find(term, kind: wanted, limit: Self.listed + 1).withoutClaimedGuests
        return CandidatesReport(hits: hits, limit: Self.listed).masked
    }

    /// A record's story as `sluice show --json` prints it, with the CRM's own pages.
    func record(_ address: RecordAddress, reveals: Bool, by actor: String) async throws -> StoryReport {
        guard reveals else {
            let buyer = try await buyer(of: try key(address))
            return try await told(address) { $0.masked(FieldMask($1, customer: buyer)) }
        }
        return try await ActionLog(store, by: actor).perform("reveal", on: "\(try key(address))") {
            try await told(address) { report, _ in report }
        }
    }

    /// Who placed an order, whom its fields may name though the order itself does not.
    private func buyer(of key: RecordKey) async throws -> SyncRecord? {
        guard key.kind == .order, let id = try await store.record(key)?.record.customerID else { return nil }
        return try await store.record(RecordKey(store: key.store, kind: .customer, id: id))?.record
    }

    private func told(
        _ address: RecordAddress,
        _ shown: (StoryReport, SyncRecord) -> StoryReport
    ) async throws -> StoryReport {
        let story = try await story(address, limit: 50)
        let key = story.record.key
        var report = StoryReport(
            story: story,
            pauses: try await store.pauses(),
            context: try await StoryContext(of: story, store),
            configuration: configuration,
            now: clock.now
        )
        for index in report.lanes.indices {
            guard let crmID = report.lanes[index].crmId else { continue }
            report.lanes[index].crmPage = await page(of: crmID, key.kind, at: report.lanes[index].destination)
        }
        return shown(report, story.record.record)
    }

    /// Where the CRM shows a record; `nil` where that is not known at once.
    private func page(of crmID: String, _ kind: RecordKind, at destination: String) async -> String? {
        let configuration = mapped
        guard let outbound = surroundings.outbound(),
            let settings = configuration.destinations.first(where: { $0.name.rawValue == destination }),
            settings.mode.reads, let connector = try? outbound.route(settings, configuration).connector
        else { return nil }
        return await withTaskGroup(of: String?.self) { tasks in
            tasks.addTask { await connector.page(of: crmID, kind: kind) }
            tasks.addTask {
                try? await Task.sleep(for: Self.patience)
                return nil
            }
            let first = await tasks.next() ?? nil
            tasks.cancelAll()
            return first
        }
    }

    func payload(_ address: RecordAddress, destination: String) async throws -> PreviewReport {
        let story = try await story(address, limit: 1)
        let settings = try self.destination(destination, of: story)
        let configuration = mapped
        let checked = try await MappingCheck(settings, configuration).load(in: store)
        let (audited, input) = try await input(of: story, settings)
        do throws(DeliveryFault) {
            var report = PreviewReport(
                try checked.mapping.map(input),
                destination: settings.name,
                link: audited.lanes[settings.name]?.link,
                mapping: checked.mapping.identity
            )
            report.notSent = try? await MappingPreviewCommand.obstacle(
                to: input,
                audited,
                settings,
                configuration,
                store
            )
            report.missingFields = checked.missing.names
            return report.masked(FieldMask(input.record, customer: input.customer.map { .customer($0) }))
        } catch {
            throw DeskFailure(.conflict, "The mapping cannot be applied: \(PersonalMask.text(error.message))")
        }
    }

    private func input(
        of story: RecordStory,
        _ settings: DestinationSettings
    ) async throws -> (AuditedRecord, MappingInput) {
        let key = story.record.key
        let found = try await store.audited(
            key.kind,
            of: key.store,
            .ids([key.id]),
            destinations: [settings.name]
        ).first
        guard let found else { throw DeskFailure(.unknown, "The record went away while it was being read.") }
        let domain = configuration.stores.first { $0.name == key.store }?.shop ?? ""
        return (found, found.input(for: settings.name, of: StoreFacts(name: key.store, domain: domain)))
    }

    /// A record beside what the CRM holds, by a job of the store's owner that is forgotten once it is read.
    func comparison(_ address: RecordAddress, destination: String) async throws -> DiffReport {
        let story = try await story(address, limit: 1)
        let settings = try self.destination(destination, of: story)
        if let obstacle = RecordComparison.obstacle(settings) { throw DeskFailure(.conflict, obstacle) }
        let configuration = mapped
        let missing = try await MappingCheck(settings, configuration).load(in: store).missing
        let (_, input) = try await input(of: story, settings)
        let comparison = RecordComparison(
            of: input,
            in: settings,
            by: try configuration.read(of: settings),
            store: store
        )
        let job = try await store.enqueue(.mapping(comparison.spec), store: story.record.key.store, now: clock.now)
        let ended = try await follow(job.id)
        let found: MappingComparison
        switch try await comparison.take(ended) {
        case .found(let detail) where ended.state == .done: found = detail
        case .erased: throw DeskFailure(.unavailable, RecordComparison.erased)
        case .found, .nothing:
            throw DeskFailure(
                .unavailable,
                ended.problem.map { "The CRM could not be asked: \($0)" }
                    ?? "The comparison was not done in time. Ask again in a moment."
            )
        }
        var report = DiffReport(found, of: input.record, destination: settings.name)
        report.missingFields = missing.names
        return report.masked(FieldMask(input.record, customer: input.customer.map { .customer($0) }))
    }

    private func follow(_ id: Job.ID) async throws -> Job {
        let until = clock.now + Self.comparing
        while true {
            guard let job = try await store.job(id) else {
                throw DeskFailure(.unavailable, RecordComparison.erased)
            }
            if job.state.isFinal || clock.now >= until { return job }
            try await Task.sleep(for: .milliseconds(100))
        }
    }
}
