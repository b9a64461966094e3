import Foundation

/// The file of a backup as a person names it.
enum BackupFile {
    /// - Throws: `CommandFailure` for a place at which no new file can be made.
    static func checkNew(_ path: String) throws {
        let manager = FileManager.default
        var isFolder: ObjCBool = false
        if manager.fileExists(atPath: path, isDirectory: &isFolder) {
            throw CommandFailure.failed(
                isFolder.boolValue
                    ? "\(path) is a folder: --output names the file to write, such as \(path.withoutSlash)/sluice.db. "
                        + "Nothing was written."
                    : "\(path) is there already, and is not written over: name another file, or remove it. Nothing was written."
            )
        }
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        guard manager.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue else {
            throw CommandFailure.failed(
                "There is no folder \(folder) for the backup: make it first. Nothing was written."
            )
        }
        guard manager.isWritableFile(atPath: folder) else {
            throw CommandFailure.failed(
                "The folder \(folder) may not be written by this user: name another one. Nothing was written."
            )
        }
    }

    /// - Throws: `CommandFailure` for what is no file that could be a backup.
    static func checkThere(_ path: String) throws {
        let manager = FileManager.default
        // What a link points to counts.
        let real = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
        guard let attributes = try? manager.attributesOfItem(atPath: real) else {
            throw CommandFailure.usage("There is no backup \(path).")
        }
        switch attributes[.type] as? FileAttributeType {
        case .typeDirectory:
            let newest = BackupFolder(real).backups.first.map { " The newest in it: \($0.path)" } ?? ""
            throw CommandFailure.usage("\(path) is a folder: name the backup in it.\(newest)")
        case .typeRegular: break
        default: throw CommandFailure.usage("\(path) is no file: name a backup that \"sluice db backup\" made.")
        }
        guard (attributes[.size] as? NSNumber)?.int64Value ?? 0 > 0 else {
            throw CommandFailure.usage("\(path) is empty, so it is no backup.")
        }
        guard manager.isReadableFile(atPath: real) else {
            throw CommandFailure.failed("\(path) may not be read by this user, so nothing was restored.")
        }
    }
}

extension String {
    fileprivate var withoutSlash: String { hasSuffix("/") && count > 1 ? String(dropLast()) : self }
}
