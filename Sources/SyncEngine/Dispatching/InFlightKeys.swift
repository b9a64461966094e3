import Synchronization
import SyncModel

/// What is being delivered right now, so that two passes never touch one person or CRM record at the same time.
struct InFlightKeys: Sendable {
    private var counts: [String: Int] = [:]

    /// The lanes that may fly now, and those that must wait for a pass under way (or for one before them in the list).
    ///
    /// An order waits for its customer where that one is under way or waits itself: together they need one call less.
    mutating func admit(_ lanes: [ClaimedLane]) -> (flying: [ClaimedLane], deferred: [ClaimedLane]) {
        var flying: [ClaimedLane] = []
        var deferred: [ClaimedLane] = []
        var awaited = Set(counts.keys)
        for kind in [RecordKind.customer, .order] {
            for lane in lanes where lane.key.record.kind == kind {
                let keys = Self.keys(of: lane)
                let customer = lane.customerKey.map(Self.name(of:))
                if keys.contains(where: { counts[$0] != nil }) || customer.map(awaited.contains) ?? false {
                    deferred.append(lane)
                    awaited.insert(Self.name(of: lane.key.record))
                } else {
                    for key in keys { counts[key, default: 0] += 1 }
                    flying.append(lane)
                }
            }
        }
        return (flying, deferred)
    }

    /// Adds a record, here or in the CRM, that a pass came upon; refused while another pass has it in hand, or has that in
    /// hand which it excludes.
    mutating func take(_ key: String, unless other: String? = nil) -> Bool {
        guard counts[key] == nil, other.map({ counts[$0] == nil }) ?? true else { return false }
        counts[key] = 1
        return true
    }

    /// Adds what several passes may have in hand at once; refused while another one has that in hand which it excludes.
    mutating func join(_ key: String, unless other: String) -> Bool {
        guard counts[other] == nil else { return false }
        counts[key, default: 0] += 1
        return true
    }

    mutating func finish(_ lanes: [ClaimedLane], taken: Set<String>) {
        for key in lanes.flatMap(Self.keys) + taken {
            guard let count = counts[key] else { continue }
            counts[key] = count > 1 ? count - 1 : nil
        }
    }

    static func name(object: String, crmID: String) -> String { "crm \(object) \(crmID)" }

    /// A contact that is being merged.
    static func merging(_ crmID: String) -> String { "merging \(crmID)" }

    /// A contact that is being taken from orders.
    static func leaving(_ crmID: String) -> String { "leaving \(crmID)" }

    static func keys(of lane: ClaimedLane) -> [String] {
        var keys = [name(of: lane.key.record)]
        if let link = lane.link { keys.append(name(object: link.object, crmID: link.crmID)) }
        if lane.key.record.kind == .customer, let email = lane.record.foldedEmail { keys.append("email \(email)") }
        return keys
    }

    static func name(of record: RecordKey) -> String { "record \(record)" }
}

/// The keys in flight, shared by a loop and its passes.
final class InFlight: Sendable {
    private let keys = Mutex(InFlightKeys())

    func admit(_ lanes: [ClaimedLane]) -> (flying: [ClaimedLane], deferred: [ClaimedLane]) {
        keys.withLock { $0.admit(lanes) }
    }

    func take(_ key: String, unless other: String? = nil) -> Bool {
        keys.withLock { $0.take(key, unless: other) }
    }

    func join(_ key: String, unless other: String) -> Bool {
        keys.withLock { $0.join(key, unless: other) }
    }

    func finish(_ lanes: [ClaimedLane], taken: Set<String>) {
        keys.withLock { $0.finish(lanes, taken: taken) }
    }
}
