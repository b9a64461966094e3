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
    @OptionGroup var scope: FailureScope
    @Option(help: "Only this cause, as \"failures list\" names it.") var code: String?
    @Option(help: "Only this order: its name, number or id.") var order: String?
    @Option(help: "Only this customer: e-mail or id.") var customer: String?

    var isRestricted: Bool { scope.isRestricted || code != nil || record != nil }

    /// The one record that is named, as it was typed.
    private var record: (text: String, kind: RecordKind)? {
        order.map { ($0, .order) } ?? customer.map { ($0, .customer) }
    }

    func validate() throws {
        if order != nil, customer != nil {
            throw ValidationError("--order and --customer name one record each: give one of them.")
        }
        if scope.kind != nil, record != nil {
            throw ValidationError("--order and --customer say the kind already: leave --kind out.")
        }
    }

    /// The same for a server, which knows the records.
    func choice(_ desk: RemoteDesk) async throws -> FailureChoice {
        var choice = FailureChoice(
            destination: scope.destination,
            store: scope.store,
            kind: scope.kind?.kind.rawValue,
            code: code,
            since: scope.sinceStamp
        )
        guard let record else { return choice }
        choice.record = try await RemoteRecord(desk: desk, kind: record.kind, what: record.text, store: scope.store)
            .address()
        choice.store = nil
        return choice
    }

    func filter(_ session: any SyncStore, _ configuration: SluiceConfiguration) async throws -> FailureFilter {
        var filter = try scope.filter(configuration)
        if let code { filter.code = try await FailureCause.named(code, in: session, of: filter.destination) }
        guard let (text, kind) = record else { return filter }
        guard let term = SearchTermParser.parse(text) else {
            throw CommandFailure.usage("--\(kind.rawValue) needs a value")
        }
        let hits = try await session.find(term, kind: kind, limit: 20)
            .filter { hit in filter.store.map { $0 == hit.key.store } ?? true }
        guard hits.count == 1 else {
            throw CommandFailure.usage(
                hits.isEmpty
                    ? "No \(kind.rawValue) \"\(text)\" is known."
                    : "\"\(text)\" fits several; name the store, or use the id."
            )
        }
        filter.record = hits[0].key
        return filter
    }
}
