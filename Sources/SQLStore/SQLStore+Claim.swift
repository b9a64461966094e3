package import SyncModel

extension SQLStore {
    package func claim(_ request: ClaimRequest) async throws -> [ClaimedLane] {
        try await database.write { session in
            guard try epoch(of: request.destination, in: session) == request.epoch else { return [] }
            var customers = try ready(.customer, request, in: session)
            let orders = try ready(.order, request, in: session)
            var records = try records((customers + orders).map(\.key.record), in: session)
            let parents = Set(orders.compactMap { records[$0.key.record]?.customerKey })
            try records.merge(self.records(parents, in: session)) { known, _ in known }
            let parentLanes = try lanes(parents, destination: request.destination, in: session)
            if !request.pausedKinds.contains(.customer) {
                let taken = Set(customers.map(\.key.record))
                customers += parentLanes.values
                    .filter { !taken.contains($0.key.record) && $0.state == .dirty && $0.isDue(at: request.now) }
                    .sorted(by: Lane.isClaimedEarlier)
            }
            var claimed: [ClaimedLane] = []
            var changed: [Lane] = []
            for var lane in customers + orders {
                // A lane without a record is left as it is: nothing could be delivered.
                guard let stored = records[lane.key.record] else { continue }
                let parent = stored.customerKey
                claimed.append(
                    lane.claim(
                        epoch: request.epoch,
                        record: stored.record,
                        customer: parent.flatMap { records[$0]?.record },
                        parentLink: parent.flatMap { parentLanes[$0]?.link }
                    )
                )
                changed.append(lane)
            }
            try write(changed, in: session)
            return claimed
        }
    }

    package func adopt(
        _ links: [RecordKey: Link],
        destination: DestinationName,
        epoch: Int64
    ) async throws -> Set<RecordKey> {
        try await database.write { session in
            guard try self.epoch(of: destination, in: session) == epoch else { return [] }
            var noted: [Lane] = []
            for var lane in try lanes(links.keys, destination: destination, in: session).values {
                guard let link = links[lane.key.record], lane.adopt(link, epoch: epoch) else { continue }
                noted.append(lane)
            }
            try write(noted, in: session)
            return Set(noted.map(\.key.record))
        }
    }

    /// The lanes of a kind that are to be taken: live before history, then the earlier due.
    private func ready(_ kind: RecordKind, _ request: ClaimRequest, in session: any SQLSession) throws -> [Lane] {
        guard !request.pausedKinds.contains(kind) else { return [] }
        var result: [Lane] = []
        for origin in [Origin.live, .history] {
            let room = (request.limits[kind] ?? 0) - result.count
            guard room > 0 else { break }
            result += try session.query(
                Self.readyLanes + dialect.rowLock,
                [
                    .text(request.destination.rawValue), .text(kind.rawValue), SQLValue(origin.rawValue),
                    .integer(request.now.microseconds), SQLValue(room),
                ]
            ).map { try Lane($0, coding) }
        }
        return result
    }

    /// The query behind every claim, served by the index `lanes_ready` alone.
    package static let readyLanes =
        "SELECT \(LaneColumns.all) FROM lanes WHERE state = 'dirty' AND destination = ? AND kind = ? AND origin = ?"
        + " AND due_at <= ? ORDER BY due_at, store, id LIMIT ?"
}
