import Foundation
import SQLStore
import SQLiteDriver
import SyncModel

/// The folder with the backups of a store: a name is there only once its file was verified.
struct BackupFolder: Sendable {
    struct Backup: Sendable, Hashable {
        var path: String
        var takenAt: Instant
        /// Whether it was made before the schema was changed; such a one is removed by nobody but a person.
        var isBeforeMigration: Bool
    }

    let path: String

    init(_ path: String) {
        self.path = path
    }

    /// All of them, the newest first.
    var backups: [Backup] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        return names.compactMap { Self.backup(named: $0, in: path) }
            .sorted { ($0.takenAt, $0.path) > ($1.takenAt, $1.path) }
    }

    /// The newest one; of a time that has not come, only where there is no other.
    func newest(at now: Instant) -> Backup? {
        let all = backups
        return all.first { $0.takenAt <= now } ?? all.first
    }

    /// `sluice-20261127T000300Z.db`, and `…-schema-13.db` for one made before the schema was changed.
    static func fileName(at time: Instant, before schema: Int? = nil) -> String {
        let stamp = Timestamp(time).utcSeconds.filter { $0 != "-" && $0 != ":" }
        return "sluice-\(stamp)" + (schema.map { "-schema-\($0)" } ?? "") + ".db"
    }

    private static func backup(named name: String, in folder: String) -> Backup? {
        guard name.hasPrefix("sluice-"), name.hasSuffix(".db") else { return nil }
        let parts = name.dropFirst(7).dropLast(3).split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 1 || parts.count == 3, let time = parts.first.flatMap({ Self.time(String($0)) }) else {
            return nil
        }
        return Backup(path: folder + "/" + name, takenAt: time, isBeforeMigration: parts.count == 3)
    }

    /// The time that a name tells, such as `20261127T000300Z`.
    static func time(_ text: String) -> Instant? {
        let stamp = Array(text)
        guard stamp.count == 16 else { return nil }
        // Back to RFC 3339: year, month, day with hour, minute, second with Z.
        let pieces = [0..<4, 4..<6, 6..<11, 11..<13, 13..<16].map { String(stamp[$0]) }
        return Timestamp(pieces[0...2].joined(separator: "-") + ":" + pieces[3...4].joined(separator: ":"))?.instant
    }

    /// How long nothing was written into a copy that is taken for one whose process died.
    private static let abandoned = Duration.seconds(86_400)

    /// Removes copies that were never finished: they hold people's data, and nobody would look for them.
    func removeAbandoned(at now: Instant) {
        let manager = FileManager.default
        for name in (try? manager.contentsOfDirectory(atPath: path)) ?? [] {
            // With what SQLite writes beside it.
            guard name.hasPrefix("sluice-"), name.contains(".db.partial"),
                let written = (try? manager.attributesOfItem(atPath: path + "/" + name))?[.modificationDate] as? Date,
                now.since(Instant(seconds: Int64(written.timeIntervalSince1970))) > Self.abandoned
            else { continue }
            try? manager.removeItem(atPath: path + "/" + name)
        }
    }

    /// Copies a running or resting store into the folder, and verifies the copy.
    func take(of file: SQLiteFile, at time: Instant, before schema: Int? = nil) async throws -> (Backup, StoreInventory)
    {
        try FileManager.default.createDirectory(
            atPath: path,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
        removeAbandoned(at: time)
        let name = Self.fileName(at: time, before: schema)
        let inventory = try await file.copy(to: path + "/" + name)
        return (Backup(path: path + "/" + name, takenAt: time, isBeforeMigration: schema != nil), inventory)
    }

    /// Removes older backups than the newest `count`.
    ///
    /// What is named for a time that has not come was made while the clock was ahead: it counts for older than the others, or
    /// it would push out each new backup until that time comes.
    ///
    /// - Parameters:
    ///   - count: how many are kept, the one that was just made among them.
    ///   - now: when that was made.
    /// - Returns: how many were removed.
    /// - Throws: where one cannot be.
    func keep(_ count: Int, at now: Instant) throws -> Int {
        let all = backups.filter { !$0.isBeforeMigration }
        let old = (all.filter { $0.takenAt <= now } + all.filter { $0.takenAt > now }).dropFirst(max(1, count))
        for backup in old { try FileManager.default.removeItem(atPath: backup.path) }
        return old.count
    }
}

extension StoreFailure {
    /// What a person reads, with the last good backup where the file is damaged.
    func words(backups folder: String, now: Instant) -> String {
        guard case .corrupt = self else { return description }
        guard let last = BackupFolder(folder).newest(at: now) else {
            return description + " There is no backup in \(folder)."
        }
        return description
            + " The last good backup is of \(Timestamp(last.takenAt).utcSeconds) (\(Ages.ago(last.takenAt, now: now))):"
            + " sluice db restore \(last.path)"
    }
}
