import FoundationEssentials

/// Tells the shop's day of a record.
///
/// One zone for all sides: an order that two sides date with different offsets must not stand on two days.
package struct AuditCalendar: Sendable {
    private let zone: TimeZone?

    /// - Parameter zone: such as `America/Toronto`; without it, or where its table is missing, each time's own offset
    ///   counts, which is the shop's as of the time it was written.
    package init(zone: String?) {
        self.zone = zone.flatMap { TimeZone(identifier: $0) }
    }

    /// `YYYY-MM-DD`.
    package func day(of time: Timestamp) -> String {
        guard let zone else { return time.day }
        let date = Date(timeIntervalSince1970: Double(time.instant.microseconds) / 1_000_000)
        return Timestamp(time.instant, offset: zone.secondsFromGMT(for: date)).day
    }

    /// The day of a record of which it is not known when it was made.
    package static let unknownDay = "unknown"
}

extension SyncRecord {
    /// When the record was made, with the offset it was written in.
    package var creation: Timestamp? {
        switch self {
        case .customer(let record): record.profile.fields.createdAt.value
        case .order(let record): record.details.fields.createdAt.value
        }
    }
}
