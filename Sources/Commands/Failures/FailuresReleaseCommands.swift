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
    @Option(help: "So many records a second; without it all at once.") var rate: Int?
    @Option(name: .customLong("stop-at"), help: "With --rate: stop once so many are parked again. Default: 10.")
    var stopAt: Int?

    func validate() throws {
        guard rate.map({ (1...1_000).contains($0) }) ?? true else { throw ValidationError("--rate takes 1 to 1000.") }
        guard stopAt.map({ (1...1_000).contains($0) }) ?? true else {
            throw ValidationError("--stop-at takes 1 to 1000.")
        }
        if stopAt != nil, rate == nil { throw ValidationError("--stop-at looks between portions: give a --rate too.") }
    }

    func run() async throws {
        var release = FailureRelease(
            config: config,
            json: json,
            server: server,
            selection: selection,
            actor: actor.name,
            discards: false
        )
        release.rate = rate
        release.stopAt = rate == nil ? nil : stopAt ?? 10
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
            Example: sluice failures discard --unreadable

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

    func validate() throws {
        guard all || unreadable || selection.isRestricted else {
            throw ValidationError("Say which: --destination, --code, --order, --customer or --unreadable; or --all.")
        }
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
        release.takesUnreadable = unreadable || all && !selection.isRestricted
        try await release.run()
    }
}
