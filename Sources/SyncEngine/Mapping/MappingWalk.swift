package import SyncModel

/// Goes through a store's records by id, page by page, and tells how each stands to a mapping; makes no call.
package struct MappingWalk: Sendable {
    let store: any SyncStore
    let name: StoreName
    let destination: DestinationName
    let mapper: any RecordMapper
    let facts: StoreFacts
    let routing: RoutingTable
    let contacts: ContactRules
    let demand: ReadDemand
    let adoption: AdoptionPolicy

    package static let size = 250

    /// - Parameters:
    ///   - store: where the records are.
    ///   - facts: what the mapping may say of the shop, and which one it is.
    ///   - destination: the one whose mapping is meant.
    ///   - mapper: the mapping.
    ///   - routing: which records go there at all.
    ///   - contacts: who gets a contact there.
    ///   - adoption: what is done about records that were there before us.
    ///   - demand: what is to be read of a record before anything is told; nothing where the store cannot be read.
    package init(
        _ store: any SyncStore,
        of facts: StoreFacts,
        to destination: DestinationName,
        mapper: any RecordMapper,
        routing: RoutingTable,
        contacts: ContactRules = ContactRules(),
        adoption: AdoptionPolicy = AdoptionPolicy(),
        demand: ReadDemand = ReadDemand()
    ) {
        self.store = store
        self.facts = facts
        name = facts.name
        self.destination = destination
        self.mapper = mapper
        self.routing = routing
        self.contacts = contacts
        self.demand = demand
        self.adoption = adoption
    }

    package struct Entry: Sendable {
        package var audited: AuditedRecord
        package var standing: MappingStanding
    }

    /// How many records there are of each kind, for telling how far a walk is.
    package func expected(_ kinds: [RecordKind]) async throws -> [RecordKind: Int64] {
        let activity = try await store.overview().stores.first { $0.store == name }
        let counts = [
            RecordKind.customer: Int64(activity?.customers ?? 0), RecordKind.order: Int64(activity?.orders ?? 0),
        ]
        return counts.filter { kinds.contains($0.key) }
    }

    /// The records of a selection; a page behind an id has fewer than ``size`` where it is the last.
    package func look(_ kind: RecordKind, _ selection: AuditSelection) async throws -> [Entry] {
        let page = try await store.audited(kind, of: name, selection, destinations: [destination])
        var entries = try await entries(page)
        guard demand != ReadDemand() else { return entries }
        for index in entries.indices where entries[index].standing.outcome.isOfMapping {
            if demand.isUnmet(by: entries[index].audited.record) { entries[index].standing = MappingStanding(.unread) }
        }
        return entries
    }

    /// The same records once they were read, as far as Shopify gave them, beside the lanes that they have now.
    func look(_ unread: [Entry], read: [SyncRecord]) async throws -> [Entry] {
        let byID = Dictionary(read.map { ($0.id, $0) }) { first, _ in first }
        return try await entries(
            unread.map { entry in
                var audited = entry.audited
                if let record = byID[audited.record.id] { audited.stored.record = audited.record.merged(with: record) }
                return audited
            }
        )
    }

    /// The same for a record that is not stored, or stored otherwise; its lane counts where there is one.
    package func look(_ sample: MappingSpec.Sample, now: Instant) async throws -> [Entry] {
        let record = sample.record
        let known = try await store.audited(record.kind, of: name, .ids([record.id]), destinations: [destination]).first
        let key = RecordKey(store: name, kind: record.kind, id: record.id)
        var audited =
            known
            ?? AuditedRecord(
                stored: StoredRecord(key: key, revision: 0, record: record, firstSeenAt: now, changedAt: now)
            )
        audited.stored.record = record
        audited.customer = sample.customer ?? audited.customer
        return try await entries([audited])
    }

    private func entries(_ page: [AuditedRecord]) async throws -> [Entry] {
        var entries = page.map { audited in
            Entry(
                audited: audited,
                standing: audited.unread.map { MappingStanding(.unmappable, reason: "\($0)") }
                    ?? MappingStanding(
                        audited,
                        in: destination,
                        isRouted: routing.destinations(for: audited.record, of: name).contains(destination),
                        mapper: mapper,
                        store: facts,
                        contacts: contacts
                    )
            )
        }
        let doubtful = entries.filter(\.standing.needsNote).map(\.audited.stored.key)
        guard !doubtful.isEmpty else { return entries }
        let notes = try await store.lastNotes(of: doubtful, destination: destination)
        for index in entries.indices {
            entries[index].standing.take(notes[entries[index].audited.stored.key], adoption: adoption)
        }
        return entries
    }
}
