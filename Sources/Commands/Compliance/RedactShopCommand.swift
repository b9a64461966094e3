import ArgumentParser
import Foundation
import Logging
import SyncEngine
import SyncModel

/// Erases a shop where Sluice does not do it by itself: its app cannot be asked, or seems to be in the shop still.
struct RedactShopCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "shop",
        abstract: "Erase everything of a shop here and, as on_redact says, in the CRM. This cannot be undone.",
        discussion: """
            Example: sluice redact shop acme
            Example: sluice redact shop acme --yes

            For a shop that has left: Shopify asks for it two days later, and Sluice does it then, but not while webhooks \
            still come or the shop cannot be asked. Asks on a terminal; elsewhere --yes is needed. Exit codes: 1 failed or \
            not confirmed, 2 wrong usage, 3 not done in time (the server goes on), 4 a person must look in a CRM.
            """
    )

    @Argument(help: "The store's name in the configuration.") var store: String
    @Flag(help: "Do not ask.") var yes = false
    @OptionGroup var wait: WaitOption
    @OptionGroup var config: ConfigurationOption
    @OptionGroup var json: JSONOption
    @OptionGroup var actor: ActorOption

    func run() async throws {
        let configuration = try config.loadOutlined()
        LogOutput.start(level: .error)
        guard let settings = configuration.stores.first(where: { $0.name.rawValue == store }) else {
            let names = configuration.stores.map(\.name.rawValue).joined(separator: ", ")
            throw CommandFailure.usage("There is no store \"\(store)\". Configured: \(names).")
        }
        let kept = try await StoreSession.open(configuration.settings).store
        try confirm(settings.name)
        let request = try await ActionLog(kept, by: actor.name).perform(
            "redact shop",
            on: "\(settings.name)",
            outcome: { "asked as request \($0.id)" }
        ) {
            try await kept.ask(ComplianceNotice(.shopRedact), of: settings.name, now: SystemClock().now)
        }
        try await ComplianceOutcome(configuration: configuration, store: kept, json: json.isOn)
            .report(request, atMost: wait.time)
    }

    private func confirm(_ name: StoreName) throws {
        guard !yes else { return }
        try Confirmation.ask(
            [
                "All customers and orders of \(name) will be erased for good, here and as on_redact says in the CRM.",
                "Nothing is read from the shop afterwards until \"sluice resume \(name)\"; webhooks that still come are taken.",
            ],
            prompt: "Type the store's name, \(name), to go on:",
            word: name.rawValue,
            undone: "Nothing was erased",
            refused: CommandFailure.failed
        )
    }
}
