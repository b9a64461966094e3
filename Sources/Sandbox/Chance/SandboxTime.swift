/// A moment, in nanoseconds since 1970 in UTC, with the spellings that the simulated systems use.
package struct SandboxTime: Sendable, Hashable, Comparable {
    package let nanoseconds: Int64

    package init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }
    package init(milliseconds: Int64) { self.nanoseconds = milliseconds * 1_000_000 }
    package init(seconds: Int64) { self.nanoseconds = seconds * 1_000_000_000 }

    package var milliseconds: Int64 { Self.floorDivide(nanoseconds, 1_000_000) }
    package var seconds: Int64 { Self.floorDivide(nanoseconds, 1_000_000_000) }

    package static func < (left: Self, right: Self) -> Bool { left.nanoseconds < right.nanoseconds }

    package func adding(nanoseconds: Int64) -> SandboxTime { .init(nanoseconds: self.nanoseconds + nanoseconds) }
    package func adding(milliseconds: Int64) -> SandboxTime { adding(nanoseconds: milliseconds * 1_000_000) }
    package func adding(seconds: Int64) -> SandboxTime { adding(nanoseconds: seconds * 1_000_000_000) }

    static func floorDivide(_ value: Int64, _ divisor: Int64) -> Int64 {
        let quotient = value / divisor
        return value % divisor < 0 ? quotient - 1 : quotient
    }
}

extension SandboxTime {
    /// For example `2026-11-23T10:00:00.123Z`.
    package var isoMilliseconds: String {
        date + "T" + clock + "." + Self.padded(milliseconds - seconds * 1000, 3) + "Z"
    }

    /// For example `2026-11-23T10:00:00.123456789Z`.
    package var isoNanoseconds: String {
        date + "T" + clock + "." + Self.padded(nanoseconds - seconds * 1_000_000_000, 9) + "Z"
    }

    /// Whole seconds with an offset from UTC, for example `2026-11-23T06:00:00-04:00`.
    package func iso(offsetMinutes: Int) -> String {
        let local = adding(seconds: Int64(offsetMinutes) * 60)
        let sign = offsetMinutes < 0 ? "-" : "+"
        let size = Int64(abs(offsetMinutes))
        return local.date + "T" + local.clock + sign + Self.padded(size / 60, 2) + ":" + Self.padded(size % 60, 2)
    }

    /// The day in UTC, for example `2026-11-23`.
    package var date: String {
        let (year, month, day) = Self.civil(fromDays: Self.floorDivide(seconds, 86_400))
        return Self.padded(year, 4) + "-" + Self.padded(month, 2) + "-" + Self.padded(day, 2)
    }

    private var clock: String {
        let rest = seconds - Self.floorDivide(seconds, 86_400) * 86_400
        return Self.padded(rest / 3600, 2) + ":" + Self.padded(rest / 60 % 60, 2) + ":" + Self.padded(rest % 60, 2)
    }

    private static func padded(_ value: Int64, _ width: Int) -> String {
        let text = String(value)
        return text.utf8.count < width ? String(repeating: "0", count: width - text.utf8.count) + text : text
    }

    /// Days since 1970 to year, month, day, counting years from March so that the leap day comes last.
    private static func civil(fromDays days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = days + 719_468
        let era = floorDivide(shifted, 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }
}

extension SandboxTime {
    /// Reads `YYYY-MM-DD`, or a date and time with `Z` or an offset; nil for anything else.
    package init?(iso text: String) {
        let parts = text.utf8.split(separator: UInt8(ascii: "T"), omittingEmptySubsequences: false)
        guard let first = parts.first, let days = Self.days(String(first) ?? "") else { return nil }
        guard parts.count == 2 else {
            guard parts.count == 1 else { return nil }
            self.init(seconds: days * 86_400)
            return
        }
        guard let time = String(parts[1]), let nanoseconds = Self.timeOfDay(time) else { return nil }
        self.init(nanoseconds: days * 86_400_000_000_000 + nanoseconds)
    }

    private static func days(_ text: String) -> Int64? {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].count == 4, parts[1].count == 2, parts[2].count == 2,
            let year = Int64(parts[0]), let month = Int64(parts[1]), let day = Int64(parts[2]),
            (1...12).contains(month), (1...31).contains(day)
        else { return nil }
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = floorDivide(shiftedYear, 400)
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let result = era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
        // A day such as 30 February runs over into the next month and reads back differently.
        return SandboxTime(seconds: result * 86_400).date == text ? result : nil
    }

    private static func timeOfDay(_ text: String) -> Int64? {
        guard let zoneStart = text.firstIndex(where: { $0 == "Z" || $0 == "+" || $0 == "-" }) else { return nil }
        let zone = text[zoneStart...]
        var offset: Int64 = 0
        if zone != "Z" {
            let parts = zone.dropFirst().split(separator: ":")
            guard parts.count == 2, let hours = Int64(parts[0]), let minutes = Int64(parts[1]) else { return nil }
            offset = (hours * 60 + minutes) * (zone.first == "-" ? -60 : 60)
        }
        let clockAndFraction = text[..<zoneStart].split(separator: ".", omittingEmptySubsequences: false)
        guard let clock = clockAndFraction.first?.split(separator: ":", omittingEmptySubsequences: false),
            clock.count == 3 || clock.count == 2, clockAndFraction.count <= 2,
            let hours = Int64(clock[0]), let minutes = Int64(clock[1]),
            let seconds = clock.count == 3 ? Int64(clock[2]) : 0, hours < 24, minutes < 60, seconds < 61
        else { return nil }
        var fraction: Int64 = 0
        if clockAndFraction.count == 2 {
            let digits = clockAndFraction[1]
            guard (1...9).contains(digits.count), let value = Int64(digits) else { return nil }
            fraction = (digits.count..<9).reduce(value) { scaled, _ in scaled * 10 }
        }
        return (hours * 3600 + minutes * 60 + seconds - offset) * 1_000_000_000 + fraction
    }
}
