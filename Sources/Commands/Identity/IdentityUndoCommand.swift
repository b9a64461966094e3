import ArgumentParser
import Foundation
import SyncEngine
import SyncModel
import Web

struct IdentityUndoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "undo",
        abstract: "Take back what was decided of a customer or an order.",
        discussion: """
            Example: sluice identity undo customer ada@example.com
            Example: sluice identity undo order "#1001" --destination hubspot

            The link that the decision made is removed, and our id is taken from that CRM record. Nothing is deleted in \
            the CRM, what was written there stays, and contacts that were merged stay one. What the record was linked to \
            before is linked again, if it is there still. Then the record is matched anew by the rules, so it may well be \
            parked again.
            """
    )

    @OptionGroup var selection: RecordSelection
    @OptionGroup var config: ConfigurationOption
    @OptionGroup var json: JSONOption
    @OptionGroup var actor: ActorOption
    @OptionGroup var server: ServerOption

    func run() async throws {
        let isRemote = try await server.ask(by: actor.name) { desk in
            let (address, lane) = try await selection.lane(desk) { $0.decision.map { $0.choice != "undone" } ?? false }
            let done = try await desk.carryOut(.undo(address, destination: lane.destination))
            try await IdentityDecideCommand.tell(done, address, lane.destination, desk, json)
        }
        if isRemote { return }
        let configuration = try config.load()
        let store = try await StoreSession.open(configuration).store
        let story = try await selection.story(store, configuration)
        let lane = try selection.lane(of: story, configuration) { $0.ruling.map { $0.choice != .undone } ?? false }
        let key = LaneKey(destination: lane.destination, record: story.record.key)
        let words = "\(key.record.kind.rawValue) \(key.record.id)"
        guard let former = lane.ruling, former.choice != .undone else {
            throw CommandFailure.failed(
                lane.ruling == nil
                    ? "Nothing was decided of \(words) in \(lane.destination)." : "That is being taken back already."
            )
        }
        // Before: the server acts on it at once.
        let remains = try await RulingConsequence.words(ofUndoing: former, lane, store)
        let person = actor.name
        let ruling = try await ActionLog(store, by: person).perform(
            "identity undo",
            on: "\(key)",
            outcome: { $0 == nil ? "refused: the record was erased" : "taken back" }
        ) {
            try await store.rule(.undone, on: key, by: person, now: SystemClock().now)
        }
        guard let ruling else { throw CommandFailure.failed("The record was erased; nothing is sent of it any more.") }
        guard !json.isOn else {
            try Output.json(
                IdentityDecideCommand.Report(
                    destination: key.destination.rawValue,
                    store: key.record.store.rawValue,
                    kind: key.record.kind.rawValue,
                    id: String(key.record.id),
                    decision: ChoiceReport(ruling)
                )
            )
            return
        }
        Output.line("Taken back: \(ChoiceReport(former).words). A running server acts on it at once.")
        if let remains { Output.line(remains) }
        Output.line(
            "The record is then matched anew by the rules: \"sluice identity list\" shows it if that is doubtful."
        )
    }
}
