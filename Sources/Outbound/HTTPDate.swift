/// A time in one of the three forms that HTTP demands every recipient to read, with second precision.
struct HTTPDate: Equatable {
    let secondsSince1970: Int64

    private static let months = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ]

    /// Reads the current form and the two obsolete ones; anything else is `nil`.
    ///
    /// They are `Sun, 06 Nov 1994 08:49:37 GMT`, `Sunday, 06-Nov-94 08:49:37 GMT` and `Sun Nov  6 08:49:37 1994`.
    /// The name of the weekday is not checked.
    init?(_ text: String) {
        var parts = text.lowercased().split { " ,-".contains($0) }.map(String.init)
        guard parts.count >= 5 else { return nil }
        parts.removeFirst()
        if parts.count == 4, Self.months.contains(parts[0]) {
            parts = [parts[1], parts[0], parts[3], parts[2], "gmt"]
        }
        guard
            parts.count == 5, ["gmt", "utc"].contains(parts[4]),
            let day = Self.number(parts[0], in: 1...31),
            let month = Self.months.firstIndex(of: parts[1]).map({ Int64($0) + 1 }),
            let year = Self.year(parts[2])
        else { return nil }
        let clock = parts[3].split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard
            clock.count == 3,
            let hour = Self.number(clock[0], in: 0...23),
            let minute = Self.number(clock[1], in: 0...59),
            let second = Self.number(clock[2], in: 0...60)
        else { return nil }
        secondsSince1970 = Self.daysSince1970(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second
    }

    private static func number(_ text: String, in range: ClosedRange<Int64>) -> Int64? {
        guard let value = Int64(text), range.contains(value) else { return nil }
        return value
    }

    /// Two digits are read within 1970…2069: these times are deadlines, never birthdays.
    private static func year(_ text: String) -> Int64? {
        switch text.utf8.count {
        case 2: number(text, in: 0...99).map { $0 < 70 ? 2000 + $0 : 1900 + $0 }
        case 4: number(text, in: 1970...9999)
        default: nil
        }
    }

    /// Days in the proleptic Gregorian calendar; years are counted from March so that the leap day comes last.
    private static func daysSince1970(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let fromMarch = month > 2 ? year : year - 1
        let monthFromMarch = (month + 9) % 12
        let dayOfYear = (153 * monthFromMarch + 2) / 5 + day - 1
        return fromMarch * 365 + fromMarch / 4 - fromMarch / 100 + fromMarch / 400 + dayOfYear - 719_468
    }
}
