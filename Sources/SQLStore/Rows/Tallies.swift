import SyncModel

/// What one transaction adds to the counts that are kept.
struct Tallies: Sendable {
    struct Activity: Sendable {
        var customers = 0
        var orders = 0
        var lastReceiptAt: Instant?
    }

    var stores: [StoreName: Activity] = [:]
    var receipts: [ReceiptState: Int] = [:]
    var newLanes: [DestinationName: Int] = [:]

    mutating func count(_ fresh: [DecodedReceipt]) {
        for decoded in fresh {
            receipts[decoded.state, default: 0] += 1
            let known = stores[decoded.receipt.store]?.lastReceiptAt ?? decoded.receipt.receivedAt
            stores[decoded.receipt.store, default: Activity()].lastReceiptAt = max(known, decoded.receipt.receivedAt)
        }
    }

    mutating func count(_ changes: [RecordChange]) {
        count(added: changes.filter(\.isNew).map(\.stored.key))
    }

    /// Counts records that were not there before.
    mutating func count(added keys: [RecordKey]) {
        // Guests are no customers of Shopify's, with which these are compared.
        for key in keys where !key.isGuest {
            switch key.kind {
            case .customer: stores[key.store, default: Activity()].customers += 1
            case .order: stores[key.store, default: Activity()].orders += 1
            }
        }
    }

    func write(in session: any SQLSession) throws {
        try session.execute(
            "INSERT INTO store_tallies (store, customers, orders, last_receipt_at) VALUES (?, ?, ?, ?)"
                + " ON CONFLICT (store) DO UPDATE SET customers = store_tallies.customers + excluded.customers,"
                + " orders = store_tallies.orders + excluded.orders, last_receipt_at ="
                + " CASE WHEN excluded.last_receipt_at IS NULL OR"
                + " store_tallies.last_receipt_at >= excluded.last_receipt_at"
                + " THEN store_tallies.last_receipt_at ELSE excluded.last_receipt_at END",
            each: stores.sorted { $0.key.rawValue < $1.key.rawValue }.map { store, activity in
                [
                    .text(store.rawValue), SQLValue(activity.customers), SQLValue(activity.orders),
                    SQLValue(activity.lastReceiptAt?.microseconds),
                ]
            }
        )
        try session.execute(
            "INSERT INTO receipt_tallies (state, total) VALUES (?, ?)"
                + " ON CONFLICT (state) DO UPDATE SET total = receipt_tallies.total + excluded.total",
            each: receipts.sorted { $0.key.rawValue < $1.key.rawValue }.map {
                [.text($0.key.rawValue), SQLValue($0.value)]
            }
        )
        try session.execute(
            "INSERT INTO lane_tallies (destination, total) VALUES (?, ?)"
                + " ON CONFLICT (destination) DO UPDATE SET total = lane_tallies.total + excluded.total",
            each: newLanes.sorted { $0.key.rawValue < $1.key.rawValue }.map {
                [.text($0.key.rawValue), SQLValue($0.value)]
            }
        )
    }
}
