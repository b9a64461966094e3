import Foundation
import SyncModel

/// Backups, and stores that a restore has set aside, which still hold people who were erased since they were made.
struct ErasedInCopies {
    /// When people were erased.
    let erasedAt: [Instant]
    let copies: [BackupFolder.Backup]

    /// By then whoever rotates backups has none from before an erasure.
    static let patience = Duration.seconds(30 * 86_400)

    /// - Parameters:
    ///   - requests: what was asked about people's data.
    ///   - copies: what there is of the store.
    init(_ requests: [ComplianceRequest], _ copies: [BackupFolder.Backup]) {
        erasedAt = requests.filter(\.kind.erases).compactMap(\.finishedAt)
        self.copies = copies
    }

    /// The stores beside this one that `db restore` has set aside.
    static func setAside(beside path: String) -> [BackupFolder.Backup] {
        let file = URL(fileURLWithPath: path)
        let folder = file.deletingLastPathComponent().path
        let start = file.lastPathComponent + ".replaced-"
        return ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).compactMap { name in
            guard name.hasPrefix(start) else { return nil }
            return BackupFolder.time(String(name.dropFirst(start.count))).map {
                BackupFolder.Backup(path: folder + "/" + name, takenAt: $0, isBeforeMigration: false)
            }
        }
    }

    /// - Returns: `nil` where no copy is older than an erasure.
    func finding(now: Instant) -> Finding? {
        guard let last = erasedAt.max() else { return nil }
        let older = copies.filter { $0.takenAt < last }.sorted { $0.takenAt < $1.takenAt }
        guard !older.isEmpty else { return nil }
        let long = erasedAt.filter { now.since($0) > Self.patience }.max().map { past in
            older.filter { $0.takenAt < past }
        }
        let named = (long.flatMap { $0.isEmpty ? nil : $0 } ?? older)
        let words =
            "\(named.count) \(named.count == 1 ? "file was" : "files were") made before people were erased, and still hold them: "
            + named.prefix(3).map(\.path).joined(separator: ", ") + (named.count > 3 ? ", and more" : "")
        guard long?.isEmpty == false else { return Finding(.fine, "erased people", words) }
        return Finding(
            .warning,
            "erased people",
            words,
            fix: "remove those that you need no more; what \"sluice db restore\" restores is erased again"
        )
    }
}
