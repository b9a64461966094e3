/// What people said of who is who, see ``IdentityRuling``.
package protocol IdentityStore: Sendable {
    /// Remembers a choice in place of an earlier one, and wants the lane anew with force, in one transaction: parked and
    /// discarded lanes are freed.
    ///
    /// - Returns: the ruling as it stands now; `nil`, with nothing changed, where the record has no lane there, or an
    ///   erased one, and where there is nothing to take back.
    func rule(
        _ choice: IdentityRuling.Choice,
        on key: LaneKey,
        by person: String,
        now: Instant
    ) async throws -> IdentityRuling?

    /// The rulings on these records in one destination, as far as there are any.
    func rulings(on keys: [RecordKey], in destination: DestinationName) async throws -> [RecordKey: IdentityRuling]

    /// Rulings in one destination or all, the newest first.
    func rulings(in destination: DestinationName?, limit: Int) async throws -> [IdentityRuling]

    /// The owner of a destination has let go of CRM records, in one transaction: the lane forgets them, the ruling has
    /// nothing more to let go of, and one that was taken back is forgotten.
    ///
    /// - Returns: `false`, with nothing changed, where the ruling is another one by now, or the lane is not claimed under
    ///   the destination's current epoch.
    func letGo(_ release: IdentityRelease) async throws -> Bool
}

/// What the owner of a destination let go of for a ruling.
package struct IdentityRelease: Sendable, Hashable {
    package var ruling: IdentityRuling
    package var records: Set<String>
    /// What a lane without a link returns to; orders that follow a customer's link are marked then, as a settlement does.
    package var returningTo: Link?
    package var epoch: Int64
    package var now: Instant

    package init(
        _ ruling: IdentityRuling,
        records: Set<String>,
        returningTo former: Link? = nil,
        epoch: Int64,
        now: Instant
    ) {
        self.ruling = ruling
        self.records = records
        returningTo = former
        self.epoch = epoch
        self.now = now
    }
}
