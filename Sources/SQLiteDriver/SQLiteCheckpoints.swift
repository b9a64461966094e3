import Dispatch
import Foundation
import GRDB
import Synchronization

/// Moves what was committed from the write-ahead log into the file, on a connection of its own.
///
/// A commit that does this itself keeps everybody waiting for the disk meanwhile, a webhook's receipt among them. So it is
/// done beside the writer, a second after a commit; SQLite lets commits go on. The writer does it only where the log has
/// grown long all the same, as in a backfill, where few and large moves cost least.
final class SQLiteCheckpoints: Sendable {
    /// The pages that the log may have before the writer moves them itself: as many as `journal_size_limit` keeps.
    static let longestLog = 4000

    private static let delay = DispatchTimeInterval.seconds(1)

    private struct State {
        var connection: DatabaseQueue?
        /// A move is to come, which takes along what is committed until then.
        var isDue = false
        var isClosed = false
    }

    private let path: String
    private let queue = DispatchQueue(label: "sluice.sqlite.checkpoints")
    private let state = Mutex(State())
    private let moving = NSLock()

    init(path: String) {
        self.path = path
    }

    /// To be called after a commit that changed something.
    func committed() {
        let isFirst = state.withLock { state in
            defer { state.isDue = true }
            return !state.isDue && !state.isClosed
        }
        guard isFirst else { return }
        queue.asyncAfter(deadline: .now() + Self.delay) { [self] in
            state.withLock { $0.isDue = false }
            move()
        }
    }

    /// Does something while nothing is moved here: SQLite lets only one move at a time, and refuses the other at once.
    ///
    /// Not a matter of the queue: what GRDB runs must stay on a queue of its own.
    func paused<Result>(_ body: () throws -> Result) rethrows -> Result {
        moving.lock()
        defer { moving.unlock() }
        return try body()
    }

    /// Ends it, once what runs has ended.
    func close() throws {
        try queue.sync {
            try state.withLock { state in
                state.isClosed = true
                try state.connection?.close()
                state.connection = nil
            }
        }
    }

    private func move() {
        do {
            guard let connection = try opened() else { return }
            try paused {
                try connection.writeWithoutTransaction { database in
                    // Passive: it waits for nobody, and what it leaves is moved the next time.
                    _ = try Row.fetchOne(database, sql: "PRAGMA wal_checkpoint(PASSIVE)")
                }
            }
        } catch {
            // The writer meets the same disk, and tells; the next commit tries again, on a new connection.
            state.withLock { $0.connection = nil }
        }
    }

    /// Its connection; called on the queue alone, as `close()` does its work.
    ///
    /// Opened outside of the lock: opening may wait for another process, and whoever has committed must not.
    private func opened() throws -> DatabaseQueue? {
        let (connection, isClosed) = state.withLock { ($0.connection, $0.isClosed) }
        if let connection { return connection }
        // Opening would make a file that somebody has removed.
        guard !isClosed, FileManager.default.fileExists(atPath: path) else { return nil }
        var configuration = Configuration()
        configuration.label = "sluice.sqlite.checkpoints"
        configuration.busyMode = SQLitePatience(limit: .seconds(1)).mode
        configuration.prepareDatabase { try $0.execute(sql: "PRAGMA cache_size = -256") }
        let opened = try DatabaseQueue(path: path, configuration: configuration)
        state.withLock { $0.connection = opened }
        return opened
    }
}
