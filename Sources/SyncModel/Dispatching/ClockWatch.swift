/// Notices a clock that was set back, and when to look again for what was still noted by the former time.
///
/// What was under way at that moment had taken its time before, and is stored after. So one look is not enough.
package struct ClockWatch: Sendable {
    /// How long after the jump further looks are due: soon, then after what takes seconds, then after the longest request.
    private static let laterLooks: [Duration] = [.seconds(2), .seconds(10), .seconds(60)]

    private var lastTime = Instant.beginning
    private var due: [Duration] = []

    package init() {}

    /// - Parameters:
    ///   - now: the clock that may be set.
    ///   - uptime: a clock that only goes forward, from any point on.
    /// - Returns: by how much the clock was set back where that is seen now; zero where a further look is due; else `nil`.
    package mutating func look(now: Instant, uptime: Duration) -> Duration? {
        defer { lastTime = now }
        let back = lastTime.since(now)
        if back > .seconds(1) {
            due = Self.laterLooks.map { uptime + $0 }
            return back
        }
        guard let first = due.first, uptime >= first else { return nil }
        due.removeAll { $0 <= uptime }
        return .zero
    }
}
