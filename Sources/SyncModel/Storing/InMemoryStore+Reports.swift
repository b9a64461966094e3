extension InMemoryStore {
    package func overview() -> StoreOverview {
        let byState = Dictionary(grouping: lanes.values) { lane in
            LanePlace(destination: lane.key.destination.rawValue, state: lane.state)
        }
        let counts = byState.map { place, lanes in
            StoreOverview.LaneCount(
                destination: DestinationName(place.destination),
                state: place.state,
                count: lanes.count,
                oldest: lanes.compactMap(\.dirtySince).min()
            )
        }
        .sorted { left, right in
            (left.destination.rawValue, left.state.position) < (right.destination.rawValue, right.state.position)
        }
        let received = Dictionary(grouping: receipts, by: \.receipt.store)
        let stores = Set(received.keys).union(records.keys.map(\.store)).union(lastReceipts.keys)
            .map { store in
                StoreOverview.StoreActivity(
                    store: store,
                    customers: count(.customer, of: store),
                    orders: count(.order, of: store),
                    lastReceiptAt: [received[store]?.map(\.receipt.receivedAt).max(), lastReceipts[store]]
                        .compactMap { $0 }.max()
                )
            }
            .sorted { $0.store.rawValue < $1.store.rawValue }
        return StoreOverview(
            receipts: Dictionary(grouping: receipts, by: \.state).mapValues(\.count),
            lanes: counts,
            refused: Dictionary(grouping: lanes.values.filter { !$0.refused.isEmpty }, by: \.key.destination)
                .mapValues(\.count),
            repeating: Dictionary(
                grouping: lanes.values.filter { $0.state == .clean && $0.redeliverAt != nil },
                by: \.key.destination
            )
            .mapValues(\.count),
            leftOut: Dictionary(grouping: lanes.values.filter(\.isLeftOut), by: \.key.destination).mapValues(\.count),
            stores: stores,
            pauses: pauses(),
            hydrations: Dictionary(grouping: records.values.filter(\.record.hydration.isNeeded), by: \.key.store)
                .mapValues(\.count),
            jobs: jobs(JobFilter(isOpen: true), limit: StoreOverview.keptJobs),
            readPauses: readPauses(),
            troubles: troubles()
        )
    }

    private func count(_ kind: RecordKind, of store: StoreName) -> Int {
        records.keys.count { $0.store == store && $0.kind == kind && !$0.isGuest }
    }

    package func find(_ what: SearchTerm, kind: RecordKind?, limit: Int) -> [StoredRecord] {
        let found = records.values
            .filter { (kind == nil || $0.key.kind == kind) && what.means($0) }
            .sorted { left, right in
                if left.changedAt != right.changedAt { return left.changedAt > right.changedAt }
                return (left.key.store.rawValue, left.key.kind.rawValue, left.key.id)
                    < (right.key.store.rawValue, right.key.kind.rawValue, right.key.id)
            }
        return Array(found.prefix(limit))
    }

    package func story(of key: RecordKey, limit: Int) -> RecordStory? {
        guard let record = records[key] else { return nil }
        let entries = lanes.values.filter { $0.key.record == key }
            .sorted { $0.key.destination.rawValue < $1.key.destination.rawValue }
            .prefix(limit)
            .map { $0.entry(deliveries: (notes[$0.key] ?? []).suffix(limit), ruling: rulingsByLane[$0.key]) }
        let mentions = receipts.filter { $0.keys.contains(key) }.suffix(limit)
        return RecordStory(record: record, receipts: mentions.map(\.summary), lanes: entries)
    }

    package func newestReceipts(of keys: [RecordKey], limit: Int) -> [RecordKey: [ReceiptSummary]] {
        var found: [RecordKey: [ReceiptSummary]] = [:]
        for key in Set(keys) {
            let mentions = receipts.filter { $0.keys.contains(key) }.suffix(limit)
            if !mentions.isEmpty { found[key] = mentions.reversed().map(\.summary) }
        }
        return found
    }

    package func receipts(
        in state: ReceiptState,
        of shop: StoreName?,
        since: Instant?,
        limit: Int
    ) -> [ReceiptSummary] {
        chosen(state, shop, since).reversed().prefix(limit).map(\.summary)
    }

    package func receiptCount(in state: ReceiptState, of shop: StoreName?, since: Instant?) -> Int {
        chosen(state, shop, since).count
    }

    private func chosen(_ state: ReceiptState, _ shop: StoreName?, _ since: Instant?) -> [DecodedReceipt] {
        receipts.filter { decoded in
            decoded.state == state && (shop ?? decoded.receipt.store) == decoded.receipt.store
                && decoded.receipt.receivedAt >= (since ?? decoded.receipt.receivedAt)
        }
    }
}

private struct LanePlace: Hashable {
    var destination: String
    var state: LaneState
}

extension LaneState {
    fileprivate var position: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

extension DecodedReceipt {
    fileprivate var summary: ReceiptSummary {
        ReceiptSummary(
            store: receipt.store,
            webhookID: receipt.webhookID,
            topic: receipt.topic,
            triggeredAt: receipt.triggeredAt,
            receivedAt: receipt.receivedAt,
            state: state,
            reason: reason
        )
    }
}

extension SearchTerm {
    /// Whether a person who typed this may mean the record.
    fileprivate func means(_ stored: StoredRecord) -> Bool {
        switch self {
        case .number(let number, let text):
            stored.record.orderNumber == number || stored.key.id == number || stored.record.name == text
                || stored.record.name == "#\(number)"
        case .name(let name): stored.record.name == name
        case .id(let id, let kind): stored.key.id == id && stored.key.kind == kind
        case .email(let email): stored.record.foldedEmail == email
        }
    }
}
