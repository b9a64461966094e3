/// Records with all that comparing them with CRMs takes.
package protocol AuditStore: Sendable {
    /// Records of one kind by ascending id, deleted ones included, with their lanes in these destinations.
    ///
    /// What cannot be read is among them, see ``AuditedRecord/unread``.
    func audited(
        _ kind: RecordKind,
        of store: StoreName,
        _ selection: AuditSelection,
        destinations: [DestinationName]
    ) async throws -> [AuditedRecord]

    /// The newest delivery note of each of these records, where there is one; at most 1,000 records.
    func lastNotes(of keys: [RecordKey], destination: DestinationName) async throws -> [RecordKey: DeliveryNote]
}

/// Which records are meant.
package enum AuditSelection: Sendable, Hashable {
    /// Those of these ids, as far as there are any; at most 1,000.
    case ids([Int64])
    /// Those behind an id.
    case behind(Int64, limit: Int)
}

/// A record with where it stands in each destination, as of one moment.
package struct AuditedRecord: Sendable, Hashable {
    package var stored: StoredRecord
    /// For an order: its customer's record, where there is one.
    package var customer: CustomerRecord?
    package var lanes: [DestinationName: Lane]
    /// For an order: the links of its customer.
    package var parents: [DestinationName: Link]
    /// Why it, its customer or a lane of it cannot be read: nothing is to be compared with the half that is known.
    package var unread: UnreadRow?

    package init(
        stored: StoredRecord,
        customer: CustomerRecord? = nil,
        lanes: [DestinationName: Lane] = [:],
        parents: [DestinationName: Link] = [:]
    ) {
        self.stored = stored
        self.customer = customer
        self.lanes = lanes
        self.parents = parents
    }

    package var record: SyncRecord { stored.record }

    /// For an order: its customer in Shopify, of whom we know nothing.
    package var buyerToRead: Int64? {
        guard record.kind == .order, !record.life.isDeleted, customer == nil else { return nil }
        // Of guests, whose ids are negative, Shopify knows nothing more.
        return record.customerID.flatMap { $0 > 0 ? $0 : nil }
    }

    /// What a destination's mapping is given of it.
    package func input(for destination: DestinationName, of store: StoreFacts) -> MappingInput {
        MappingInput(
            store: store,
            record: record,
            customer: customer,
            origin: lanes[destination]?.origin ?? .history
        )
    }
}

extension JobStore {
    /// What an audit has found; the whole once it is done.
    ///
    /// `nil` while nothing is known yet.
    package func auditReport(of job: Job.ID) async throws -> AuditReport? {
        try await slices(of: job, in: nil, after: -1, limit: 1).first?.audit?.report
    }
}
