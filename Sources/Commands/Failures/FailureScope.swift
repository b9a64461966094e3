import ArgumentParser
import SyncModel

/// Where and when what failed did, for those that list failures and those that settle them.
struct FailureScope: ParsableArguments {
    @Option(help: "Only this destination.") var destination: String?
    @Option(help: "Only this store.") var store: String?
    @Option(help: "Only customers, or only orders.") var kind: KindArgument?
    @Option(
        help: ArgumentHelp(
            "Only what failed from this day or time on, such as 2026-01-31 (midnight UTC).",
            valueName: "time"
        ),
        transform: TimeArgument.init
    )
    var since: TimeArgument?

    var isRestricted: Bool { destination != nil || store != nil || kind != nil || since != nil }

    /// As a server takes it.
    var sinceStamp: String? { Ages.stamp(since?.instant(in: nil)) }

    /// - Throws: `CommandFailure` for a destination or a store that is not configured.
    func filter(_ configuration: SluiceConfiguration) throws -> FailureFilter {
        FailureFilter(
            destination: try destination.map { try configuration.destination(named: $0).name },
            store: try store.map { try configuration.store(named: $0).name },
            kind: kind?.kind,
            parkedSince: since?.instant(in: nil)
        )
    }
}
