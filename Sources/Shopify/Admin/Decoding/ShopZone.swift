import FoundationEssentials
import SyncModel

/// A shop's time zone: GraphQL writes times in UTC, webhooks at the shop's own offset, and both must read the same.
struct ShopZone: Sendable {
    private let zone: TimeZone?
    private let offsetNow: Int

    /// Whether summer time is known; without a table of zones only the offset that the shop has now is.
    var isKnown: Bool { zone != nil }

    init(_ facts: Facts) {
        zone = TimeZone(identifier: facts.ianaTimezone)
        offsetNow = facts.timezoneOffsetMinutes * 60
    }

    /// The same instant at the shop's offset of that moment.
    func local(_ time: Timestamp) -> Timestamp {
        guard let zone else { return Timestamp(time.instant, offset: offsetNow) }
        let date = Date(timeIntervalSince1970: Double(time.instant.microseconds) / 1_000_000)
        return Timestamp(time.instant, offset: zone.secondsFromGMT(for: date))
    }

    /// What the shop says of its zone.
    struct Facts: Decodable, Sendable, Hashable {
        /// Such as `America/Toronto`.
        var ianaTimezone: String
        var timezoneOffsetMinutes: Int
    }
}
