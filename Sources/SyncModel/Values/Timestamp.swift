/// An instant together with the offset it was written in, so that "the day in the shop's zone" can still be told.
///
/// Written as RFC 3339. Two timestamps are the same moment when their `instant`s are equal.
package struct Timestamp: Sendable, Hashable, Codable {
    package var instant: Instant
    /// Seconds east of UTC.
    package var offset: Int

    package init(_ instant: Instant, offset: Int = 0) {
        self.instant = instant
        self.offset = offset
    }

    /// Reads RFC 3339 (`2026-05-11T11:06:59-04:00`, `2024-08-03T18:28:37.234647458Z`); `nil` for anything else.
    ///
    /// Digits beyond microseconds are cut off.
    package init?(_ text: some StringProtocol) {
        guard let parsed = TimestampText.parse(Array(text.utf8)) else { return nil }
        self = parsed
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let value = Timestamp(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not an RFC 3339 time")
        }
        self = value
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

extension Timestamp: CustomStringConvertible {
    /// RFC 3339 in this timestamp's own offset; `Z` for UTC; fractions only where there are any.
    package var description: String { TimestampText.write(self) }

    /// `2026-11-26T09:30:00Z`, for people.
    package var utcSeconds: String { "\(utcMilliseconds.prefix(19))Z" }

    /// RFC 3339 in UTC with milliseconds, the form that CRMs take.
    package var utcMilliseconds: String {
        TimestampText.write(Timestamp(instant), fractionDigits: 3)
    }

    /// The calendar day at this timestamp's offset as `YYYY-MM-DD`.
    package var day: String { String(description.prefix(10)) }
}
