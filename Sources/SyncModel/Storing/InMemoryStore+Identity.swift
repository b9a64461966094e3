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
        let ruling = former?.followed(by: choice, person, at: now) ?? lane.ruling(choice, by: person, at: now)
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

    package func letGo(_ release: IdentityRelease) -> Bool {
        let key = release.ruling.key
        guard epoch(of: key.destination) == release.epoch, rulingsByLane[key] == release.ruling,
            var lane = lanes[key],
            lane.letGo(of: release.records, returningTo: release.returningTo, epoch: release.epoch)
        else { return false }
        let isNew = lane.link != nil && lane.link?.crmID != lanes[key]?.link?.crmID
        lanes[key] = lane
        rulingsByLane[key]?.leaving = []
        if release.ruling.choice == .undone { rulingsByLane[key] = nil }
        if isNew, key.record.kind == .customer { _ = wakeOrders(of: lane, now: release.now) }
        return true
    }
}
