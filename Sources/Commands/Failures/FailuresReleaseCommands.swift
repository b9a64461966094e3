import ArgumentParser
import Foundation
import SyncEngine
import SyncModel

struct FailuresRetryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retry",
        abstract: "Try parked records again.",
        discussion: """
            Example: sluice failures retry
            Example: sluice failures retry --destination hubspot --code invalid_value
            Example: sluice failures retry --rate 10 --stop-at 5

            A running server delivers them at once, each in its newest state. With --rate so many a second are tried, those \
            that were parked first before others, and it stops once as many as --stop-at says are parked again: the cause is \
            not mended then. Ctrl-C stops it too; what was not tried stays parked. Exit codes: 3 interrupted, 4 stopped.
            """
    )

    @OptionGroup var config: ConfigurationOption
    @OptionGroup var json: JSONOption
    @OptionGroup var selection: FailureSelection
    @OptionGroup var actor: ActorOption
    @OptionGroup var server: ServerOption
    @OptionGroup var pace: PaceOptions

    func run() async throws {
        var release = FailureRelease(
            config: config,
            json: json,
            server: server,
            selection: selection,
            actor: actor.name,
            discards: false
        )
        release.rate = pace.rate
        release.stopAt = pace.rate == nil ? nil : pace.stopAt ?? 10
        try await release.run()
    }
}

struct FailuresDiscardCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "discard",
        abstract: "Leave parked records undelivered until Shopify has a newer version of them.",
        discussion: """
            Example: sluice failures discard --order 1001
            Example: sluice failures discard --code identity_conflict
            Example: sluice failures discard --store acme --since 2026-11-20 --rate 50 --stop-at 5
            Example: sluice failures discard --unreadable

            With --rate so many a second are given up, those first that were parked first, and with --stop-at it stops once so \
            many others are parked meanwhile: the cause goes on then. Exit codes: 3 interrupted, 4 stopped.

            --unreadable settles the webhooks that could not be read: they are kept like topics that nobody wants, and not \
            shown as failures any more. What they told is read from Shopify by "sluice reconcile".
            """
    )

    @OptionGroup var config: ConfigurationOption
    @OptionGroup var json: JSONOption
    @OptionGroup var selection: FailureSelection
    @OptionGroup var actor: ActorOption
    @OptionGroup var server: ServerOption
    @Flag(help: "Discard all of them, without a selection, webhooks that could not be read included.") var all = false
    @Flag(help: "Only the webhooks that could not be read.") var unreadable = false
    @OptionGroup var pace: PaceOptions

    func validate() throws {
        try pace.refuse(with: server)
        guard all || unreadable || selection.isRestricted else {
            throw ValidationError(
                "Say which: --destination, --code, --store, --kind, --since, --order, --customer or --unreadable; or --all."
            )
        }
        if all, selection.isRestricted || unreadable {
            throw ValidationError("--all means everything that is parked: leave it or the selection out.")
        }
        if unreadable, pace.rate != nil { throw ValidationError("--unreadable takes all at once: leave --rate out.") }
        if unreadable, selection.isRestricted {
            throw ValidationError(
                "Webhooks that could not be read belong to no destination or record: --unreadable alone."
            )
        }
    }

    func run() async throws {
        var release = FailureRelease(
            config: config,
            json: json,
            server: server,
            selection: selection,
            actor: actor.name,
            discards: true
        )
        release.takesParked = !unreadable
        release.takesUnreadable = unreadable || all
        (release.rate, release.stopAt) = (pace.rate, pace.stopAt)
        try await release.run()
    }
}
