import ArgumentParser
import Foundation
import Logging
import SyncEngine
import SyncModel

struct ExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write down what is held of a person.",
        discussion: "Example: sluice export customer ada@example.com --output ada.json",
        subcommands: [ExportCustomerCommand.self]
    )
}

struct ExportCustomerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "customer",
        abstract: "Write everything that is held of a customer into a JSON file.",
        discussion: """
            Example: sluice export customer ada@example.com
            Example: sluice export customer 207119551 --store acme --output ada.json

            Record, orders, webhooks as they came, what was sent to the CRM, and what the CRM holds of our fields. The \
            file can be read by its owner only; without --output it lies in the compliance folder, whose path is printed. \
            Exit codes as for "sluice redact customer".
            """
    )

    @OptionGroup var person: PersonSelection
    @Option(help: "Where the file is moved to; it must not be there yet.") var output: String?
    @OptionGroup var wait: WaitOption
    @OptionGroup var config: ConfigurationOption
    @OptionGroup var json: JSONOption
    @OptionGroup var actor: ActorOption

    func run() async throws {
        let configuration = try config.loadOutlined()
        LogOutput.start(level: .error)
        if let output, FileManager.default.fileExists(atPath: output) {
            throw CommandFailure.usage("\(output) is there already; name another file.")
        }
        let store = try await StoreSession.open(configuration.settings).store
        let key = try await person.key(store, configuration.settings)
        let notice = ComplianceNotice(.dataRequest, customerID: key.id)
        let request = try await ActionLog(store, by: actor.name).perform(
            "export customer",
            on: "\(key)",
            outcome: { "asked as request \($0.id)" }
        ) {
            try await store.ask(notice, of: key.store, now: SystemClock().now)
        }
        let done = try await ComplianceOutcome(configuration: configuration, store: store, json: json.isOn)
            .report(request, atMost: wait.time)
        guard let name = done.file else { return }
        let file = "\(configuration.complianceFolder)/\(name)"
        guard let output else {
            if !json.isOn { Output.line("  written to \(file)") }
            return
        }
        do {
            // Moved, not copied: what is left in no folder need not be erased there later.
            try FileManager.default.moveItem(atPath: file, toPath: output)
        } catch {
            throw CommandFailure.failed("The file is at \(file); it could not be moved to \(output).")
        }
        if !json.isOn { Output.line("  written to \(output)") }
    }
}
