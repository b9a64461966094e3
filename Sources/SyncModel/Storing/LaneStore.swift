/// Lanes and their deliveries.
package protocol LaneStore: Sendable {
    /// Takes due lanes of one destination for delivery, in one transaction.
    ///
    /// - Of the first of `origins` that has due lanes, for each kind at most its limit, the earlier due first.
    /// - Customers of the orders taken are taken as well where they are dirty and due, of any origin and beyond the limit.
    /// - Before that, clean lanes whose `redeliverAt` has come are marked with force; at most 100. Other lanes are forced
    ///   when they are taken after it.
    /// - Each taken lane becomes `claimed` under the epoch, and its delivered state is cleared and handed out.
    /// - Lanes of a kind named in `pausedKinds` are left.
    /// - With `leavesChanges` linked lanes are left, see ``ClaimRequest/taken(of:limit:)``.
    /// - Returns nothing when `epoch` is not the destination's current one: that of the lease `leaseName`, once given
    ///   up none.
    func claim(_ request: ClaimRequest) async throws -> [ClaimedLane]

    /// Notes what calls are about to do for claimed lanes, in one transaction, before the CRM is called.
    ///
    /// Every later claim hands it out: an adoption until a delivery with a link of the lane's own is confirmed, since our
    /// id may stand in a record whose values are a person's; an association until one with a contact is.
    ///
    /// - Returns: the lanes it was noted for; those not claimed under the destination's current epoch are left out, and
    ///   their records must not be written.
    func intend(
        _ intents: [RecordKey: DeliveryIntent],
        destination: DestinationName,
        epoch: Int64
    ) async throws -> Set<RecordKey>

    /// Ends claims, in one transaction. A settlement is refused (counted, nothing changed) when the destination's
    /// epoch is not `epoch`, or the lane is not claimed under it for the settlement's `wanted`. The lane of a refused one
    /// with `mayBeWritten` is marked with force in the same transaction: what was sent may have come late.
    ///
    /// - `delivered` sets the delivered revision and state, and the link where one is given; an adoption that was noted
    ///   is over once the lane has a link of its own. Where the lane was marked
    ///   meanwhile it becomes dirty (due now), else clean. A link that is new, or names another CRM record, marks (with
    ///   force off, due now) the lanes of orders whose last delivery named this customer.
    /// - `retry`, `wait` and `parked` as their names say; a lane that was marked meanwhile becomes dirty and due now
    ///   instead of parked.
    func settle(
        _ settlements: [Settlement],
        destination: DestinationName,
        epoch: Int64,
        now: Instant
    ) async throws
        -> SettleReport

    /// Makes every lane of the destination that is claimed under an epoch below this one dirty and due now; returns how many.
    ///
    /// The new owner calls it once: what the former owner had in flight is in doubt and is delivered again, and with force
    /// once more at `redeliverAt`, since what it had sent may take effect until then.
    func releaseClaims(
        destination: DestinationName,
        before epoch: Int64,
        now: Instant,
        redeliverAt: Instant
    ) async throws -> Int

    /// Brings forward what was put off beyond `latest`: dirty lanes are due now, and whatever is to be delivered once more
    /// at `redeliverAt`.
    ///
    /// For a clock that was set back: what waits by the former time would else wait until the clock is there again.
    ///
    /// - Returns: how many dirty lanes were brought forward.
    func hasten(
        destination: DestinationName,
        dueAfter latest: Instant,
        now: Instant,
        redeliverAt: Instant
    ) async throws -> Int

    /// Marks lanes as wanted anew, making those that do not exist; with `force` they are sent even where nothing changed.
    ///
    /// Keys of records that are unknown or have no content are left out: there is nothing to deliver.
    func mark(_ keys: [RecordKey], destination: DestinationName, force: Bool, origin: Origin, now: Instant) async throws

    /// When the next dirty lane of a destination becomes due; `nil` when none is dirty.
    func nextDue(destination: DestinationName, pausedKinds: Set<RecordKind>) async throws -> Instant?

    /// Lanes that are to be delivered or being delivered, those first that have waited longest; of all destinations where
    /// `nil` is given.
    func waitingLanes(destination: DestinationName?, limit: Int) async throws -> [WaitingLane]

    /// Parked lanes grouped by destination, kind and fault code, most first; at most 100 groups.
    func failures(_ filter: FailureFilter) async throws -> [FailureGroup]

    /// Records that are in a CRM without fields that it refused, by those fields, most records first; at most 100 groups.
    func refusals(destination: DestinationName?) async throws -> [RefusalGroup]

    /// Parked lanes, the newest first.
    func parkedLanes(_ filter: FailureFilter, limit: Int) async throws -> [ParkedLane]

    /// Makes parked lanes dirty and due now (`retry`) or discards them; returns how many.
    ///
    /// With a limit those that were parked first.
    func release(_ filter: FailureFilter, discard: Bool, limit: Int?, now: Instant) async throws -> Int
}

extension LaneStore {
    /// The failures of one destination, or of all.
    package func failures(destination: DestinationName?) async throws -> [FailureGroup] {
        try await failures(FailureFilter(destination: destination))
    }

    /// The same for all of them at once.
    package func release(_ filter: FailureFilter, discard: Bool, now: Instant) async throws -> Int {
        try await release(filter, discard: discard, limit: nil, now: now)
    }
}

package struct ClaimRequest: Sendable, Hashable {
    package var destination: DestinationName
    package var epoch: Int64
    package var now: Instant
    package var limits: [RecordKind: Int]
    package var pausedKinds: Set<RecordKind>
    /// Whose lanes are wanted, the preferred first: taken are those of the first that has any due, never of two.
    ///
    /// What was sold just now would wait for a pass that is full of history.
    package var origins: [Origin]
    /// Whether changes of linked records are left for a later claim, so that more of them go together.
    ///
    /// Not where a kind has as many due lanes as may be taken: they would not go together any better.
    package var leavesChanges: Bool

    package init(
        destination: DestinationName,
        epoch: Int64,
        now: Instant,
        limits: [RecordKind: Int],
        pausedKinds: Set<RecordKind> = [],
        origins: [Origin] = [.live, .history],
        leavesChanges: Bool = false
    ) {
        self.destination = destination
        self.epoch = epoch
        self.now = now
        self.limits = limits
        self.pausedKinds = pausedKinds
        self.origins = origins
        self.leavesChanges = leavesChanges
    }

    /// Those of the due lanes of one kind, at most its limit, that are taken.
    package func taken(of due: [Lane], limit: Int) -> [Lane] {
        leavesChanges && due.count < limit ? due.filter { $0.link == nil } : due
    }

    /// The customers that are taken: those that are due, and those of the orders that are taken.
    ///
    /// Where the two are more than the limit, customers of the history for whom no order waits are left for a later claim:
    /// the few more than fill a call would be a call of their own.
    ///
    /// - Parameters:
    ///   - due: what `taken(of:limit:)` left.
    ///   - parents: the lanes of the orders' customers.
    /// - Returns: those due, in their order, and after them those that the orders add.
    package func customers(_ due: [Lane], with parents: some Sequence<Lane>) -> [Lane] {
        let awaited = parents.filter { $0.state == .dirty && $0.isDue(at: now) && (!leavesChanges || $0.link == nil) }
        let keys = Set(due.map(\.key))
        let added = awaited.filter { !keys.contains($0.key) }.sorted(by: Lane.isClaimedEarlier)
        var surplus = due.count + added.count - (limits[.customer] ?? 0)
        let needed = Set(awaited.map(\.key))
        var kept: [Lane] = []
        for lane in due.reversed() {
            if surplus > 0, lane.origin == .history, !needed.contains(lane.key) {
                surplus -= 1
            } else {
                kept.append(lane)
            }
        }
        return kept.reversed() + added
    }
}

package struct SettleReport: Sendable, Hashable {
    package var settled = 0
    /// Refused because the epoch is over or the claim was not ours.
    package var refused = 0
    /// Lanes that are dirty and due again now (marked meanwhile, or orders whose customer got its link).
    package var dirtyAgain = 0

    package init() {}
}

/// Parked lanes with one cause.
package struct FailureGroup: Sendable, Hashable, Codable {
    package var destination: DestinationName
    package var kind: RecordKind
    package var code: DeliveryFault.Code
    package var count: Int
    package var firstAt: Instant
    package var lastAt: Instant
    /// One of them.
    package var example: RecordKey
    package var message: String
    /// For a doubtful match: the CRM records that could be the example.
    package var candidates: [CRMCandidate]

    package init(
        destination: DestinationName,
        kind: RecordKind,
        code: DeliveryFault.Code,
        count: Int,
        firstAt: Instant,
        lastAt: Instant,
        example: RecordKey,
        message: String,
        candidates: [CRMCandidate] = []
    ) {
        self.destination = destination
        self.kind = kind
        self.code = code
        self.count = count
        self.firstAt = firstAt
        self.lastAt = lastAt
        self.example = example
        self.message = message
        self.candidates = candidates
    }
}

/// Which parked lanes are meant; a member that is `nil` does not restrict.
package struct FailureFilter: Sendable, Hashable {
    package var destination: DestinationName?
    package var store: StoreName?
    package var kind: RecordKind?
    package var code: DeliveryFault.Code?
    package var record: RecordKey?
    /// Only those that were parked before this.
    package var parkedBefore: Instant?
    /// Only those that were parked then or later.
    package var parkedSince: Instant?

    package init(
        destination: DestinationName? = nil,
        store: StoreName? = nil,
        kind: RecordKind? = nil,
        code: DeliveryFault.Code? = nil,
        record: RecordKey? = nil,
        parkedBefore: Instant? = nil,
        parkedSince: Instant? = nil
    ) {
        self.destination = destination
        self.store = store
        self.kind = kind
        self.code = code
        self.record = record
        self.parkedBefore = parkedBefore
        self.parkedSince = parkedSince
    }
}

package struct ParkedLane: Sendable, Hashable {
    package var key: LaneKey
    package var fault: DeliveryFault
    package var parkedAt: Instant

    package init(key: LaneKey, fault: DeliveryFault, parkedAt: Instant) {
        self.key = key
        self.fault = fault
        self.parkedAt = parkedAt
    }
}
