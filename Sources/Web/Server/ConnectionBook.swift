/// Which connection goes when there are too many: a value that knows them by number and by what they are doing.
struct ConnectionBook: Sendable {
    /// What a connection is doing; in the order in which they go.
    enum Phase: Int, Sendable, CaseIterable {
        /// Has not sent the headers of a request yet.
        case fresh
        /// Sends a body.
        case reading
        /// Takes nothing of what was sent to it, so that its next answer waits.
        case untaken
        /// Was answered and asks for nothing.
        case idle
        /// Has sent a whole request, which is being answered: never goes.
        case working
    }

    /// So many may be open before one goes for each that comes.
    let limit: Int
    private var phases: [UInt64: (phase: Phase, since: UInt64)] = [:]
    /// In the order of coming into a phase; what has left it since is dropped when it is met.
    private var queues: [Phase: Queue] = [:]
    private var clock: UInt64 = 0

    init(limit: Int) { self.limit = limit }

    var count: Int { phases.count }

    /// Takes a connection in.
    ///
    /// - Returns: the one that is to be closed for it.
    mutating func enter(_ id: UInt64) -> UInt64? {
        move(id, to: .fresh)
        return dismiss(but: id)
    }

    /// Who goes where there are too many: the one that has been longest in the first of the phases.
    ///
    /// - Parameter spared: does not go.
    /// - Returns: the one that is to be closed, which is known no longer.
    mutating func dismiss(but spared: UInt64? = nil) -> UInt64? {
        guard phases.count > limit else { return nil }
        for phase in [Phase.fresh, .reading, .untaken, .idle] {
            guard let oldest = oldest(in: phase), oldest != spared else { continue }
            phases[oldest] = nil
            return oldest
        }
        return nil
    }

    mutating func move(_ id: UInt64, to phase: Phase) {
        clock += 1
        phases[id] = (phase, clock)
        guard phase != .working else { return }
        queues[phase, default: Queue()].append(id, clock)
        // Most of what stands there has left: gone through once in a while, it costs next to nothing each time.
        if queues[phase, default: Queue()].count > 2 * phases.count + 64 { compact(phase) }
    }

    /// Whether a connection is known and was not told to go.
    func contains(_ id: UInt64) -> Bool { phases[id] != nil }

    mutating func leave(_ id: UInt64) { phases[id] = nil }

    private mutating func oldest(in phase: Phase) -> UInt64? {
        while let first = queues[phase]?.first {
            if let known = phases[first.id], known.phase == phase, known.since == first.since { return first.id }
            queues[phase]?.removeFirst()
        }
        return nil
    }

    private mutating func compact(_ phase: Phase) {
        let known = phases
        queues[phase]?.keep { known[$0]?.phase == phase && known[$0]?.since == $1 }
    }

    private struct Queue: Sendable {
        private var entries: [(id: UInt64, since: UInt64)] = []
        private var start = 0

        var count: Int { entries.count - start }
        var first: (id: UInt64, since: UInt64)? { start < entries.count ? entries[start] : nil }

        mutating func append(_ id: UInt64, _ since: UInt64) { entries.append((id, since)) }

        mutating func removeFirst() {
            start += 1
            guard start > 256, start * 2 > entries.count else { return }
            entries.removeFirst(start)
            start = 0
        }

        mutating func keep(_ isKept: (UInt64, UInt64) -> Bool) {
            entries = entries[start...].filter { isKept($0.id, $0.since) }
            start = 0
        }
    }
}
