import ArgumentParser
import SyncModel

/// Which person is meant.
struct PersonSelection: ParsableArguments {
    @Argument(help: "Which customer: an id, a GID, an e-mail address, an admin address or a guest's id.") var what:
        String
    @Option(help: "Only this store; needed where the customer is not known here.") var store: String?

    private static let listed = 20

    /// The person's key; for an id that is not known here, with the store that is named or the only one.
    func key(_ records: any SyncStore, _ configuration: SluiceConfiguration) async throws -> RecordKey {
        let named = try store.map { try configuration.store(named: $0).name }
        guard let term = SearchTermParser.parse(what) else {
            throw CommandFailure.usage("Say which customer: an id, a GID or an e-mail address.")
        }
        if what.hasPrefix("#") {
            throw CommandFailure.usage(
                "\"\(what)\" names an order. Say whose data is meant: \"sluice show order \(what)\" names the customer."
            )
        }
        if case .id(_, .order) = term { throw CommandFailure.usage("\"\(what)\" names an order.") }
        var hits = try await records.find(term, kind: .customer, limit: Self.listed + 1).withoutClaimedGuests
        if let named { hits = hits.filter { $0.key.store == named } }
        if hits.count == 1, let hit = hits.first { return hit.key }
        guard hits.isEmpty else {
            CandidatesReport(hits: hits, limit: Self.listed).lines(what).forEach(Output.error)
            throw ExitCode(2)
        }
        let only = configuration.stores.count == 1 ? configuration.stores.first?.name : nil
        switch term {
        case .id(let id, _), .number(let id, _):
            guard let store = named ?? only else {
                throw CommandFailure.usage(
                    "Customer \(ExternalID.text(id)) is not known here: name the store with --store."
                )
            }
            return RecordKey(store: store, kind: .customer, id: id)
        case .email, .name:
            throw CommandFailure.failed("No customer \"\(what)\" is known here. Shopify's id works without that.")
        }
    }
}

/// How long a command waits.
struct WaitOption: ParsableArguments {
    @Option(help: "How many seconds to wait for the end; then the server goes on alone.") var wait = 120

    func validate() throws {
        guard (1...86_400).contains(wait) else { throw ValidationError("--wait must be from 1 to 86400 seconds") }
    }

    var time: Duration { .seconds(wait) }
}
