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

            A running server delivers them at once, each in its newest state.
            """
    )

    @OptionGroup var config: ConfigurationOption
    @OptionGroup var json: JSONOption
    @OptionGroup var selection: FailureSelection

    func run() async throws {
        try await FailureRelease(config: config, json: json, selection: selection, discards: false).run()
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
        var release = FailureRelease(config: config, json: json, selection: selection, discards: true)
        release.takesParked = !unreadable
        release.takesUnreadable = unreadable || all && !selection.isRestricted
        try await release.run()
    }
}

/// Retrying and discarding, which differ in one word.
private struct FailureRelease {
    var config: ConfigurationOption
    var json: JSONOption
    var selection: FailureSelection
    var discards: Bool
    var takesParked = true
    var takesUnreadable = false

    private struct Report: Codable {
        var released: Int
        var discarded: Bool
        /// Webhooks that could not be read and are given up.
        var unreadable: Int?
    }

    func run() async throws {
        let configuration = try config.load()
        let store = try await StoreSession.open(configuration).store
        let filter = try await selection.filter(store, configuration)
        let count = takesParked ? try await store.release(filter, discard: discards, now: SystemClock().now) : 0
        let unreadable = takesUnreadable ? try await store.dismissUndecodable() : 0
        if json.isOn {
            let report = Report(released: count, discarded: discards, unreadable: takesUnreadable ? unreadable : nil)
            return try Output.json(report)
        }
        let noun = count == 1 ? "record" : "records"
        if count > 0 {
            Output.line(discards ? "\(count) \(noun) discarded." : "\(count) \(noun) will be tried again.")
        }
        if unreadable > 0 { Output.line("\(unreadable == 1 ? "1 webhook" : "\(unreadable) webhooks") given up.") }
        guard count + unreadable == 0 else { return }
        guard takesParked else { return Output.line("There is no webhook that could not be read.") }
        Output.line("No parked record fits; \"sluice failures list\" shows them.")
        guard !discards, try await !store.receipts(in: .undecodable, limit: 1).isEmpty else { return }
        Output.line(
            "Webhooks that could not be read are not tried again: \"sluice reconcile\" reads what they told, and "
                + "\"sluice failures discard --unreadable\" settles them."
        )
    }
}
