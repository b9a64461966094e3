/// Which guests have an account of their shop by now: the part of `apply` and `merge` that needs no store.
///
/// A guest is whichever account has the same address; of several, whose address is known since latest, since the shop
/// itself gives an address to one account at a time. Once claimed, a guest stays with the account when that gets another
/// address, unless the old one becomes another account's: so every order of arrival ends the same.
package struct GuestClaims: Sendable {
    /// The folded addresses by which guests are to be looked up, by store.
    package private(set) var addresses: [StoreName: Set<String>] = [:]

    /// - Parameters:
    ///   - written: the records that a transaction writes.
    ///   - known: what they were before.
    package init(_ written: some Sequence<StoredRecord>, known: [RecordKey: StoredRecord]) {
        for stored in written where stored.key.kind == .customer {
            // An account that gives an address up leaves it to another that had it too.
            let former = stored.key.isGuest ? nil : known[stored.key]?.record.foldedEmail
            for email in [stored.record.foldedEmail, former].compactMap({ $0 }) {
                addresses[stored.key.store, default: []].insert(email)
            }
        }
    }

    /// How many orders of a guest are looked at at once when it is claimed; others follow with the guest's contact.
    package static let mostOrders = 1_000

    /// Decides which guests are another account's from now on.
    ///
    /// - Parameters:
    ///   - guests: those of one store with some addresses.
    ///   - accounts: the other customers of the store with those addresses.
    ///   - now: what time it is.
    /// - Returns: their records as they become.
    package static func decide(
        _ guests: [StoredRecord],
        among accounts: [StoredRecord],
        now: Instant
    ) -> [StoredRecord] {
        let byEmail = Dictionary(grouping: accounts) { $0.record.foldedEmail }
        return guests.compactMap { stored in
            guard case .customer(var guest) = stored.record, let email = stored.record.foldedEmail,
                let account = account(for: guest, among: byEmail[email] ?? []), account != guest.survivorID
            else { return nil }
            guest.merger = CustomerMerger(survivor: account, at: now)
            guest.life = RecordLife(deletedAt: now)
            var claimed = stored
            claimed.record = .customer(guest)
            claimed.revision += 1
            claimed.changedAt = now
            return claimed
        }
    }

    private static func account(for guest: CustomerRecord, among accounts: [StoredRecord]) -> Int64? {
        let living = accounts.filter { !$0.record.life.isDeleted }
        if let newest = newest(living) { return newest }
        // One that is a part of another account by now still tells who the guest is.
        return guest.survivorID ?? newest(accounts.filter { $0.record.survivorID != nil })
    }

    private static func newest(_ accounts: [StoredRecord]) -> Int64? {
        let dated = accounts.compactMap { stored -> (version: SourceVersion, id: Int64)? in
            guard case .customer(let record) = stored.record else { return nil }
            return record.profile.version.map { ($0, record.id) }
        }
        return dated.max { ($0.version, $0.id) < ($1.version, $1.id) }?.id
    }
}
