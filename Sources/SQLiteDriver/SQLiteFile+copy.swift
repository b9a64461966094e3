import Foundation
import GRDB
package import SQLStore

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

extension SQLiteFile {
    /// Writes a copy of the database as it stands at one moment, verified by opening and counting; others go on writing.
    ///
    /// The copy is compact: it has no free places, and so nothing in it of what was erased. It stands under its name only
    /// once it is whole and on the disk.
    ///
    /// - Returns: what the copy holds.
    /// - Throws: `StoreFailure`, also where the name is taken, or where what was copied does not agree with itself.
    package func copy(to target: String) async throws -> StoreInventory {
        guard exists else { throw StoreFailure.cannotOpen(database: path, detail: "there is no such file") }
        let manager = FileManager.default
        guard !manager.fileExists(atPath: target) else {
            throw StoreFailure.cannotOpen(database: target, detail: "a file of that name is there already")
        }
        let partial = target + ".partial"
        try? manager.removeItem(atPath: partial)
        // Whole webhook bodies lie in it: for its owner only.
        guard manager.createFile(atPath: partial, contents: nil, attributes: [.posixPermissions: 0o600]) else {
            throw StoreFailure.cannotOpen(database: target, detail: "its folder cannot be written")
        }
        do {
            try await write(into: partial)
            try Self.flush(partial)
            let copy = SQLiteFile(partial)
            let problems = try await copy.problems(thorough: true)
            guard problems.isEmpty else {
                throw StoreFailure.corrupt(database: path, detail: problems.prefix(3).joined(separator: "; "))
            }
            let inventory = try await copy.inventory()
            try manager.moveItem(atPath: partial, toPath: target)
            try Self.flush(URL(fileURLWithPath: target).deletingLastPathComponent().path)
            return inventory
        } catch {
            for name in ["", "-wal", "-shm", "-journal"] { try? manager.removeItem(atPath: partial + name) }
            throw (error as? StoreFailure) ?? StoreFailure.failed(database: target, detail: "\(type(of: error))")
        }
    }

    /// On a connection of its own, so that the writer goes on.
    private func write(into partial: String) async throws {
        do {
            var configuration = Configuration()
            configuration.label = "sluice.sqlite.backup"
            configuration.busyMode = .timeout(10)
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            defer { try? queue.close() }
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                queue.asyncWriteWithoutTransaction { database in
                    continuation.resume(
                        with: Result { try database.execute(sql: "VACUUM INTO ?", arguments: [partial]) }
                    )
                }
            }
        } catch {
            throw StoreFailure(error, path: path, isOpening: false)
        }
    }

    /// Waits until a file, or a folder with its names, is on the disk.
    package static func flush(_ path: String) throws {
        let descriptor = open(path, O_RDONLY)
        guard descriptor >= 0 else { throw StoreFailure.cannotOpen(database: path, detail: "error \(errno)") }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw StoreFailure.failed(database: path, detail: "fsync: error \(errno)") }
    }

    /// Gives a file another name at one stroke, in the place of whatever has it.
    package static func rename(_ path: String, to target: String) throws {
        #if canImport(Darwin)
        let result = Darwin.rename(path, target)
        #else
        let result = Glibc.rename(path, target)
        #endif
        guard result == 0 else { throw StoreFailure.failed(database: target, detail: "rename: error \(errno)") }
    }
}
