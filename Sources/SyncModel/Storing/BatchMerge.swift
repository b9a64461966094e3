/// Which records a batch of receipts changes: the part of `apply` that needs no store.
///
/// Partial records of one key are merged in their order of arrival, so that a batch changes a record once, however many
/// of its receipts touch it.
package struct BatchMerge: Sendable {
    private struct Touch: Sendable {
        var parts: [SyncRecord]
        var receivedAt: Instant
    }

    /// The records touched, in the order of their first receipt.
    package private(set) var keys: [RecordKey] = []
    private var touches: [RecordKey: Touch] = [:]

    /// - Parameters:
    ///   - receipts: those not stored before, each once.
    ///   - routing: tells which stores send test orders.
    package init(_ receipts: [DecodedReceipt], routing: RoutingTable) {
        for decoded in receipts where decoded.state == .applied {
            for part in routing.kept(of: decoded) {
                let key = RecordKey(store: decoded.receipt.store, kind: part.kind, id: part.id)
                var touch = touches[key] ?? Touch(parts: [], receivedAt: decoded.receipt.receivedAt)
                if touch.parts.isEmpty { keys.append(key) }
                touch.parts.append(part)
                touch.receivedAt = min(touch.receivedAt, decoded.receipt.receivedAt)
                touches[key] = touch
            }
        }
    }

    /// The record as it becomes; `nil` where nothing changes.
    package func change(of key: RecordKey, known: StoredRecord?, now: Instant) -> RecordChange? {
        guard let touch = touches[key] else { return nil }
        var merged = known?.record
        for part in touch.parts {
            merged = merged?.merged(with: part) ?? part
        }
        guard let merged, merged != known?.record else { return nil }
        let stored = StoredRecord(
            key: key,
            revision: (known?.revision ?? 0) + 1,
            record: merged,
            firstSeenAt: known?.firstSeenAt ?? now,
            changedAt: now
        )
        return RecordChange(
            stored: stored,
            isNew: known == nil,
            isNews: merged.isNews(after: known?.record),
            receivedAt: touch.receivedAt
        )
    }
}

/// A record that a batch makes or changes.
package struct RecordChange: Sendable, Hashable {
    package var stored: StoredRecord
    package var isNew: Bool
    /// Whether its lanes are to be marked.
    package var isNews: Bool
    /// When the first receipt of the batch that speaks of it was received.
    package var receivedAt: Instant
}

extension DecodedReceipt {
    /// What is made of the receipt.
    ///
    /// A test delivery's content is not merged, since any later mark would send it.
    package var state: ReceiptState {
        if receipt.isTest { return .test }
        return switch content {
        case .changes, .request: .applied
        case .ignored: .ignored
        case .undecodable: .undecodable
        }
    }

    /// Why the body could not be read.
    package var reason: String? {
        guard case .undecodable(let reason) = content else { return nil }
        return reason
    }

    /// The partial records that the receipt speaks of, whether they are merged or not.
    package var parts: [SyncRecord] {
        guard case .changes(let parts) = content else { return [] }
        return parts
    }

    /// The same with the guests among the orders' buyers.
    package var records: [SyncRecord] {
        var records = parts
        for part in parts { if let guest = part.guest { records.append(guest) } }
        return records
    }

    /// The keys of those records, each once.
    package var keys: [RecordKey] {
        if case .request(let notice) = content {
            return notice.customerID.map { [RecordKey(store: receipt.store, kind: .customer, id: $0)] } ?? []
        }
        var seen: Set<RecordKey> = []
        return records.map { RecordKey(store: receipt.store, kind: $0.kind, id: $0.id) }
            .filter { seen.insert($0).inserted }
    }
}

extension ApplyReport {
    /// Counts a receipt that was not stored before.
    ///
    /// Test deliveries count as ignored: nothing was merged.
    package mutating func count(_ state: ReceiptState) {
        switch state {
        case .applied: applied += 1
        case .ignored, .test: ignored += 1
        case .undecodable: undecodable += 1
        }
    }
}
