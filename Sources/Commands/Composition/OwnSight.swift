import Foundation
import SyncEngine
import SyncModel
import Synchronization

/// What only this server can see, gathered for its beats: its inbox, and the days of CRMs that it delivers to.
final class OwnSight: Sendable {
    let erasures = OwnErasures()
    private let pacers = Mutex<[DestinationName: DestinationPacer]>([:])

    /// Takes the pacers of whoever delivers from now on.
    func watch(_ pacers: [DestinationName: DestinationPacer]) {
        self.pacers.withLock { $0 = pacers }
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
        word.holdsSince = try await reader.oldest()
        word.damagedFiles = try InboxResidue(folder: folder).damagedFiles()
        return word
    }
}
