extension InMemoryStore {
    /// Merges guests into accounts that have their addresses, and marks what that concerns; returns the destinations.
    func claimGuests(
        by written: [StoredRecord],
        known: [RecordKey: StoredRecord],
        routing: RoutingTable,
        origin: Origin,
        now: Instant
    ) -> Set<DestinationName> {
        var marked: Set<DestinationName> = []
        for (store, emails) in GuestClaims(written, known: known).addresses {
            let people = records.values.filter { stored in
                stored.key.store == store && stored.key.kind == .customer
                    && stored.record.foldedEmail.map(emails.contains) ?? false
            }
            let accounts = people.filter { !$0.key.isGuest }
            let destinations = routing.routes[store]?.destinations ?? []
            for guest in GuestClaims.decide(people.filter(\.key.isGuest), among: accounts, now: now) {
                records[guest.key] = guest
                let orders = orders(ofCustomer: guest.key, after: 0, limit: GuestClaims.mostOrders)
                for lane in destinations.flatMap({ name in
                    ([guest.key] + orders).map { LaneKey(destination: name, record: $0) }
                }) where lanes[lane]?.mark(origin: origin, force: false, since: now, now: now) ?? false {
                    marked.insert(lane.destination)
                }
            }
        }
        return marked
    }
}
