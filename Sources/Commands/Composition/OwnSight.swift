import Foundation
import SyncEngine
import SyncModel
import Synchronization

/// What only this server can see, gathered for its beats: its inbox, the days of CRMs that it delivers to, and by what it
/// runs.
final class OwnSight: Sendable {
    let erasures = OwnErasures()
    private let pacers = Mutex<[DestinationName: DestinationPacer]>([:])
    private let running = Mutex(Running())

    private struct Running {
        var mappings: [String: String]?
        var refusal: NodeWord.Refusal?
    }

    /// Takes the pacers of whoever delivers from now on.
    func watch(_ pacers: [DestinationName: DestinationPacer]) {
        self.pacers.withLock { $0 = pacers }
    }

    /// From now on this is what runs, and nothing is refused.
    func runs(_ configuration: MappedConfiguration) {
        let mappings = Dictionary(
            configuration.destinations.compactMap { settings in
                (try? configuration.mapping(of: settings).identity).map { (settings.name.rawValue, $0) }
            }
        ) { first, _ in first }
        running.withLock { $0 = Running(mappings: mappings) }
    }

    /// What runs goes on, since a changed configuration was not taken.
    func refuses(_ refusal: NodeWord.Refusal) { running.withLock { $0.refusal = refusal } }

    /// The same word with what is known at once, and need not be looked for.
    func completed(_ word: NodeWord) -> NodeWord {
        var word = word
        running.withLock { (word.mappings, word.refusal) = ($0.mappings, $0.refusal) }
        return word
    }

    /// Looks once.
    func word(
        _ configuration: SluiceConfiguration,
        _ store: any SyncStore,
        clock: any WallClock
    ) async throws -> NodeWord {
        // The time first: what comes while it is looked is not told.
        let now = clock.now
        var word = NodeWord(inbox: configuration.inbox.sharedName, lookedAt: now)
        for (name, pacer) in pacers.withLock({ $0 }) {
            word.dayEnds[name.rawValue] = pacer.dailyWait(.history).map { now + $0 }
        }
        word.searched = erasures.newest
        guard let folder = configuration.inbox.journalFolder, FileManager.default.fileExists(atPath: folder) else {
            return word
        }
        let reader = JournalReader(path: folder, seal: SealKeyFile.payloads(configuration))
        word.unappliedBytes = try await reader.backlogBytes { try await store.position(of: $0) }
        if word.unappliedBytes > 0 {
            word.unappliedSince = try await reader.oldestUnread { try await store.position(of: $0) }
        }
        word.holdsSince = try await reader.oldest()
        word.damagedFiles = try InboxResidue(folder: folder).damagedFiles()
        return word
    }
}
