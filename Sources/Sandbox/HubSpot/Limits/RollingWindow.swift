/// Admits so many events in any span of a given length.
struct RollingWindow: Sendable {
    let limit: Int
    let spanMilliseconds: Int64
    private var moments: [Int64] = []
    private var start = 0

    init(limit: Int, spanMilliseconds: Int64) {
        self.limit = limit
        self.spanMilliseconds = spanMilliseconds
    }

    /// Counts an event; false, and not counted, where the window is full.
    mutating func admit(at moment: SandboxTime) -> Bool {
        let now = moment.milliseconds
        while start < moments.count, moments[start] <= now - spanMilliseconds { start += 1 }
        if start > 1024 {
            moments.removeFirst(start)
            start = 0
        }
        guard moments.count - start < limit else { return false }
        moments.append(now)
        return true
    }

    /// How many more fit right now, as of the last call of ``admit(at:)``.
    var remaining: Int { limit - (moments.count - start) }
}
