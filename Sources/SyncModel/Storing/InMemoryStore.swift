/// The reference implementation: everything in memory, for tests and for saying what the contracts mean.
///
/// Claims walk over all lanes and nothing is ever dropped, so it is not for production.
package actor InMemoryStore: SyncStore {
    struct HeldLease {
        var owner: String
        var epoch: Int64
        var expiresAt: Instant
    }

    struct ReceiptID: Hashable {
        var store: StoreName
        var webhookID: String
    }

    struct PauseID: Hashable {
        var destination: DestinationName
        var scope: PauseScope
    }

    let leaseClock: @Sendable () -> Instant
    var receipts: [DecodedReceipt] = []
    var receiptIDs: Set<ReceiptID> = []
    var records: [RecordKey: StoredRecord] = [:]
    var lanes: [LaneKey: Lane] = [:]
    var notes: [LaneKey: [DeliveryNote]] = [:]
    var positions: [String: Int64] = [:]
    var leases: [String: HeldLease] = [:]
    var pausesByID: [PauseID: Pause] = [:]

    /// - Parameter leaseClock: the store's own clock, which leases run on.
    package init(leaseClock: @escaping @Sendable () -> Instant) {
        self.leaseClock = leaseClock
    }

    /// The epoch under which a destination is owned now; `nil` where its lease was never taken or was given up.
    func epoch(of destination: DestinationName) -> Int64? {
        leases[destination.leaseName].flatMap { $0.owner.isEmpty ? nil : $0.epoch }
    }
}
