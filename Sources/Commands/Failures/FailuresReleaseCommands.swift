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
            """
    )

    @OptionGroup var config: ConfigurationOption
    @OptionGroup var json: JSONOption
    @OptionGroup var selection: FailureSelection
    @Flag(help: "Discard all of them, without a selection.") var all = false

    func validate() throws {
        guard all || selection.isRestricted else {
            throw ValidationError("Say which: --destination, --code, --order or --customer; or --all.")
        }
    }

    func run() async throws {
        try await FailureRelease(config: config, json: json, selection: selection, discards: true).run()
    }
}

/// Retrying and discarding, which differ in one word.
private struct FailureRelease {
    var config: ConfigurationOption
    var json: JSONOption
    var selection: FailureSelection
    var discards: Bool

    private struct Report: Codable {
        var released: Int
        var discarded: Bool
    }

    func run() async throws {
        let configuration = try config.load()
        let store = try await StoreSession.open(configuration).store
        let filter = try await selection.filter(store, configuration)
        let count = try await store.release(filter, discard: discards, now: SystemClock().now)
        if json.isOn {
            try Output.json(Report(released: count, discarded: discards))
        } else {
            guard count > 0 else { return Output.line("No parked record fits; \"sluice failures list\" shows them.") }
            let noun = count == 1 ? "record" : "records"
            Output.line(discards ? "\(count) \(noun) discarded." : "\(count) \(noun) will be tried again.")
        }
    }
}
