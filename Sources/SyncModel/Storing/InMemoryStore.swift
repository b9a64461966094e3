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

    struct WatermarkID: Hashable {
        var store: StoreName
        var kind: RecordKind
    }

    struct ErasedEntry {
        var request: ComplianceRequest.ID
        var isOpen: Bool
        /// `false` for a shop's, which is forgotten once nothing is left.
        var isForGood: Bool
    }

    let leaseClock: @Sendable () -> Instant
    var receipts: [DecodedReceipt] = []
    var receiptIDs: Set<ReceiptID> = []
    /// When the last delivery of each store came, among those that are not kept any more.
    var lastReceipts: [StoreName: Instant] = [:]
    var records: [RecordKey: StoredRecord] = [:]
    var lanes: [LaneKey: Lane] = [:]
    var schemasByDestination: [DestinationName: [RecordKind: SeenSchema]] = [:]
    var appFacts: [StoreName: SeenAppFacts] = [:]
    var troublesByParty: [String: Trouble] = [:]
    var loggedActions: [LoggedAction] = []
    var lastAction: Int64 = 0
    var keptAlerts: [Alert] = []
    var seenMappings: [DestinationName: String] = [:]
    var seenGuests: [DestinationName: GuestPolicy] = [:]
    var notes: [LaneKey: [DeliveryNote]] = [:]
    var contactMoves: [DestinationName: [String: String]] = [:]
    var begunMergers: [DestinationName: [String: ContactMerger]] = [:]
    var rulingsByLane: [LaneKey: IdentityRuling] = [:]
    var positions: [String: Int64] = [:]
    var forwards: [WaitingForward] = []
    var lastForward: Int64 = 0
    var leases: [String: HeldLease] = [:]
    var nodesByOwner: [String: (node: ServerNode, until: Instant)] = [:]
    var pausesByID: [PauseID: Pause] = [:]
    var pausesOfReading: [StoreName: ReadPause] = [:]
    var watermarks: [WatermarkID: Watermark] = [:]
    var jobsByID: [Job.ID: Job] = [:]
    var slicesByJob: [Job.ID: [Int: JobSlice]] = [:]
    var lastJob: Int64 = 0
    var lastReload: Int64 = 0
    /// Answers by node, of each request that is kept.
    var reloads: [Int64: [String: ReloadAnswer]] = [:]
    var subscriptionsByStore: [StoreName: StoredSubscriptions] = [:]
    var deliveryTimes: [StoreName: [String: Instant]] = [:]
    var rhythms: [StoreName: DeliveryRhythm] = [:]
    var silencesByStore: [StoreName: Silence] = [:]
    var secrets: [String: [UInt8]] = [:]
    var largeBodies: [String: (bytes: [UInt8], keptAt: Instant)] = [:]
    var authorizations: [String: PendingAuthorization] = [:]
    var requestsByID: [ComplianceRequest.ID: ComplianceRequest] = [:]
    var erasedEntries: [RecordKey: ErasedEntry] = [:]
    var erasedShops: [StoreName: Instant] = [:]
    var crmErasuresByLane: [LaneKey: CRMErasure] = [:]

    /// - Parameter leaseClock: the store's own clock, which leases run on.
    package init(leaseClock: @escaping @Sendable () -> Instant) {
        self.leaseClock = leaseClock
    }

    /// The epoch under which a destination is owned now; `nil` where its lease was never taken or was given up.
    func epoch(of destination: DestinationName) -> Int64? {
        epoch(ofLease: destination.leaseName)
    }

    /// The epoch under which something may be on its way; `nil` where nobody holds the lease any more, since requests end
    /// before it does.
    func flyingEpoch(of destination: DestinationName) -> Int64? {
        leases[destination.leaseName].flatMap { $0.owner.isEmpty || $0.expiresAt <= leaseClock() ? nil : $0.epoch }
    }

    func epoch(ofLease name: String) -> Int64? {
        leases[name].flatMap { $0.owner.isEmpty ? nil : $0.epoch }
    }
}
