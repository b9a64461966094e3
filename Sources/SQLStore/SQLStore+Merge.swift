package import SyncModel

extension SQLStore {
    package func merge(_ request: MergeRequest) async throws -> MergeReport {
        try await database.write { session in
            let request = request.withholding(try erased(among: request.concerned, in: session))
            var merge = ReadMerge(request)
            var unread: [RecordKey: StoreFailure] = [:]
            let known = try records(merge.keys, locking: true, unread: &unread, in: session)
            merge.decide(known, except: Set(unread.keys), now: request.now)
            var answer: CheckpointAnswer?
            if let checkpoint = request.checkpoint {
                let stored = try store(checkpoint, of: request.store, merged: merge.report, in: session)
                guard stored != .refused else {
                    var refused = MergeReport()
                    refused.checkpoint = .refused
                    return refused
                }
                answer = stored
            }
            try session.execute(
                RecordColumns.upsert,
                each: merge.written.map { try $0.values(body: request.drafts.bytes(of: $0), coding) }
            )
            var tallies = Tallies()
            tallies.count(added: merge.added)
            let claims = try claimGuests(
                by: merge.written,
                known: known,
                routing: request.routing,
                now: request.now,
                in: session
            )
            let marks =
                try claims.marks + marks(merge, request, claimed: claims.guests, in: session)
                + marks(ofUnread: unread.keys, now: request.now, in: session)
            var marked = try mark(
                marks,
                origin: request.origin,
                force: false,
                now: request.now,
                tallies: &tallies,
                in: session
            )
            let orders = try ordersConcerned(merge.changed, known, request.routing, now: request.now, in: session)
            marked.formUnion(
                try mark(orders, origin: .history, force: false, now: request.now, tallies: &tallies, in: session)
            )
            try tallies.write(in: session)
            return merge.finished(marked: marked, checkpoint: answer)
        }
    }

    /// The lanes of what changed, and those that are missing where every record is to have one.
    private func marks(
        _ merge: ReadMerge,
        _ request: MergeRequest,
        claimed: [RecordKey: StoredRecord],
        in session: any SQLSession
    ) throws -> [LaneMark] {
        var marks: [LaneMark] = []
        for stored in merge.changed.map({ claimed[$0.key] ?? $0 }) {
            for destination in merge.marking(stored) {
                marks.append(
                    LaneMark(key: LaneKey(destination: destination, record: stored.key), since: request.now)
                )
            }
        }
        for destination in request.completing.sorted(by: { $0.rawValue < $1.rawValue }) {
            let wanting = merge.others.filter {
                request.routing.destinations(for: (claimed[$0.key] ?? $0).record, of: request.store)
                    .contains(destination)
            }
            .map(\.key)
            let known = try laned(wanting, destination: destination, in: session)
            marks += wanting.filter { !known.contains($0) }.map {
                LaneMark(key: LaneKey(destination: destination, record: $0), since: request.now)
            }
        }
        return marks
    }

    /// The lanes of orders that say something of customers who have changed: the newest of each.
    func ordersConcerned(
        _ written: [StoredRecord],
        _ known: [RecordKey: StoredRecord],
        _ routing: RoutingTable,
        now: Instant,
        in session: any SQLSession
    ) throws -> [LaneMark] {
        var marks: [LaneMark] = []
        for customer in written {
            let destinations = routing.destinationsOfOrders(of: customer, known: known[customer.key])
            guard !destinations.isEmpty else { continue }
            let key = customer.key
            let orders = try session.query(
                "SELECT id FROM records WHERE store = ? AND customer_id IS NOT NULL AND customer_id = ?"
                    + " AND kind = 'order' ORDER BY id DESC LIMIT ?",
                [.text(key.store.rawValue), .integer(key.id), SQLValue(RoutingTable.ordersOfACustomer)]
            ).map { RecordKey(store: key.store, kind: .order, id: try $0.integer(0)) }
            for destination in destinations {
                marks += try laned(orders, destination: destination, in: session).map {
                    LaneMark(key: LaneKey(destination: destination, record: $0), since: now)
                }
            }
        }
        return marks
    }

    /// Those of the records that have a lane; nothing but the primary key is read.
    func laned(
        _ keys: [RecordKey],
        destination: DestinationName,
        in session: any SQLSession
    ) throws -> Set<RecordKey> {
        var result: Set<RecordKey> = []
        try session.forEachRow(of: keys) { group, portion in
            (
                "SELECT id FROM lanes WHERE destination = ? AND store = ? AND kind = ?"
                    + " AND id IN (\(portion.placeholders))",
                [.text(destination.rawValue)] + group.values + portion.values
            )
        } _: { group, row in
            result.insert(group.key(try row.integer(0)))
        }
        return result
    }
}
