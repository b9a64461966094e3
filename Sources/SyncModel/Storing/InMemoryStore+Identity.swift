extension InMemoryStore {
    package func rule(
        _ choice: IdentityRuling.Choice,
        on key: LaneKey,
        by person: String,
        now: Instant
    ) -> IdentityRuling? {
        guard var lane = lanes[key], lane.mark(origin: .live, force: true, since: now, now: now) else { return nil }
        let former = rulingsByLane[key]
        guard former != nil || choice != .undone else { return nil }
        let ruling =
            former?.followed(by: choice, person, at: now) ?? IdentityRuling(key: key, choice: choice, by: person, at: now)
        rulingsByLane[key] = ruling
        lanes[key] = lane
        return ruling
    }

    package func rulings(on keys: [RecordKey], in destination: DestinationName) -> [RecordKey: IdentityRuling] {
        var found: [RecordKey: IdentityRuling] = [:]
        for key in keys { found[key] = rulingsByLane[LaneKey(destination: destination, record: key)] }
        return found
    }

    package func rulings(in destination: DestinationName?, limit: Int) -> [IdentityRuling] {
        let all = rulingsByLane.values
            .filter { destination == nil || $0.key.destination == destination }
            .sorted { left, right in
                if left.at != right.at { return left.at > right.at }
                return left.key.sortKey < right.key.sortKey
            }
        return Array(all.prefix(limit))
    }

    package func letGo(of records: Set<String>, for ruling: IdentityRuling, epoch: Int64) -> Bool {
        guard self.epoch(of: ruling.key.destination) == epoch, rulingsByLane[ruling.key] == ruling,
            var lane = lanes[ruling.key], lane.letGo(of: records, epoch: epoch)
        else { return false }
        lanes[ruling.key] = lane
        rulingsByLane[ruling.key]?.leaving = []
        if ruling.choice == .undone { rulingsByLane[ruling.key] = nil }
        return true
    }
}
