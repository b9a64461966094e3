import SyncModel

/// What is being delivered right now, so that two passes never touch one person or CRM record at the same time.
struct InFlightKeys: Sendable {
    private var counts: [String: Int] = [:]

    /// The lanes that may fly now, and those that must wait for a pass under way (or for one before them in the list).
    mutating func admit(_ lanes: [ClaimedLane]) -> (flying: [ClaimedLane], deferred: [ClaimedLane]) {
        var flying: [ClaimedLane] = []
        var deferred: [ClaimedLane] = []
        let busyCustomers = counts
        for lane in lanes {
            let keys = Self.keys(of: lane)
            let waitsForCustomer =
                lane.parentLink == nil && lane.customerKey.map { busyCustomers[Self.name(of: $0)] != nil } ?? false
            if waitsForCustomer || keys.contains(where: { counts[$0] != nil }) {
                deferred.append(lane)
            } else {
                for key in keys { counts[key, default: 0] += 1 }
                flying.append(lane)
            }
        }
        return (flying, deferred)
    }

    mutating func finish(_ lanes: [ClaimedLane]) {
        for key in lanes.flatMap(Self.keys) {
            guard let count = counts[key] else { continue }
            counts[key] = count > 1 ? count - 1 : nil
        }
    }

    private static func keys(of lane: ClaimedLane) -> [String] {
        var keys = [name(of: lane.key.record)]
        if let link = lane.link { keys.append("crm \(link.object) \(link.crmID)") }
        if lane.key.record.kind == .customer, let email = lane.record.foldedEmail { keys.append("email \(email)") }
        return keys
    }

    private static func name(of record: RecordKey) -> String { "record \(record)" }
}
