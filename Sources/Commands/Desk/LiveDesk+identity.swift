import SyncModel
import Web

extension LiveDesk {
    func decide(
        _ address: RecordAddress,
        _ destination: String,
        _ answer: IdentityAnswer,
        force: Bool,
        _ person: String,
        _ log: ActionLog
    ) async throws -> DeskOutcome {
        let (lane, key) = try await lane(address, destination)
        let choice: IdentityRuling.Choice
        switch answer {
        case .new: choice = .new
        case .skip: choice = .skip
        case .record(let text):
            guard let crmID = IdentityDecideCommand.crmID(text) else {
                throw DeskFailure(.invalid, "Give the id of a CRM record, or the address of its page.")
            }
            choice = .record(crmID)
        }
        try await IdentityDecideCommand.check(choice, lane, key.record, force: force, store)
        let ruling = try await log.perform(
            "identity decide",
            on: "\(key)",
            outcome: { (ruling: IdentityRuling?) in
                ruling.map { ChoiceReport($0).words } ?? "refused: the record was erased"
            }
        ) {
            try await store.rule(choice, on: key, by: person, now: clock.now)
        }
        guard let ruling else { throw DeskFailure(.conflict, "The record was erased; nothing is sent of it any more.") }
        let consequence = RulingConsequence.words(ofDeciding: choice, lane, key.record).map { " \($0)" } ?? ""
        let outlook = try await DeliveryOutlook(
            [key.destination],
            key.record.kind,
            configuration,
            store,
            node,
            clock.now
        )
        return DeskOutcome("Decided: \(ChoiceReport(ruling).words). \(outlook.said)\(consequence)")
    }

    func undo(
        _ address: RecordAddress,
        _ destination: String,
        _ person: String,
        _ log: ActionLog
    ) async throws -> DeskOutcome {
        let (lane, key) = try await lane(address, destination)
        guard let former = lane.ruling, former.choice != .undone else {
            throw DeskFailure(
                .conflict,
                "There is nothing to take back: nothing was decided, or it is being taken back."
            )
        }
        let remains = try await RulingConsequence.words(ofUndoing: former, lane, store).map { " \($0)" } ?? ""
        let ruling = try await log.perform(
            "identity undo",
            on: "\(key)",
            outcome: { (ruling: IdentityRuling?) in ruling == nil ? "refused: the record was erased" : "taken back" }
        ) {
            try await store.rule(.undone, on: key, by: person, now: clock.now)
        }
        guard ruling != nil else {
            throw DeskFailure(.conflict, "The record was erased; nothing is sent of it any more.")
        }
        return DeskOutcome("Taken back.\(remains) The record is matched anew by the rules.")
    }

    private func lane(
        _ address: RecordAddress,
        _ destination: String
    ) async throws -> (RecordStory.LaneEntry, LaneKey) {
        let story = try await story(address, limit: 1)
        let name = try configuration.destination(named: destination).name
        guard let lane = story.lanes.first(where: { $0.destination == name }) else {
            throw DeskFailure(.conflict, "The record is not sent to \(name).")
        }
        return (lane, LaneKey(destination: name, record: story.record.key))
    }
}
