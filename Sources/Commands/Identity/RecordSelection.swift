import ArgumentParser
import Foundation
import SyncModel
import Web

/// Which record is meant, and in which destination.
struct RecordSelection: ParsableArguments {
    @Argument(help: "Which kind of record.") var kind: ShowCommand.Kind
    @Argument(help: "Which one: #1001, 1001, an id, a GID, an e-mail address or an admin address.") var what: String
    @Option(help: "Only this store.") var store: String?
    @Option(help: "In which destination; needed where it goes to several.") var destination: String?

    private static let listed = 20

    /// The record with its story.
    ///
    /// - Throws: `CommandFailure` where nothing is known of it, and exit code 2 where it fits several, which are listed.
    func story(_ records: any SyncStore, _ configuration: SluiceConfiguration) async throws -> RecordStory {
        let wanted: RecordKind = kind == .order ? .order : .customer
        guard let term = SearchTermParser.parse(what) else {
            throw CommandFailure.usage("Say which \(kind.rawValue): a number, an id, a GID or an e-mail address.")
        }
        if case .id(_, let named) = term, named != wanted {
            throw CommandFailure.usage("\"\(what)\" names \(named == .order ? "an order" : "a customer").")
        }
        let named = try store.map { try configuration.store(named: $0).name }
        var hits = try await records.find(term, kind: wanted, limit: Self.listed + 1)
        if let named { hits = hits.filter { $0.key.store == named } }
        guard let hit = hits.first else {
            throw CommandFailure.failed("No \(kind.rawValue) \"\(what)\" is known here.")
        }
        guard hits.count == 1 else {
            CandidatesReport(hits: hits, limit: Self.listed).lines(what).forEach(Output.error)
            throw ExitCode(2)
        }
        guard let story = try await records.story(of: hit.key, limit: 1) else {
            throw CommandFailure.failed("The record went away while it was being read; try again.")
        }
        return story
    }

    /// The same on a server: the record, and where it goes to.
    func lane(
        _ desk: RemoteDesk,
        where isMeant: (StoryReport.Lane) -> Bool
    ) async throws -> (RecordAddress, StoryReport.Lane) {
        let wanted: RecordKind = kind == .order ? .order : .customer
        let address = try await RemoteRecord(desk: desk, kind: wanted, what: what, store: store).address()
        let story: StoryReport = try await desk.report(.record(address, reveals: false, by: "")).value
        let words = "\(kind.rawValue.capitalized) \(address.id)"
        if let destination {
            guard let lane = story.lanes.first(where: { $0.destination == destination }) else {
                throw CommandFailure.usage("\(words) is not sent to \(destination).")
            }
            return (address, lane)
        }
        let meant = story.lanes.count == 1 ? story.lanes : story.lanes.filter(isMeant)
        if meant.count == 1, let only = meant.first { return (address, only) }
        guard !story.lanes.isEmpty else { throw CommandFailure.usage("\(words) is not sent anywhere.") }
        let names = story.lanes.map(\.destination).joined(separator: ", ")
        throw CommandFailure.usage("\(words) goes to several destinations (\(names)): name one with --destination.")
    }

    /// Where the record goes to, as far as `isMeant`: the destination that is named, or the only one.
    func lane(
        of story: RecordStory,
        _ configuration: SluiceConfiguration,
        where isMeant: (RecordStory.LaneEntry) -> Bool
    ) throws -> RecordStory.LaneEntry {
        let words = "\(kind.rawValue.capitalized) \(story.record.key.id)"
        if let destination {
            let name = try configuration.destination(named: destination).name
            guard let lane = story.lanes.first(where: { $0.destination == name }) else {
                throw CommandFailure.usage("\(words) is not sent to \(name).")
            }
            return lane
        }
        if story.lanes.count == 1, let only = story.lanes.first { return only }
        let meant = story.lanes.filter(isMeant)
        if meant.count == 1, let only = meant.first { return only }
        guard !story.lanes.isEmpty else { throw CommandFailure.usage("\(words) is not sent anywhere.") }
        let names = story.lanes.map(\.destination.rawValue).joined(separator: ", ")
        throw CommandFailure.usage("\(words) goes to several destinations (\(names)): name one with --destination.")
    }
}

extension StoryReport.Lane {
    /// Whether a person is asked who the record is.
    var isDoubtful: Bool {
        state == "parked" && (fault == DeliveryFault.Code.identityConflict.rawValue || decision != nil)
    }
}

extension RecordStory.LaneEntry {
    /// Whether a person is asked who the record is.
    var isDoubtful: Bool { state == .parked && (fault?.code == .identityConflict || ruling != nil) }
}
