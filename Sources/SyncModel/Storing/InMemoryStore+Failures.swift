extension InMemoryStore {
    package func failures(_ filter: FailureFilter) -> [FailureGroup] {
        struct Cause: Hashable {
            var destination: DestinationName
            var kind: RecordKind
            var code: DeliveryFault.Code
        }
        let parked = parked(filter)
        let groups = Dictionary(grouping: parked) {
            Cause(destination: $0.key.destination, kind: $0.key.record.kind, code: $0.fault.code)
        }
        .compactMap { cause, lanes -> FailureGroup? in
            guard let newest = lanes.first, let oldest = lanes.last else { return nil }
            return FailureGroup(
                destination: cause.destination,
                kind: cause.kind,
                code: cause.code,
                count: lanes.count,
                firstAt: oldest.parkedAt,
                lastAt: newest.parkedAt,
                example: newest.key.record,
                message: newest.fault.message,
                candidates: newest.fault.candidates
            )
        }
        .sorted { left, right in
            if left.count != right.count { return left.count > right.count }
            return (left.destination.rawValue, left.kind.rawValue, left.code.rawValue)
                < (right.destination.rawValue, right.kind.rawValue, right.code.rawValue)
        }
        return Array(groups.prefix(100))
    }

    package func waitingLanes(destination: DestinationName?, limit: Int) -> [WaitingLane] {
        let waiting = lanes.values.compactMap { lane -> WaitingLane? in
            guard lane.isPending, let since = lane.dirtySince, destination.map({ $0 == lane.key.destination }) ?? true
            else { return nil }
            return WaitingLane(
                key: lane.key,
                state: lane.state,
                since: since,
                due: lane.due,
                attempts: lane.attempts,
                fault: lane.fault
            )
        }
        return Array(waiting.sorted { $0.isAhead(of: $1) }.prefix(limit))
    }

    package func parkedLanes(_ filter: FailureFilter, limit: Int) -> [ParkedLane] {
        Array(parked(filter).prefix(limit))
    }

    package func release(_ filter: FailureFilter, discard: Bool, limit: Int?, now: Instant) -> Int {
        // Listed the newest first; those that were parked first go first.
        let released = parked(filter).suffix(limit ?? .max)
        for parked in released {
            lanes[parked.key]?.release(discard: discard, now: now)
        }
        return released.count
    }

    /// The parked lanes meant, the newest first.
    private func parked(_ filter: FailureFilter) -> [ParkedLane] {
        lanes.values
            .compactMap { lane -> ParkedLane? in
                guard lane.state == .parked, let fault = lane.fault, let parkedAt = lane.parkedAt else { return nil }
                guard filter.destination.map({ $0 == lane.key.destination }) ?? true,
                    filter.store.map({ $0 == lane.key.record.store }) ?? true,
                    filter.kind.map({ $0 == lane.key.record.kind }) ?? true,
                    filter.code.map({ $0 == fault.code }) ?? true,
                    filter.record.map({ $0 == lane.key.record }) ?? true,
                    filter.parkedBefore.map({ parkedAt < $0 }) ?? true,
                    filter.parkedSince.map({ parkedAt >= $0 }) ?? true
                else { return nil }
                return ParkedLane(key: lane.key, fault: fault, parkedAt: parkedAt)
            }
            .sorted { left, right in
                if left.parkedAt != right.parkedAt { return left.parkedAt > right.parkedAt }
                return left.key.sortKey < right.key.sortKey
            }
    }
}

extension LaneKey {
    /// The order in which lanes are listed.
    var sortKey: (String, String, String, Int64) {
        (destination.rawValue, record.store.rawValue, record.kind.rawValue, record.id)
    }
}

extension InMemoryStore {
    package func dismissUndecodable() -> Int {
        let unread = receipts.indices.filter { receipts[$0].state == .undecodable }
        for index in unread { receipts[index].content = .ignored }
        return unread.count
    }
}
