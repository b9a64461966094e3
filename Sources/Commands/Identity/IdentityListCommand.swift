import ArgumentParser
import Foundation
import SyncEngine
import SyncModel

struct IdentityListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List doubtful matches with their candidates, and what was decided.",
        discussion: """
            Example: sluice identity list
            Example: sluice identity list --destination hubspot --json

            Each doubtful record with the CRM records that could be it: where to look at them, and whose they are by our \
            own books. Then what people decided before. Newest first.
            """
    )

    @OptionGroup var config: ConfigurationOption
    @OptionGroup var json: JSONOption
    @Option(help: "Only this destination.") var destination: String?
    @Option(help: "How many of each are listed, at most 400.") var limit = 50

    func validate() throws {
        guard (1...400).contains(limit) else { throw ValidationError("--limit must be from 1 to 400.") }
    }

    func run() async throws {
        let configuration = try config.load()
        let chosen = try destination.map { try configuration.destination(named: $0).name }
        let store = try await StoreSession.open(configuration).store
        let report = try await Self.report(store, chosen, limit: limit)
        if json.isOn { try Output.json(report) } else { report.lines.forEach(Output.line) }
    }

    static func report(
        _ store: any SyncStore,
        _ destination: DestinationName?,
        limit: Int
    ) async throws -> IdentityReport {
        let parked = try await store.parkedLanes(
            FailureFilter(destination: destination, code: .identityConflict),
            limit: limit + 1
        )
        let rulings = try await store.rulings(in: destination, limit: limit + 1)
        let keys = parked.map(\.key.record) + rulings.map(\.key.record)
        let records = keys.isEmpty ? [:] : try await store.records(Array(Set(keys)))
        return IdentityReport(
            doubtful: parked.prefix(limit).map { lane in
                IdentityReport.Doubt(
                    record: .init(lane.key, records[lane.key.record]),
                    parkedAt: Timestamp(lane.parkedAt).utcMilliseconds,
                    message: lane.fault.message,
                    candidates: lane.fault.candidates.map { CandidateReport($0, of: lane.key.record) }
                )
            },
            decisions: rulings.prefix(limit).map { ruling in
                IdentityReport.Decision(
                    record: .init(ruling.key, records[ruling.key.record]),
                    decision: ChoiceReport(ruling)
                )
            },
            isCut: parked.count > limit || rulings.count > limit
        )
    }
}
