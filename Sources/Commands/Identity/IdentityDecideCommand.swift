import ArgumentParser
import Foundation
import SyncEngine
import SyncModel
import Web

struct IdentityDecideCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "decide",
        abstract: "Say which CRM record a customer or an order is.",
        discussion: """
            Example: sluice identity decide customer ada@example.com --is 51
            Example: sluice identity decide customer 7001 --new
            Example: sluice identity decide order "#1001" --skip

            --is links it to that CRM record: our id is written into it, and its own name, phone and address stay. One \
            that is another living customer's is refused; before it writes, the server looks once more that the record is \
            there and nobody else's.
            --new gives it a CRM record of its own; a customer without the address, which the CRM lets only one contact \
            have.
            --skip leaves it out of the destination.
            What was decided stands, whatever Shopify sends, until it is decided anew or taken back.
            """
    )

    @OptionGroup var selection: RecordSelection
    @OptionGroup var config: ConfigurationOption
    @OptionGroup var json: JSONOption
    @Option(name: .customLong("is"), help: "It is this CRM record: its id, or the address of its page.")
    var record: String?
    @Flag(name: .customLong("new"), help: "It is none of them, and gets a record of its own.") var isNew = false
    @Flag(name: .customLong("skip"), help: "It is left out of the destination.") var isSkipped = false
    @Flag(help: "Also where nothing is doubtful, or for a CRM record that is none of the candidates.") var force = false
    @OptionGroup var actor: ActorOption
    @OptionGroup var server: ServerOption

    struct Report: Codable {
        var destination: String
        var store: String
        var kind: String
        var id: String
        var decision: ChoiceReport
    }

    func validate() throws {
        guard [record != nil, isNew, isSkipped].count(where: { $0 }) == 1 else {
            throw ValidationError("Say exactly one of --is CRMID, --new and --skip.")
        }
        guard record.map({ Self.crmID($0) != nil }) ?? true else {
            throw ValidationError("--is needs the id of a CRM record, or the address of its page.")
        }
    }

    func run() async throws {
        if try await server.ask(by: actor.name, remotely) { return }
        let configuration = try config.load()
        let store = try await StoreSession.open(configuration).store
        let story = try await selection.story(store, configuration)
        let lane = try selection.lane(of: story, configuration, where: \.isDoubtful)
        try await Self.check(choice, lane, story.record.key, force: force, store)
        let key = LaneKey(destination: lane.destination, record: story.record.key)
        let person = actor.name
        let ruling = try await ActionLog(store, by: person).perform(
            "identity decide",
            on: "\(key)",
            outcome: { $0.map { ChoiceReport($0).words } ?? "refused: the record was erased" }
        ) {
            try await store.rule(choice, on: key, by: person, now: SystemClock().now)
        }
        guard let ruling else { throw CommandFailure.failed("The record was erased; nothing is sent of it any more.") }
        if json.isOn {
            try Output.json(
                Report(
                    destination: key.destination.rawValue,
                    store: key.record.store.rawValue,
                    kind: key.record.kind.rawValue,
                    id: String(key.record.id),
                    decision: ChoiceReport(ruling)
                )
            )
        } else {
            Output.line(Self.words(ruling))
            if let words = RulingConsequence.words(ofDeciding: choice, lane, key.record) { Output.line(words) }
        }
    }

    private func remotely(_ desk: RemoteDesk) async throws {
        let (address, lane) = try await selection.lane(desk) { $0.isDoubtful }
        let answer: IdentityAnswer = isNew ? .new : record.map { .record($0) } ?? .skip
        let done = try await desk.carryOut(.decide(address, destination: lane.destination, answer, force: force))
        try await Self.tell(done, address, lane.destination, desk, json)
    }

    /// What was decided or taken back on a server.
    static func tell(
        _ done: DeskOutcome,
        _ address: RecordAddress,
        _ destination: String,
        _ desk: RemoteDesk,
        _ json: JSONOption
    ) async throws {
        guard json.isOn else { return Output.line(done.said) }
        let story: StoryReport = try await desk.report(.record(address, reveals: false, by: "")).value
        guard let decision = story.lanes.first(where: { $0.destination == destination })?.decision else {
            // It was acted upon already.
            return try Output.json(done)
        }
        try Output.json(
            Report(
                destination: destination,
                store: address.store,
                kind: address.kind,
                id: address.id,
                decision: decision
            )
        )
    }

    var choice: IdentityRuling.Choice { isNew ? .new : record.flatMap(Self.crmID).map { .record($0) } ?? .skip }

    /// What stands in the way of deciding so, also by what is known of the chosen record's holder.
    static func check(
        _ choice: IdentityRuling.Choice,
        _ lane: RecordStory.LaneEntry,
        _ key: RecordKey,
        force: Bool,
        _ store: any SyncStore
    ) async throws {
        try check(choice, lane, key, force: force)
        guard !force, let crmID = choice.crmID,
            let candidate = lane.fault?.candidates.first(where: { $0.crmID == crmID })
        else { return }
        var holder: StoredRecord?
        if let known = candidate.holder {
            holder = try await store.record(known)
            // It may have another one since.
            let link = try await store.link(LaneKey(destination: lane.destination, record: known))
            if candidate.externalID != known.externalID, link?.crmID != crmID { return }
        }
        guard candidate.isTaken(from: key, by: holder) else { return }
        throw CommandFailure.usage(candidate.takenWords(key.kind))
    }

    /// What stands in the way of deciding so, whosever the chosen record is.
    private static func check(
        _ choice: IdentityRuling.Choice,
        _ lane: RecordStory.LaneEntry,
        _ key: RecordKey,
        force: Bool
    ) throws {
        let words = "\(key.kind.rawValue) \(key.id)"
        guard lane.state != .erased else {
            throw CommandFailure.usage("\(words.capitalized) was erased; nothing is sent of it any more.")
        }
        if choice == .new, !lane.isDoubtful, let own = lane.link, own.standing == .owner, !own.isAdopted {
            throw CommandFailure.usage(
                "\(words.capitalized) has a record of its own in \(lane.destination), \(own.crmID), which Sluice made. Nothing was "
                    + "decided: --new would change nothing."
            )
        }
        guard !force else { return }
        guard lane.isDoubtful else {
            if let ruling = lane.ruling, ruling.choice != .undone {
                throw CommandFailure.usage(
                    "It was decided already: \(ChoiceReport(ruling).words). \"sluice identity undo\" takes that back; "
                        + "--force decides anew."
                )
            }
            throw CommandFailure.usage(
                "Nothing is doubtful about \(words) in \(lane.destination). --force decides all the same."
            )
        }
        let candidates = lane.fault?.candidates.map(\.crmID) ?? []
        guard let crmID = choice.crmID, !candidates.contains(crmID) else { return }
        let known = candidates.isEmpty ? "there are none" : candidates.joined(separator: ", ")
        throw CommandFailure.usage(
            "\(crmID) is none of the candidates (\(known)). --force takes it all the same; the server checks that it is "
                + "there and nobody else's."
        )
    }

    private static func words(_ ruling: IdentityRuling) -> String {
        let key = ruling.key.record
        let subject = "\(key.kind.rawValue.capitalized) \(key.id) of \(key.store)"
        let place = ruling.key.destination
        let what =
            switch ruling.choice {
            case .record(let crmID): "is \(crmID) in \(place) from now on"
            case .new where key.kind == .customer:
                "gets a record of its own in \(place), without the address that another one there has"
            case .new: "gets a record of its own in \(place)"
            case .skip, .undone: "is left out of \(place) until \"sluice identity undo\""
            }
        return
            "\(subject) \(what). A running server acts on it at once: \"sluice show \(key.kind.rawValue) \(key.id)\"."
    }

    /// The id that a person typed, or the last part of the address of its page.
    static func crmID(_ text: String) -> String? {
        let trimmed = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        var id = trimmed
        if trimmed.hasPrefix("https://") || trimmed.hasPrefix("http://") {
            let path = trimmed.prefix { $0 != "?" && $0 != "#" }.split(separator: "/")
            guard path.count > 2, let last = path.last else { return nil }
            id = String(last)
        }
        return id.isEmpty || id.count > 100 || id.contains("/") ? nil : id
    }
}
