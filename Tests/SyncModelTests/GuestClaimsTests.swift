import Testing

@testable import SyncModel

/// Which account a guest is.
@Suite struct GuestClaimsTests {
    private static let store = StoreName("acme")
    private static let guest: Int64 = -77

    private func person(
        _ id: Int64,
        _ email: String? = "a@x.de",
        version: Int64 = 1,
        mergedInto survivor: Int64? = nil,
        isDeleted: Bool = false
    ) -> StoredRecord {
        var profile = CustomerProfile()
        profile.email = Field(present: email)
        var record = CustomerRecord(id: id)
        let at = Instant(seconds: version)
        record.profile = Versioned(profile, version: SourceVersion(at: at, tie: at, hash: UInt64(version)))
        if isDeleted || survivor != nil { record.life = RecordLife(deletedAt: at) }
        if let survivor { record.merger = CustomerMerger(survivor: survivor, at: at) }
        return StoredRecord(
            key: RecordKey(store: Self.store, kind: .customer, id: id),
            revision: 3,
            record: .customer(record),
            firstSeenAt: .beginning,
            changedAt: .beginning
        )
    }

    private func account(_ guest: StoredRecord, _ accounts: StoredRecord...) -> Int64? {
        GuestClaims.decide([guest], among: accounts, now: Instant(seconds: 90)).first?.record.survivorID
    }

    @Test func aGuestIsTheAccountWithTheSameAddress() throws {
        let claimed = try #require(
            GuestClaims.decide([person(Self.guest)], among: [person(5)], now: Instant(seconds: 90)).first
        )
        #expect(claimed.record.survivorID == 5 && claimed.record.life.isDeleted && claimed.revision == 4)
        #expect(claimed.record.hasContent && claimed.record.foldedEmail == "a@x.de")
    }

    @Test func nothingChangesWhereNobodyHasTheAddressOrItIsKnown() {
        #expect(account(person(Self.guest)) == nil)
        #expect(account(person(Self.guest), person(5, "b@x.de")) == nil)
        #expect(account(person(Self.guest), person(5, isDeleted: true)) == nil)
        #expect(account(person(Self.guest, mergedInto: 5), person(5)) == nil)
        // Once claimed it stays so when the account gets another address, is deleted, or is merged.
        #expect(account(person(Self.guest, mergedInto: 5)) == nil)
        #expect(account(person(Self.guest, mergedInto: 5), person(5, isDeleted: true)) == nil)
        #expect(account(person(Self.guest, mergedInto: 5), person(4, mergedInto: 9)) == nil)
    }

    @Test func ofSeveralAccountsTheOneWhoseAddressIsKnownSinceLatest() {
        #expect(account(person(Self.guest), person(5, version: 2), person(6, version: 9)) == 6)
        #expect(account(person(Self.guest), person(6, version: 9), person(5, version: 2)) == 6)
        // The shop gave the address to another.
        #expect(account(person(Self.guest, mergedInto: 5), person(6, version: 9)) == 6)
        #expect(account(person(Self.guest, mergedInto: 6), person(5, version: 2), person(6, version: 9)) == nil)
    }

    @Test func oneThatIsAPartOfAnotherStillTellsWhoTheGuestIs() {
        #expect(account(person(Self.guest), person(4, mergedInto: 9)) == 4)
        #expect(account(person(Self.guest), person(4, version: 8, mergedInto: 9), person(5)) == 5)
    }

    @Test func whatIsLookedUpAreAddressesThatAreThereAndThoseThatAccountsGaveUp() {
        let (guest, account) = (person(Self.guest, "g@x.de"), person(5, "new@x.de"))
        let known = [account.key: person(5, "old@x.de"), guest.key: person(Self.guest, "not@x.de")]
        let claims = GuestClaims([guest, account, person(6, nil)], known: known)
        #expect(claims.addresses == [Self.store: ["g@x.de", "new@x.de", "old@x.de"]])
    }

    @Test func claimedGuestsAndThoseThatAreIgnoredGetNoLane() {
        let (one, two) = (DestinationName("one"), DestinationName("two"))
        let routing = RoutingTable([
            Self.store: .init(destinations: [one, two], ignoringGuests: [two])
        ])
        #expect(routing.destinations(for: person(Self.guest).record, of: Self.store) == [one])
        #expect(routing.destinations(for: person(Self.guest, mergedInto: 5).record, of: Self.store) == [])
        #expect(routing.destinations(for: person(5).record, of: Self.store) == [one, two])
    }
}
