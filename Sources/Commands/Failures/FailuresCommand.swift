import ArgumentParser
import Foundation
import SyncEngine
import SyncModel
import Web

struct FailuresCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "failures",
        abstract: "See what could not be delivered and why, and retry or discard it.",
        discussion: """
            Example: sluice failures list
            Example: sluice failures retry --code invalid_value
            Example: sluice failures discard --order "#1001"
            """,
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

    /// The same for a server, which knows the records.
    func choice(_ desk: RemoteDesk) async throws -> FailureChoice {
        var choice = FailureChoice(destination: destination, code: code)
        for (text, kind) in [(order, RecordKind.order), (customer, .customer)] {
            guard let text else { continue }
            choice.record = try await RemoteRecord(desk: desk, kind: kind, what: text).address()
        }
        return choice
    }

    func filter(_ store: any SyncStore, _ configuration: SluiceConfiguration) async throws -> FailureFilter {
        var filter = FailureFilter()
        if let destination {
            filter.destination = try configuration.destination(named: destination).name
        }
        if let code {
            let present = Set(try await store.failures(destination: filter.destination).map(\.code.rawValue)).sorted()
            guard present.contains(code) || DeliveryFault.Code.known.contains(code) else {
                let all = present + DeliveryFault.Code.known
                let nearest = NearestName.of(code, among: all).map { "Did you mean \"\($0)\"?" }
                let now =
                    present.isEmpty ? "Nothing is parked." : "Parked now: " + present.joined(separator: ", ") + "."
                throw CommandFailure.usage("There is no cause \"\(code)\". \(nearest ?? now)")
            }
            filter.code = DeliveryFault.Code(rawValue: code)
        }
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

extension DeliveryFault.Code {
    /// The causes for which a record may be parked.
    fileprivate static let known = [
        invalidValue, requiredField, lacksAccount, missingField, identityConflict, gone, mapping, unreadable, refused,
        unavailable,
        noAnswer, locked,
    ].map(\.rawValue)
}
