/// A quarterly version of the Admin API, for example `2026-07`.
struct AdminVersion: Sendable, Comparable {
    let year: Int
    let month: Int

    /// Nil for anything but a quarter.
    init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].count == 4, parts[1].count == 2, let year = Int(parts[0]),
            let month = Int(parts[1]), [1, 4, 7, 10].contains(month)
        else { return nil }
        self.init(year: year, month: month)
    }

    private init(year: Int, month: Int) {
        self.year = year
        self.month = month
    }

    var text: String { "\(year)-" + (month < 10 ? "0" : "") + "\(month)" }

    static func < (left: Self, right: Self) -> Bool { (left.year, left.month) < (right.year, right.month) }

    private func moved(quarters: Int) -> AdminVersion {
        let count = year * 4 + (month - 1) / 3 + quarters
        return AdminVersion(year: count / 4, month: count % 4 * 3 + 1)
    }

    /// The version that came out last; one comes out on the first day of each quarter at 17:00 UTC.
    static func latest(at moment: SandboxTime) -> AdminVersion {
        let day = moment.adding(seconds: -17 * 3_600).date
        let month = Int(day.dropFirst(5).prefix(2)) ?? 1
        return AdminVersion(year: Int(day.prefix(4)) ?? 2026, month: (month - 1) / 3 * 3 + 1)
    }

    /// Those that are served, oldest first; each lives for a year, so four.
    static func supported(at moment: SandboxTime) -> [AdminVersion] {
        let latest = latest(at: moment)
        return (-3...0).map { latest.moved(quarters: $0) }
    }

    /// The version that answers a request for this one: a dead version falls forward to the oldest that lives.
    ///
    /// Nil for one that is not even a release candidate.
    func served(at moment: SandboxTime) -> AdminVersion? {
        guard let oldest = Self.supported(at: moment).first, self <= Self.latest(at: moment).moved(quarters: 1)
        else { return nil }
        return max(self, oldest)
    }
}
