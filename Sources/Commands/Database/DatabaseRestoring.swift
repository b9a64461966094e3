import Foundation
import SQLStore
import SQLiteDriver
import SyncEngine
import SyncModel

/// Puts a backup in the store's place.
///
/// All that can fail is done with a copy beside the store; only then the names are changed.
struct DatabaseRestoring {
    struct Outcome {
        var inventory: StoreInventory
        var taken: RestoredStore.Report
        var setAside: String?
        /// Whether the store that was there told who was erased since.
        var knowsErasures = true
    }

    let configuration: SluiceConfiguration
    let backup: String
    var withoutErasures = false
    let clock: any WallClock

    private var target: SQLiteFile { SQLiteFile(configuration.storage.path) }

    /// What the backup holds.
    ///
    /// - Throws: `CommandFailure` for one that is damaged, not a store's, or of a later release.
    func verified() async throws -> StoreInventory {
        let file = SQLiteFile(backup)
        try BackupFile.checkThere(backup)
        do {
            let problems = try await file.problems(thorough: true)
            guard problems.isEmpty else {
                throw CommandFailure.failed(
                    "\(backup) is damaged, so nothing was restored: \(problems.prefix(3).joined(separator: "; "))."
                )
            }
            return try await file.inventory()
        } catch let failure as StoreFailure {
            throw CommandFailure.failed("Nothing was restored. \(failure.description)")
        }
    }

    /// - Throws: `CommandFailure` where another process has the store open.
    func refuseInUse() throws {
        guard let holder = target.holder() else { return }
        throw CommandFailure.failed(
            "Process \(holder) has \(target.path) open, so nothing was restored. Stop the server and whatever else reads it "
                + "first."
        )
    }

    func restore(by actor: String) async throws -> Outcome {
        let former = try await former()
        let path = target.path
        let copy = path + ".restoring"
        remove(copy)
        do {
            let outcome = try await prepare(copy, former.map { SQLStore(looking: $0, seal: seal) }, by: actor)
            if let former { try await close(former) }
            return try put(copy, in: path, outcome)
        } catch {
            remove(copy)
            try? former?.close()
            switch error {
            case let failure as StoreFailure:
                throw CommandFailure.failed("Nothing was restored. \(failure.description)")
            case is CommandFailure, is CancellationError: throw error
            default:
                throw CommandFailure.failed(
                    "Nothing was restored: the files beside \(path) cannot be written (\(error.localizedDescription))."
                )
            }
        }
    }

    private var seal: (any PayloadSeal)? { SealKeyFile.payloads(configuration) }

    /// The backup as it is to stand there: of this release's schema, without those who were erased since, and with what only
    /// the store before it knows.
    private func prepare(_ copy: String, _ former: SQLStore?, by actor: String) async throws -> Outcome {
        let folder = URL(fileURLWithPath: copy).deletingLastPathComponent()
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let source = SQLiteFile(backup)
        if source.logSize > 0 {
            _ = try await source.copy(to: copy)
        } else {
            // Byte by byte, so that the backup may stand where nothing can be written.
            try FileManager.default.copyItem(atPath: backup, toPath: copy)
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: copy)
        }
        let database = try SQLiteDatabase(path: copy)
        let store = try await SQLStore(opening: database, seal: seal)
        let taken = try await RestoredStore(store: store, configuration: configuration, now: clock.now)
            .takeUp(former, as: "db restore", on: backup, by: actor)
        _ = try await store.scrub()
        let inventory = try await store.inventory()
        try database.close()
        // Names are changed of the file alone.
        guard SQLiteFile(copy).logSize == 0 else {
            throw StoreFailure.failed(database: copy, detail: "its log could not be moved into it")
        }
        try SQLiteFile.flush(copy)
        return Outcome(inventory: inventory, taken: taken)
    }

    /// Changes the names: at no moment is there no store, and where that fails the one that was there stays.
    private func put(_ copy: String, in path: String, _ prepared: Outcome) throws -> Outcome {
        try refuseInUse()
        var outcome = prepared
        outcome.knowsErasures = target.exists && !withoutErasures
        let stamp = Timestamp(clock.now).utcSeconds.filter { $0 != "-" && $0 != ":" }
        let aside = "\(path).replaced-\(stamp)"
        let manager = FileManager.default
        let (hasFile, hasLog) = (target.exists, target.logSize > 0)
        outcome.setAside = hasFile ? aside : hasLog ? aside + "-wal" : nil
        do {
            // A second name, so that the first one can be given to the other file at one stroke.
            if hasFile { try manager.linkItem(atPath: path, toPath: aside) }
            // A log beside the name belongs to the former file, also where that is gone, and would be read into the new one.
            if hasLog { try manager.moveItem(atPath: path + "-wal", toPath: aside + "-wal") }
            // What stands in no log is made anew by whoever opens the file.
            remove(path, ["-wal", "-shm"])
            try SQLiteFile.rename(copy, to: path)
        } catch {
            if hasLog { try? manager.moveItem(atPath: aside + "-wal", toPath: path + "-wal") }
            if hasFile { try? manager.removeItem(atPath: aside) }
            throw error
        }
        remove(copy, ["-wal", "-shm"])
        try SQLiteFile.flush(URL(fileURLWithPath: path).deletingLastPathComponent().path)
        return outcome
    }

    /// The store that is there, which alone knows what happened since the backup; `nil` where it is gone or is not asked.
    private func former() async throws -> (any SQLDatabase)? {
        guard target.exists, !withoutErasures else { return nil }
        do {
            // As every opening does: refused where it is damaged or empty, and backed up before its schema is changed.
            let database = try await StoreSession.openDatabase(configuration)
            do {
                // Read once before anything is made of it: one whose pages are damaged is told of by these words.
                _ = try await ErasuresSince(in: SQLStore(opening: database, seal: seal))
            } catch {
                try? database.close()
                throw error
            }
            return database
        } catch {
            throw CommandFailure.failed(
                "Nothing was restored: \(target.path) cannot be read, so nobody knows who was erased since the backup. "
                    + "Say --without-erasures, and then repeat by hand what \"redact\" requests came since: the partner "
                    + "dashboard and the merchants' mail tell. (\(error))"
            )
        }
    }

    /// What stands in its log is moved into the file, which then is whole under whatever name.
    private func close(_ former: any SQLDatabase) async throws {
        _ = try await former.scrub()
        try former.close()
    }

    private func remove(_ file: String, _ suffixes: [String] = ["", "-wal", "-shm", ".partial"]) {
        for suffix in suffixes { try? FileManager.default.removeItem(atPath: file + suffix) }
    }
}
