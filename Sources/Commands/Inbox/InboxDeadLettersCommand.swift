import ArgumentParser
import SyncEngine

struct InboxDeadLettersCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dead-letters",
        abstract: "List what the queue gave up: handed out again and again, and never applied.",
        discussion: """
            Example: sluice inbox dead-letters
            Example: sluice inbox dead-letters --limit 100 --json

            Each with when it was sent, whose it is, and why it could not be applied where that is its own fault. They stay \
            where they are. Exit code 4 where there are any.
            """
    )

    @Option(help: "How many are listed, at most 400.") var limit = 20
    @OptionGroup var config: ConfigurationOption
    @OptionGroup var json: JSONOption

    func validate() throws {
        guard (1...400).contains(limit) else { throw ValidationError("--limit must be from 1 to 400.") }
    }

    func run() async throws {
        let configuration = try await config.loadMapped()
        let box = try await DeadLetterSession.open(configuration.settings)
        let check = DeliveryChecking.check(WorkerSet(configuration: configuration).shops, clock: SystemClock())
        let report: DeadLetterReport
        do {
            let letters = try await box.look(limit: limit, check: check)
            report = DeadLetterReport(queue: box.name, count: try await box.count(), letters: letters)
        } catch {
            throw CommandFailure.failed("\(box.name) cannot be looked at: \(error).")
        }
        if json.isOn { try Output.json(report) } else { report.lines.forEach(Output.line) }
        if report.count > 0 { throw ExitCode(4) }
    }
}
