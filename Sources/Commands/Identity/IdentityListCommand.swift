import ArgumentParser
import Foundation
import SyncEngine
import SyncModel
import Web

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
    @OptionGroup var server: ServerOption
    @Option(help: "Only this destination.") var destination: String?
    @Option(help: "Only this store.") var store: String?
    @Option(help: "How many of each are listed, at most 400.") var limit = 50

    private static let mostListed = 400

    func validate() throws {
        guard (1...Self.mostListed).contains(limit) else { throw ValidationError("--limit must be from 1 to 400.") }
    }

    func run() async throws {
        let isRemote = try await server.ask { desk in
            show(try await desk.report(.identity(destination: destination, store: store, limit: limit)))
        }
        if isRemote { return }
        let configuration = try config.load()
        let chosen = try destination.map { try configuration.destination(named: $0).name }
        let shop = try store.map { try configuration.store(named: $0).name }
        let records = try await StoreSession.open(configuration).store
        let report = try await Self.report(records, chosen, of: shop, limit: limit)
        show(try ShownReport(report))
    }

    private func show(_ shown: ShownReport<IdentityReport>) {
        if json.isOn { Output.document(shown.json) } else { shown.value.lines.forEach(Output.line) }
    }

    static func report(
        _ store: any SyncStore,
        _ destination: DestinationName?,
        of shop: StoreName? = nil,
        limit: Int
    ) async throws -> IdentityReport {
        let read = shop == nil ? limit : mostListed
        var parked = try await store.parkedLanes(
            FailureFilter(destination: destination, code: .identityConflict),
            limit: read + 1
        )
        var rulings = try await store.rulings(in: destination, limit: read + 1)
        let hasMore = parked.count > read || rulings.count > read
        if let shop {
            parked.removeAll { $0.key.record.store != shop }
            rulings.removeAll { $0.key.record.store != shop }
        }
        (parked, rulings) = (Array(parked.prefix(mostListed)), Array(rulings.prefix(mostListed)))
        let holders = parked.flatMap { $0.fault.candidates.compactMap(\.holder) }
        let keys = parked.map(\.key.record) + rulings.map(\.key.record) + holders
        let records = keys.isEmpty ? [:] : try await store.records(Array(Set(keys)))
        return IdentityReport(
            doubtful: parked.prefix(limit).map { lane in
                IdentityReport.Doubt(
                    record: .init(lane.key, records[lane.key.record]),
                    parkedAt: Timestamp(lane.parkedAt).utcMilliseconds,
                    message: lane.fault.message,
                    candidates: lane.fault.candidates.map { candidate in
                        let stored = candidate.holder.flatMap { records[$0] }
                        let isTaken = candidate.isTaken(from: lane.key.record, by: stored)
                        return CandidateReport(candidate, of: lane.key.record, isTaken: isTaken)
                    }
                )
            },
            decisions: rulings.prefix(limit).map { ruling in
                IdentityReport.Decision(
                    record: .init(ruling.key, records[ruling.key.record]),
                    decision: ChoiceReport(ruling)
                )
            },
            isCut: hasMore || parked.count > limit || rulings.count > limit
        )
    }
}
