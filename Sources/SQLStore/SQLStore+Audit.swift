package import SyncModel

extension SQLStore {
    /// The query behind an audit's walk over deleted records, served by the index `records_deleted` alone.
    package static let deletedRecords =
        "SELECT id FROM records WHERE is_deleted = 1 AND store = ? AND kind = ? AND id > ? ORDER BY id LIMIT ?"

    package func audited(
        _ kind: RecordKind,
        of store: StoreName,
        _ selection: AuditSelection,
        destinations: [DestinationName]
    ) async throws -> [AuditedRecord] {
        try await database.read { session in
            let ids =
                switch selection {
                case .ids(let ids): ids
                case .behind(let id, let limit): try self.ids(kind, of: store, behind: id, limit: limit, in: session)
                }
            var unread: [RecordKey: StoreFailure] = [:]
            let keys = ids.map { RecordKey(store: store, kind: kind, id: $0) }
            var records = try records(keys, unread: &unread, in: session)
            let meant = (records.values + unread.keys.map(Self.untold)).sorted { $0.key.id < $1.key.id }
            let customers = try self.customers(of: meant.map(\.key), known: &records, unread: &unread, in: session)
            var lanes: [DestinationName: [RecordKey: Lane]] = [:]
            var closed: [DestinationName: [RecordKey: StoreFailure]] = [:]
            for name in destinations {
                lanes[name] = try self.lanes(
                    Set(meant.map(\.key)).union(customers.values),
                    destination: name,
                    locking: false,
                    unread: &closed[name, default: [:]],
                    in: session
                )
            }
            return meant.map { stored in
                var audited = AuditedRecord(stored: stored)
                let key = customers[stored.key]
                // Nothing is compared with half of what is known.
                audited.unread =
                    [stored.key, key].compactMap { $0 }.compactMap { key -> UnreadRow? in
                        if let failure = unread[key] { return UnreadRow(key, reason: "\(failure)") }
                        return destinations.compactMap { name in
                            closed[name]?[key].map { UnreadRow(key, of: name, reason: "\($0)") }
                        }.first
                    }.first
                if let key, case .customer(let customer)? = records[key]?.record {
                    audited.customer = customer
                }
                for name in destinations {
                    audited.lanes[name] = lanes[name]?[stored.key]
                    audited.parents[name] = key.flatMap { lanes[name]?[$0]?.link }
                }
                return audited
            }
        }
    }

    /// Stands for a record that cannot be read.
    private static func untold(_ key: RecordKey) -> StoredRecord {
        StoredRecord(
            key: key,
            revision: 0,
            record: .trace(key.kind, key.id),
            firstSeenAt: .beginning,
            changedAt: .beginning
        )
    }

    package func lastNotes(
        of keys: [RecordKey],
        destination: DestinationName
    ) async throws -> [RecordKey: DeliveryNote] {
        try await database.read { session in
            var found: [RecordKey: DeliveryNote] = [:]
            for key in keys {
                let lane = LaneKey(destination: destination, record: key)
                found[key] = try notes(of: lane, limit: 1, in: session).last
            }
            return found
        }
    }

    /// Each kind of record in the order of an index of its own, so that no page walks over what it does not want.
    private func ids(
        _ kind: RecordKind,
        of store: StoreName,
        behind id: Int64,
        limit: Int,
        in session: any SQLSession
    ) throws -> [Int64] {
        let ids = try [Self.livingRecords, Self.deletedRecords].flatMap { query in
            try session.query(
                query,
                [.text(store.rawValue), .text(kind.rawValue), .integer(id), SQLValue(limit)]
            ).map { try $0.integer(0) }
        }
        return Array(ids.sorted().prefix(limit))
    }
}
