extension InMemoryStore {
    package func lastNotes(of keys: [RecordKey], destination: DestinationName) -> [RecordKey: DeliveryNote] {
        Dictionary(
            keys.compactMap { key in
                notes[LaneKey(destination: destination, record: key)]?.last.map { (key, $0) }
            },
            uniquingKeysWith: { first, _ in first }
        )
    }

    package func audited(
        _ kind: RecordKind,
        of store: StoreName,
        _ selection: AuditSelection,
        destinations: [DestinationName]
    ) -> [AuditedRecord] {
        let meant: [StoredRecord]
        switch selection {
        case .ids(let ids):
            meant = Set(ids).sorted().compactMap { records[RecordKey(store: store, kind: kind, id: $0)] }
        case .behind(let id, let limit):
            let behind = records.values.filter { $0.key.store == store && $0.key.kind == kind && $0.key.id > id }
            meant = Array(behind.sorted { $0.key.id < $1.key.id }.prefix(limit))
        }
        return meant.map { stored in
            var audited = AuditedRecord(stored: stored)
            let key = customer(of: stored.key)
            if let key, case .customer(let customer)? = records[key]?.record {
                audited.customer = customer
            }
            for name in destinations {
                audited.lanes[name] = lanes[LaneKey(destination: name, record: stored.key)]
                audited.parents[name] = key.flatMap {
                    lanes[LaneKey(destination: name, record: $0)]?.link
                }
            }
            return audited
        }
    }
}
