import ArgumentParser
import Foundation
import SyncModel

/// A day or an instant on the command line: `2026-01-31`, which begins at midnight where the shop is, or
/// `2026-01-31T12:00:00+02:00`.
struct TimeArgument: Sendable {
    /// Of a plain day, its midnight UTC.
    private let utc: Instant
    private let isDay: Bool
    /// As it was typed.
    let text: String

    /// - Throws: `ValidationError` that says what is taken.
    init(argument: String) throws {
        isDay = argument.count == 10
        self.text = argument
        let text = isDay ? argument + "T00:00:00Z" : argument
        guard let time = Timestamp(text) else {
            throw ValidationError(
                "\"\(argument)\" is no day of the calendar like 2026-01-31 and no time like 2026-01-31T12:00:00+02:00"
            )
        }
        utc = time.instant
    }

    /// The instant that is meant; `zone` is the shop's, and UTC where it is not known.
    func instant(in zone: TimeZone?) -> Instant {
        guard isDay, let zone else { return utc }
        func offset(at instant: Instant) -> Duration {
            .seconds(zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(instant.microseconds) / 1_000_000)))
        }
        // Where the clock is changed that night, the offset of midnight itself counts.
        return utc - offset(at: utc - offset(at: utc))
    }
}

/// The options of commands that work on a range of time.
struct RangeOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "From this day or time on, such as 2026-01-31 (midnight where the shop is).",
            valueName: "time"
        ),
        transform: TimeArgument.init
    )
    var since: TimeArgument?
    @Option(
        help: ArgumentHelp("Up to this day or time, itself not included.", valueName: "time"),
        transform: TimeArgument.init
    )
    var until: TimeArgument?

    /// Whether neither end is given.
    var isOpen: Bool { since == nil && until == nil }

    func validate() throws {
        guard let since = instants(nil).since, let until = instants(nil).until, since >= until else { return }
        throw ValidationError("--since must be earlier than --until.")
    }

    /// The range in a shop's zone; UTC where that is not known.
    func instants(_ zone: TimeZone?) -> (since: Instant?, until: Instant?) {
        (since?.instant(in: zone), until?.instant(in: zone))
    }
}

/// Which kinds of records are meant; both where none is named.
enum KindArgument: String, ExpressibleByArgument, CaseIterable, Sendable {
    case customers
    case orders

    var kind: RecordKind { self == .customers ? .customer : .order }

    static func kinds(_ argument: KindArgument?) -> [RecordKind] {
        argument.map { [$0.kind] } ?? [.customer, .order]
    }
}
