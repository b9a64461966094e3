import ArgumentParser
import SyncModel

/// A day or an instant on the command line: `2026-01-31`, which begins at midnight UTC, or `2026-01-31T12:00:00+02:00`.
struct TimeArgument: Sendable {
    var instant: Instant

    /// - Throws: `ValidationError` that says what is taken.
    init(argument: String) throws {
        let text = argument.count == 10 ? argument + "T00:00:00Z" : argument
        guard let time = Timestamp(text) else {
            throw ValidationError(
                "\"\(argument)\" is no day of the calendar like 2026-01-31 and no time like 2026-01-31T12:00:00+02:00"
            )
        }
        instant = time.instant
    }
}

/// The options of commands that work on a range of time.
struct RangeOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("From this day or time on, such as 2026-01-31 (midnight UTC).", valueName: "time"),
        transform: TimeArgument.init
    )
    var since: TimeArgument?
    @Option(
        help: ArgumentHelp("Up to this day or time, itself not included.", valueName: "time"),
        transform: TimeArgument.init
    )
    var until: TimeArgument?

    func validate() throws {
        guard let since, let until, since.instant >= until.instant else { return }
        throw ValidationError("--since must be earlier than --until.")
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
