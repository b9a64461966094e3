/// How long clients that showed wrong tokens have to wait, each for itself: longer with every further one.
///
/// A value; a client is whatever names one, such as its address.
struct AttemptBook: Sendable {
    /// So many wrong ones are taken for slips.
    static let free = 5
    static let longestWait = Duration.seconds(300)
    /// A client that was quiet for so long begins anew.
    static let forgotten = Duration.seconds(3_600)
    /// Clients that are remembered; beyond them the one that was quiet longest is forgotten.
    let capacity: Int

    private struct Entry: Sendable {
        var failures: Int
        var last: ContinuousClock.Instant
        var blockedUntil: ContinuousClock.Instant?
    }

    private var entries: [String: Entry] = [:]

    init(capacity: Int = 4_096) { self.capacity = capacity }

    /// How long a client has yet to wait before it may show another token; `nil` where it may now.
    func wait(of client: String, at now: ContinuousClock.Instant) -> Duration? {
        guard let until = entries[client]?.blockedUntil, until > now else { return nil }
        return now.duration(to: until)
    }

    /// Notes a wrong token.
    ///
    /// - Returns: whether the client has to wait for the first time.
    mutating func failed(_ client: String, at now: ContinuousClock.Instant) -> Bool {
        var entry = entries[client] ?? Entry(failures: 0, last: now)
        if entry.last.duration(to: now) >= Self.forgotten { entry = Entry(failures: 0, last: now) }
        entry.failures += 1
        entry.last = now
        let excess = entry.failures - Self.free
        if excess > 0 { entry.blockedUntil = now.advanced(by: Self.wait(after: excess)) }
        if entries[client] == nil, entries.count >= capacity { forgetQuietest() }
        entries[client] = entry
        return excess == 1
    }

    /// Notes the right token: the client begins anew.
    mutating func succeeded(_ client: String) { entries[client] = nil }

    /// A second, and twice as long each time.
    private static func wait(after excess: Int) -> Duration {
        min(.seconds(1 << min(excess - 1, 20)), longestWait)
    }

    private mutating func forgetQuietest() {
        guard let quietest = entries.min(by: { $0.value.last < $1.value.last }) else { return }
        entries[quietest.key] = nil
    }
}
