import SyncModel

/// Guests who were merged into accounts in a transaction, and what that marks.
struct ClaimedGuests: Sendable {
    var guests: [RecordKey: StoredRecord] = [:]
    var marks: [LaneMark] = []
}

extension SQLStore {
    /// Merges guests into accounts that have their addresses.
    ///
    /// A guest is looked at again only in the lanes that it has: elsewhere there is no contact of it. Its orders follow the
    /// account.
    func claimGuests(
        by written: [StoredRecord],
        known: [RecordKey: StoredRecord],
        routing: RoutingTable,
        now: Instant,
        in session: any SQLSession
    ) throws -> ClaimedGuests {
        var claims = ClaimedGuests()
        for (store, emails) in GuestClaims(written, known: known).addresses {
            let guests = try people(Self.guestsByAddress, emails, of: store, in: session)
            guard !guests.isEmpty else { continue }
            let addresses = Set(guests.compactMap(\.record.foldedEmail))
            let accounts = try people(Self.accountsByAddress, addresses, of: store, in: session)
            let claimed = GuestClaims.decide(guests, among: accounts, now: now)
            try session.execute(RecordColumns.upsert, each: claimed.map { try $0.values(coding) })
            for guest in claimed {
                claims.guests[guest.key] = guest
                let keys = [guest.key] + (try orders(of: guest.key, in: session))
                for destination in routing.routes[store]?.destinations ?? [] {
                    claims.marks += try laned(keys, destination: destination, in: session).map {
                        LaneMark(key: LaneKey(destination: destination, record: $0), since: now)
                    }
                }
            }
        }
        return claims
    }

    /// The query for guests, served by the index `records_guests` alone.
    package static let guestsByAddress =
        "SELECT \(RecordColumns.read) FROM records WHERE id < 0 AND store = ? AND folded_email = ?"

    /// The query for accounts, served by the index `records_email`.
    package static let accountsByAddress =
        "SELECT \(RecordColumns.read) FROM records WHERE id > 0 AND store = ? AND folded_email = ? AND kind = 'customer'"

    private func people(
        _ query: String,
        _ emails: Set<String>,
        of store: StoreName,
        in session: any SQLSession
    ) throws -> [StoredRecord] {
        let sought = emails.sorted().flatMap { coding.sought($0) }
        return try session.query(query, each: sought.map { [.text(store.rawValue), $0] })
            .flatMap { try readableRecords($0) }
    }

    private func orders(of guest: RecordKey, in session: any SQLSession) throws -> [RecordKey] {
        try session.query(
            "SELECT id FROM records WHERE store = ? AND customer_id IS NOT NULL AND customer_id = ?"
                + " AND kind = 'order' ORDER BY id LIMIT ?",
            [.text(guest.store.rawValue), .integer(guest.id), SQLValue(GuestClaims.mostOrders)]
        ).map { RecordKey(store: guest.store, kind: .order, id: try $0.integer(0)) }
    }
}
