/// How many of the things that servers share one of them may own, so that all own about as much and little moves.
///
/// Nobody commands: each server sees what all own, and decides for itself by the same rule.
package struct OwnershipShare: Sendable, Hashable {
    private let mine: [String]
    private let floor: Int
    private let ceiling: Int
    /// What other servers lack of what each should have at least.
    private let lacking: Int
    /// Nobody's.
    private let free: Int
    /// My place among those that have more than each should have at least.
    private let place: Int

    /// - Parameters:
    ///   - me: one of the servers.
    ///   - servers: all that run.
    ///   - names: of what is shared.
    ///   - holders: who owns what; whoever is no running server owns nothing.
    package init(of me: String, among servers: Set<String>, sharing names: Set<String>, held holders: [String: String])
    {
        let servers = servers.union([me])
        var counts: [String: Int] = [:]
        var mine: [String] = []
        var free = 0
        for name in names.sorted() {
            if let holder = holders[name], servers.contains(holder) {
                counts[holder, default: 0] += 1
                if holder == me { mine.append(name) }
            } else {
                free += 1
            }
        }
        let floor = names.count / servers.count
        self.mine = mine
        self.free = free
        self.floor = floor
        ceiling = (names.count + servers.count - 1) / servers.count
        lacking = servers.reduce(0) { $1 == me ? $0 : $0 + max(0, floor - counts[$1, default: 0]) }
        place = servers.count { $0 < me && counts[$0, default: 0] > floor }
    }

    /// Whether another thing that is free should be taken.
    package var mayTake: Bool {
        mine.count < floor || (mine.count < ceiling && lacking < free)
    }

    /// What should be given up, for others to take.
    package var surplus: [String] {
        var count = max(0, mine.count - ceiling)
        // Where each has its part and one, only as many give one up as are lacking elsewhere.
        if count == 0, mine.count > floor, place < lacking - free { count = 1 }
        return Array(mine.suffix(count))
    }
}
