import Synchronization

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// Reads the beginnings of database files that SQLite may have open in this process.
///
/// Whoever closes a file ends all locks that the process holds on it, SQLite's among them: another process could then take
/// itself for the last one and remove the log. So what was opened here once stays open, one descriptor for each file.
final class SQLiteHeaders: Sendable {
    static let shared = SQLiteHeaders()

    /// The bytes that SQLite describes a file by.
    static let length = 100

    private struct FileID: Hashable {
        var device: UInt64
        var number: UInt64

        init(_ found: stat) {
            device = UInt64(found.st_dev)
            number = UInt64(found.st_ino)
        }
    }

    private let opened = Mutex<[FileID: Int32]>([:])

    /// The first bytes, fewer where there are not as many; `nil` where it cannot be read.
    func header(of path: String) -> [UInt8]? {
        opened.withLock { opened in
            var found = stat()
            guard stat(path, &found) == 0 else { return nil }
            var descriptor = opened[FileID(found)]
            if descriptor == nil {
                let new = open(path, O_RDONLY | O_CLOEXEC)
                // Another file may have taken the name meanwhile.
                guard new >= 0, fstat(new, &found) == 0 else { return nil }
                opened[FileID(found)] = new
                descriptor = new
            }
            guard let descriptor else { return nil }
            var bytes = [UInt8](repeating: 0, count: Self.length)
            let count = bytes.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, Self.length, 0) }
            return count < 0 ? nil : Array(bytes.prefix(count))
        }
    }
}
