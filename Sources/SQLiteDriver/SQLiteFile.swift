import Foundation
import GRDB
package import SQLStore

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// A SQLite file as a whole: looked at, copied and counted, without being changed.
package struct SQLiteFile: Sendable {
    /// The file's own name: where a symbolic link was named, what that leads to.
    package let path: String

    /// SQLite keeps its log and its locks beside the file itself, and not beside a link to it.
    package init(_ path: String) {
        self.path = Self.resolved(path)
    }

    /// Follows the last name alone, so that what a person wrote stays readable; also to where no file is yet.
    private static func resolved(_ path: String) -> String {
        var path = path
        // As many as the system follows itself.
        for _ in 0..<40 {
            guard let target = try? FileManager.default.destinationOfSymbolicLink(atPath: path) else { return path }
            let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
            path = target.hasPrefix("/") ? target : folder + "/" + target
        }
        return path
    }

    package var exists: Bool { FileManager.default.fileExists(atPath: path) }

    /// The size in bytes; 0 where there is no file.
    package var size: Int64 { Self.size(of: path) }

    /// The size of the log beside it, in which newer pages stand.
    package var logSize: Int64 { Self.size(of: path + "-wal") }

    private static func size(of path: String) -> Int64 {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        return (attributes?[.size] as? NSNumber)?.int64Value ?? 0
    }

    /// Why it cannot be a whole database, told from its first bytes and its size; `nil` where nothing speaks against it.
    ///
    /// The header says how many pages there are. A file with a log beside it may be shorter: its last pages stand there.
    package func damage() -> StoreFailure? {
        guard size > 0, let header = SQLiteHeaders.shared.header(of: path) else { return nil }
        guard header.count == 100, header.starts(with: Array("SQLite format 3\0".utf8)) else {
            return .corrupt(database: path, detail: "it does not begin as a SQLite file does")
        }
        func number(_ place: Int, _ length: Int) -> Int64 {
            header[place..<place + length].reduce(0) { $0 << 8 | Int64($1) }
        }
        let pageSize = number(16, 2) == 1 ? 65_536 : number(16, 2)
        // The count of pages holds only where it was written by whoever changed the file last.
        guard logSize == 0, number(24, 4) == number(92, 4) else { return nil }
        let whole = pageSize * number(28, 4)
        guard size < whole else { return nil }
        return .corrupt(database: path, detail: "it was cut short: \(size) bytes of \(whole) are there")
    }

    /// The process that has the file open, if any but this one does.
    ///
    /// Who opens a database with a log holds a lock on one byte of the file beside it for as long; a process that died
    /// holds none. Must not be asked while this process has the file open: looking would end its own lock.
    package func holder() -> Int32? {
        let descriptor = open(path + "-shm", O_RDWR)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var lock = flock()
        lock.l_type = Int16(F_WRLCK)
        lock.l_whence = Int16(SEEK_SET)
        lock.l_start = Self.lockByte
        lock.l_len = 1
        guard fcntl(descriptor, F_GETLK, &lock) == 0, lock.l_type != Int16(F_UNLCK) else { return nil }
        return lock.l_pid
    }

    /// The byte that SQLite's "dead man switch" is on: behind 120 bytes of the index and 8 locks.
    private static let lockByte: off_t = 128

    /// Looks through all pages, or, where not `thorough`, without comparing indexes to their tables.
    ///
    /// - Returns: what is wrong, at most 20 lines; nothing for a sound file.
    package func problems(thorough: Bool) async throws -> [String] {
        let pragma = thorough ? "integrity_check(20)" : "quick_check(20)"
        let lines = try await reading { database in try String.fetchAll(database, sql: "PRAGMA \(pragma)") }
        return lines == ["ok"] ? [] : lines
    }

    /// Counts what it holds.
    package func inventory() async throws -> StoreInventory {
        let path = path
        return try await reading { database in
            try StoreInventory(SQLiteSession(database: database), database: path, dialect: .sqlite)
        }
    }

    /// Counts what is sealed under which key.
    package func sealing() async throws -> SealInventory {
        try await reading { try SealInventory(SQLiteSession(database: $0), dialect: .sqlite) }
    }

    /// Reads without changing a byte of the file; one with a log beside it needs a folder that may be written.
    private func reading<Value: Sendable>(_ body: @escaping @Sendable (Database) throws -> Value) async throws -> Value
    {
        guard exists else {
            throw StoreFailure.cannotOpen(database: path, detail: "there is no such file")
        }
        if let damage = damage() { throw damage }
        do {
            var configuration = Configuration()
            configuration.readonly = true
            configuration.label = "sluice.sqlite.look"
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            defer { try? queue.close() }
            return try await withCheckedThrowingContinuation { continuation in
                queue.asyncRead { opened in continuation.resume(with: Result { try body(opened.get()) }) }
            }
        } catch {
            throw StoreFailure(error, path: path, isOpening: true)
        }
    }
}
