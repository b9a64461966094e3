import ArgumentParser
import Foundation
import SyncEngine
import SyncModel

struct FailuresCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "failures",
        abstract: "See what could not be delivered and why, and retry or discard it.",
        discussion: "Example: sluice failures list",
        subcommands: [FailuresListCommand.self, FailuresRetryCommand.self, FailuresDiscardCommand.self],
        defaultSubcommand: FailuresListCommand.self
    )
}

/// Which failures are meant.
struct FailureSelection: ParsableArguments {
    @Option(help: "Only this destination.") var destination: String?
    @Option(help: "Only this cause, as \"failures list\" names it.") var code: String?
    @Option(help: "Only this order: its name, number or id.") var order: String?
    @Option(help: "Only this customer: e-mail or id.") var customer: String?

    var isRestricted: Bool { destination != nil || code != nil || order != nil || customer != nil }

    func filter(_ store: any SyncStore, _ configuration: SluiceConfiguration) async throws -> FailureFilter {
        var filter = FailureFilter()
        if let destination {
            let names = configuration.destinations.map(\.name.rawValue)
            guard names.contains(destination) else {
                let nearest = NearestName.of(destination, among: names).map { " Did you mean \"\($0)\"?" } ?? ""
                throw CommandFailure.usage("There is no destination \"\(destination)\".\(nearest)")
            }
            filter.destination = DestinationName(destination)
        }
        filter.code = code.map { DeliveryFault.Code(rawValue: $0) }
        for (text, kind) in [(order, RecordKind.order), (customer, .customer)] {
            guard let text else { continue }
            guard let term = SearchTermParser.parse(text) else {
                throw CommandFailure.usage("--\(kind.rawValue) needs a value")
            }
            let hits = try await store.find(term, kind: kind, limit: 2)
            guard hits.count == 1 else {
                throw CommandFailure.usage(
                    hits.isEmpty ? "No \(kind.rawValue) \"\(text)\" is known." : "\"\(text)\" fits several; use the id."
                )
            }
            filter.record = hits[0].key
        }
        return filter
    }
}
