import ArgumentParser
import Foundation
import Logging
import SyncEngine
import SyncModel

struct RedactCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "redact",
        abstract: "Erase a person here and in the CRM, and list what was asked and done.",
        discussion: """
            Example: sluice redact customer ada@example.com
            Example: sluice redact list
            """,
        subcommands: [RedactCustomerCommand.self, RedactShopCommand.self, RedactListCommand.self]
    )
}

struct RedactCustomerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "customer",
        abstract: "Erase a customer here and, as on_redact says, in the CRM. This cannot be undone.",
        discussion: """
            Example: sluice redact customer ada@example.com
            Example: sluice redact customer 207119551 --store acme --yes

            Shopify is not told: erase the customer there first. Asks on a terminal; elsewhere --yes is needed. A running \
            server does the work; where none runs, the command does. Exit codes: 1 failed or not confirmed, 2 wrong \
            usage or several hits, 3 not done in time (the server goes on), 4 a person must look in a CRM.
            """
    )

    @OptionGroup var person: PersonSelection
    @Flag(help: "Do not ask.") var yes = false
    @OptionGroup var wait: WaitOption
    @OptionGroup var config: ConfigurationOption
    @OptionGroup var json: JSONOption
    @OptionGroup var actor: ActorOption

    func run() async throws {
        let configuration = try config.loadOutlined()
        LogOutput.start(level: .error)
        let store = try await StoreSession.open(configuration.settings).store
        let key = try await person.key(store, configuration.settings)
        try confirm(key, configuration.settings)
        let notice = ComplianceNotice(.customerRedact, customerID: key.id)
        let request = try await ActionLog(store, by: actor.name).perform(
            "redact customer",
            on: "\(key)",
            outcome: { "asked as request \($0.id)" }
        ) {
            try await store.ask(notice, of: key.store, now: SystemClock().now)
        }
        try await ComplianceOutcome(configuration: configuration, store: store, json: json.isOn)
            .report(request, atMost: wait.time)
    }

    private func confirm(_ key: RecordKey, _ configuration: SluiceConfiguration) throws {
        guard !yes else { return }
        try Confirmation.ask(
            Self.warning(key, configuration),
            prompt: "Type the customer's id, \(key.externalID), to go on:",
            word: key.externalID,
            undone: "Nothing was erased",
            refused: CommandFailure.failed
        )
    }

    /// What is about to happen.
    static func warning(_ key: RecordKey, _ configuration: SluiceConfiguration) -> [String] {
        let words: [RedactPolicy: String] = [
            .blank: "our fields and our id in the contact are emptied",
            .delete: "our fields and our id are emptied; a contact that we made is then removed for good",
            .leave: "nothing is changed (on_redact: leave)",
        ]
        let destinations = configuration.destinations.map { settings in
            "  \(settings.name): \(words[settings.onRedact] ?? "")"
                + (settings.mode != .live ? ", once it is live again" : "")
        }
        return [
            "Customer \(key.externalID) of \(key.store) will be erased for good:",
            "  here: the record, webhook bodies, delivery notes and files; orders keep the money alone",
        ] + destinations + [
            key.isGuest
                ? "  whoever orders with this address later is somebody new"
                : "  afterwards nothing that Shopify sends about this id is kept any more"
        ]
    }
}

struct RedactListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List what was asked about people's data, by Shopify and by hand, and what came of it.",
        discussion: """
            Example: sluice redact list
            Example: sluice redact list --open --json

            Exit code 4 where one is overdue.
            """
    )

    @Flag(help: "Only what is not done.") var open = false
    @Option(help: "How many at most.") var limit = 100
    @OptionGroup var config: ConfigurationOption
    @OptionGroup var json: JSONOption

    func validate() throws {
        guard (1...10_000).contains(limit) else { throw ValidationError("--limit must be from 1 to 10000") }
    }

    func run() async throws {
        let configuration = try config.load()
        let store = try await StoreSession.open(configuration).store
        let now = SystemClock().now
        let reports = try await store.requests(ComplianceFilter(isOpen: open), limit: limit).map {
            ComplianceReport($0, folder: configuration.complianceFolder, now: now)
        }
        if json.isOn {
            try Output.json(reports)
        } else if reports.isEmpty {
            Output.line(open ? "Nothing is open." : "Nothing was asked.")
        } else {
            Output.table([["id", "store", "what", "customer", "state", "when", ""]] + reports.map(\.row))
        }
        if reports.contains(where: \.isOverdue) { throw ExitCode(4) }
    }
}
