import ArgumentParser
import SyncEngine

struct InboxRedriveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "redrive",
        abstract: "Put dead letters back into the inbox, where workers take them again.",
        discussion: """
            Example: sluice inbox redrive
            Example: sluice inbox redrive --limit 1

            One by one: first into the inbox, then out of the dead letters, so what is interrupted between is there twice and \
            counts once. With --limit so many at most, to see first whether it helps. Ctrl-C stops it; done again, it goes on.
            """
    )

    private struct Report: Codable {
        var moved: Int
        var isInterrupted: Bool
    }

    @Option(help: "How many at most; all that are there now where it is left out.") var limit: Int?
    @OptionGroup var config: ConfigurationOption
    @OptionGroup var json: JSONOption
    @OptionGroup var actor: ActorOption

    func validate() throws {
        guard limit.map({ $0 > 0 }) ?? true else { throw ValidationError("--limit must be at least 1.") }
    }

    func run() async throws {
        let configuration = try config.load()
        let box = try await DeadLetterSession.open(configuration)
        let store = try await StoreSession.open(configuration).store
        let report = try await ActionLog(store, by: actor.name).perform(
            "inbox redrive",
            on: box.name,
            outcome: { (report: Report) in "\(report.moved) moved\(report.isInterrupted ? "; interrupted" : "")" }
        ) {
            // What comes back meanwhile is not moved again and again.
            let count = Int(clamping: try await box.count())
            return try await move(box, min(limit ?? count, count))
        }
        if json.isOn { return try Output.json(report) }
        Output.line(
            report.moved == 0
                ? "No dead letters in \(box.name)."
                : "\(report.moved) put back\(report.isInterrupted ? ", interrupted" : ""): \"sluice status\" shows what waits."
        )
        if report.isInterrupted { throw ExitCode(3) }
    }

    private func move(_ box: any DeadLetterBox, _ most: Int) async throws -> Report {
        var report = Report(moved: 0, isInterrupted: false)
        while report.moved < most {
            if Task.isCancelled {
                report.isInterrupted = true
                break
            }
            let moved: Int
            do { moved = try await box.redrive(limit: most - report.moved) } catch {
                throw CommandFailure.failed("\(report.moved) were put back, and then: \(error).")
            }
            if moved == 0 { break }
            report.moved += moved
        }
        return report
    }
}
