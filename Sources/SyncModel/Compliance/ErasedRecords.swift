/// Which of the records that a batch speaks of were erased: nothing of them may come back.
package struct ErasedRecords: Sendable, Hashable {
    /// Erased for good.
    package var keys: Set<RecordKey>
    /// Shops that were erased with everything until then.
    package var stores: [StoreName: Instant]

    package init(keys: Set<RecordKey> = [], stores: [StoreName: Instant] = [:]) {
        self.keys = keys
        self.stores = stores
    }

    package var isEmpty: Bool { keys.isEmpty && stores.isEmpty }

    /// The record as it may be kept: an erased customer not at all, an order of theirs without the person.
    package func allowed(_ record: SyncRecord, of store: StoreName) -> SyncRecord? {
        let isErased = keys.contains(RecordKey(store: store, kind: record.kind, id: record.id))
        switch record {
        case .customer: return isErased ? nil : record
        case .order(let order):
            let customer = record.customerID.map { RecordKey(store: store, kind: .customer, id: $0) }
            let isTheirs = customer.map { keys.contains($0) } ?? false
            return isErased || isTheirs ? .order(order.withoutPerson) : record
        }
    }
}

extension SyncRecord {
    /// The keys by whose erasure the record is concerned.
    package func concerned(of store: StoreName) -> [RecordKey] {
        [RecordKey(store: store, kind: kind, id: id)]
            + (customerID.map { [RecordKey(store: store, kind: .customer, id: $0)] } ?? [])
    }
}

extension DecodedReceipt {
    /// The keys by whose erasure the receipt is concerned.
    package var concerned: [RecordKey] { parts.flatMap { $0.concerned(of: receipt.store) } }

    /// The receipt as it may be kept: without a body where that speaks of someone who was erased.
    package func withholding(_ erased: ErasedRecords) -> DecodedReceipt {
        guard !erased.isEmpty else { return self }
        if case .request = content { return self }
        var kept = self
        if let until = erased.stores[receipt.store], receipt.happenedAt <= until {
            kept.receipt.body = []
            if case .changes = content { kept.content = .changes([]) }
            return kept
        }
        guard concerned.contains(where: erased.keys.contains) else { return self }
        kept.receipt.body = []
        kept.content = .changes(parts.compactMap { erased.allowed($0, of: receipt.store) })
        return kept
    }
}

extension MergeRequest {
    /// The keys by whose erasure the request is concerned.
    package var concerned: [RecordKey] { records.flatMap { $0.concerned(of: store) } }

    /// What was read, as it may be kept.
    package func withholding(_ erased: ErasedRecords) -> MergeRequest {
        guard concerned.contains(where: erased.keys.contains) else { return self }
        var kept = self
        kept.records = records.compactMap { erased.allowed($0, of: store) }
        return kept
    }
}
