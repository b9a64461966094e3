/// Reading and writing RFC 3339, without Foundation's formatters: they cost more than decoding the rest of an order.
enum TimestampText {
    static func parse(_ bytes: [UInt8]) -> Timestamp? {
        var reader = DigitReader(bytes: bytes)
        guard let year = reader.digits(4), reader.skip(UInt8(ascii: "-")),
            let month = reader.digits(2), reader.skip(UInt8(ascii: "-")),
            let day = reader.digits(2),
            reader.skip(UInt8(ascii: "T")) || reader.skip(UInt8(ascii: "t")) || reader.skip(UInt8(ascii: " ")),
            let hour = reader.digits(2), reader.skip(UInt8(ascii: ":")),
            let minute = reader.digits(2), reader.skip(UInt8(ascii: ":")),
            let second = reader.digits(2),
            (1...12).contains(month), (1...daysIn(month: month, of: year)).contains(day), hour < 24, minute < 60,
            second <= 60
        else { return nil }
        let fraction = reader.fraction()
        guard let fraction, let offset = reader.offset(), reader.isAtEnd else { return nil }
        let days = daysSinceEpoch(year: year, month: month, day: day)
        let seconds = Int64(days) * 86_400 + Int64(hour * 3_600 + minute * 60 + second) - Int64(offset)
        return Timestamp(Instant(microseconds: seconds * 1_000_000 + Int64(fraction)), offset: offset)
    }

    static func write(_ value: Timestamp, fractionDigits: Int? = nil) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(32)
        append(value, fractionDigits: fractionDigits, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    static func append(_ value: Timestamp, fractionDigits: Int? = nil, to bytes: inout [UInt8]) {
        let local = value.instant.microseconds + Int64(value.offset) * 1_000_000
        let (seconds, fraction) = floorDivide(local, 1_000_000)
        let (days, rest) = floorDivide(seconds, 86_400)
        let date = civil(fromDays: Int(days))
        pad(date.year, 4, &bytes)
        bytes.append(UInt8(ascii: "-"))
        pad(date.month, 2, &bytes)
        bytes.append(UInt8(ascii: "-"))
        pad(date.day, 2, &bytes)
        bytes.append(UInt8(ascii: "T"))
        appendTime(Int(rest), &bytes)
        if fractionDigits != nil || fraction != 0 {
            bytes.append(UInt8(ascii: "."))
            pad(Int(fraction), 6, &bytes)
            if let fractionDigits {
                bytes.removeLast(max(0, 6 - fractionDigits))
            } else {
                while bytes.last == UInt8(ascii: "0") { bytes.removeLast() }
            }
        }
        guard value.offset != 0 else {
            bytes.append(UInt8(ascii: "Z"))
            return
        }
        let magnitude = abs(value.offset)
        bytes.append(value.offset < 0 ? UInt8(ascii: "-") : UInt8(ascii: "+"))
        pad(magnitude / 3_600, 2, &bytes)
        bytes.append(UInt8(ascii: ":"))
        pad(magnitude / 60 % 60, 2, &bytes)
    }

    private static func appendTime(_ second: Int, _ bytes: inout [UInt8]) {
        pad(second / 3_600, 2, &bytes)
        bytes.append(UInt8(ascii: ":"))
        pad(second / 60 % 60, 2, &bytes)
        bytes.append(UInt8(ascii: ":"))
        pad(second % 60, 2, &bytes)
    }

    private static func daysIn(month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Days from 1970-01-01 in the proleptic Gregorian calendar.
    static func daysSinceEpoch(year: Int, month: Int, day: Int) -> Int {
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    private static func civil(fromDays days: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthIndex = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * monthIndex + 2) / 5 + 1
        let month = monthIndex + (monthIndex < 10 ? 3 : -9)
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }

    private static func floorDivide(_ value: Int64, _ by: Int64) -> (Int64, Int64) {
        let quotient = value >= 0 ? value / by : -((-value + by - 1) / by)
        return (quotient, value - quotient * by)
    }

    private static func pad(_ value: Int, _ width: Int, _ bytes: inout [UInt8]) {
        var unit = 1
        for _ in 1..<width { unit *= 10 }
        // A year beyond 9999, or before the first: as many characters as it takes.
        guard value >= 0, value < unit * 10 else {
            bytes += String(value).utf8
            return
        }
        while unit > 0 {
            bytes.append(UInt8(ascii: "0") + UInt8(value / unit % 10))
            unit /= 10
        }
    }
}

/// A cursor over ASCII digits.
private struct DigitReader {
    let bytes: [UInt8]
    var position = 0

    var isAtEnd: Bool { position == bytes.count }

    mutating func skip(_ byte: UInt8) -> Bool {
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    mutating func digits(_ count: Int) -> Int? {
        guard position + count <= bytes.count else { return nil }
        var value = 0
        for byte in bytes[position..<position + count] {
            guard (48...57).contains(byte) else { return nil }
            value = value * 10 + Int(byte - 48)
        }
        position += count
        return value
    }

    /// Microseconds after a dot; 0 where there is no dot; `nil` where the dot has no digit behind it.
    mutating func fraction() -> Int? {
        guard skip(UInt8(ascii: ".")) else { return 0 }
        var value = 0
        var count = 0
        while position < bytes.count, (48...57).contains(bytes[position]) {
            if count < 6 { value = value * 10 + Int(bytes[position] - 48) }
            count += 1
            position += 1
        }
        guard count > 0 else { return nil }
        for _ in 0..<max(0, 6 - count) { value *= 10 }
        return value
    }

    /// Seconds east of UTC.
    mutating func offset() -> Int? {
        if skip(UInt8(ascii: "Z")) || skip(UInt8(ascii: "z")) { return 0 }
        let sign: Int
        if skip(UInt8(ascii: "+")) {
            sign = 1
        } else if skip(UInt8(ascii: "-")) {
            sign = -1
        } else {
            return nil
        }
        guard let hours = digits(2) else { return nil }
        _ = skip(UInt8(ascii: ":"))
        guard let minutes = digits(2), hours < 24, minutes < 60 else { return nil }
        return sign * (hours * 3_600 + minutes * 60)
    }
}
