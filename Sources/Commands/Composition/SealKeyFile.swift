import Foundation
import Shopify
import SyncModel

/// The keys that seal access tokens and what is kept of people.
///
/// That of the tokens is configured, or in a file beside the database that is made when it is first needed.
enum SealKeyFile {
    static func path(_ configuration: SluiceConfiguration) -> String { configuration.storage.path + ".key" }

    static func exists(_ configuration: SluiceConfiguration) -> Bool {
        FileManager.default.fileExists(atPath: path(configuration))
    }

    /// The keys where there are any already: who only looks at what others have sealed makes none.
    ///
    /// - Throws: as ``keys(_:)`` does.
    static func known(_ configuration: SluiceConfiguration) throws -> SealKeys? {
        guard configuration.storage.sealKey != nil || exists(configuration) else { return nil }
        return try keys(configuration)
    }

    /// The keys to seal and to open with.
    ///
    /// - Throws: `CommandFailure` for a file that cannot be used, with the mend.
    static func keys(_ configuration: SluiceConfiguration) throws -> SealKeys {
        let storage = configuration.storage
        guard storage.isFile || storage.sealKey != nil else {
            throw CommandFailure.usage(
                "storage.seal_key is not set, and the store is on a server: every node needs the same key, so none is made "
                    + "in a file. \"openssl rand -hex 32\" makes one; set it on all nodes."
            )
        }
        let newest = try storage.sealKey ?? fileKey(path(configuration))
        guard let keys = SealKeys([newest] + storage.oldSealKeys) else {
            throw CommandFailure.usage(
                "A key of storage.seal_key or storage.old_seal_keys is shorter than \(SealKeys.shortest) characters. "
                    + "\"openssl rand -hex 32\" makes one."
            )
        }
        return keys
    }

    /// What seals people's data; `nil` where no key is configured, since one beside the database would protect nothing.
    static func payloads(_ configuration: SluiceConfiguration) -> (any PayloadSeal)? {
        PayloadKeys(sealing: configuration.storage.sealKey, opening: configuration.storage.oldSealKeys)
    }

    private static func fileKey(_ path: String) throws -> Secret {
        if !FileManager.default.fileExists(atPath: path) { try make(path) }
        return try read(path)
    }

    private static func read(_ path: String) throws -> Secret {
        let attributes: [FileAttributeKey: Any]
        let data: Data
        do {
            attributes = try FileManager.default.attributesOfItem(atPath: path)
            data = try Data(contentsOf: URL(fileURLWithPath: path))
        } catch {
            throw CommandFailure.failed("The key file \(path) cannot be read: \(error.localizedDescription).")
        }
        let mode = (attributes[.posixPermissions] as? NSNumber)?.intValue ?? 0o777
        guard mode & 0o077 == 0 else {
            throw CommandFailure.failed("The key file \(path) may be read by others: chmod 600 \(path)")
        }
        let text = String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        guard text.utf8.count >= SealKeys.shortest else {
            throw CommandFailure.failed(
                "The key file \(path) holds no key: put the right one back from a backup. Without it the stores that "
                    + "were connected must be connected again: remove the file and run sluice connect shopify."
            )
        }
        return Secret(text)
    }

    /// Makes the file whole or not at all; where another process is faster, its file stays.
    private static func make(_ path: String) throws {
        let draft = "\(path).\(ProcessInfo.processInfo.processIdentifier)"
        unlink(draft)
        let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw unwritable(path) }
        defer { unlink(draft) }
        let bytes = Array((SealKeys.random().reveal() + "\n").utf8)
        let isWritten = write(descriptor, bytes, bytes.count) == bytes.count && fsync(descriptor) == 0
        guard close(descriptor) == 0, isWritten else { throw unwritable(path) }
        guard link(draft, path) == 0 || errno == EEXIST else { throw unwritable(path) }
        let folder = open(URL(fileURLWithPath: path).deletingLastPathComponent().path, O_RDONLY | O_CLOEXEC)
        guard folder >= 0 else { return }
        fsync(folder)
        close(folder)
    }

    private static func unwritable(_ path: String) -> CommandFailure {
        .failed("The key file \(path) cannot be written: \(String(cString: strerror(errno))).")
    }
}
