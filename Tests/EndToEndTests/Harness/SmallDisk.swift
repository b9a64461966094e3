import Foundation

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

#if os(Linux)
private let detached = Int32(MNT_DETACH)
#endif

/// A file system in memory that is small enough to be filled.
struct SmallDisk {
    private let path: String
    private var ballast: URL { URL(filePath: path).appending(path: "ballast") }

    /// Whether to run what needs one: where it is possible, and always in CI, which skips nothing.
    static var isExpected: Bool { isPossible || ProcessInfo.processInfo.environment["CI"] == "true" }

    /// Whether one can be mounted here, found out by trying.
    static let isPossible: Bool = {
        #if os(Linux)
        guard geteuid() == 0 else { return false }
        let trial = FileManager.default.temporaryDirectory.appending(path: "sluice-mount-\(UUID().uuidString)").path
        guard mkdir(trial, 0o700) == 0 else { return false }
        defer { rmdir(trial) }
        guard mount("tmpfs", trial, "tmpfs", 0, "size=1m") == 0 else { return false }
        _ = umount2(trial, detached)
        return true
        #else
        return false
        #endif
    }()

    /// Mounts one at a folder, which is made where it is missing, for as long as the body runs.
    static func mounted(at path: String, megabytes: Int, _ body: (SmallDisk) async throws -> Void) async throws {
        #if os(Linux)
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        guard mount("tmpfs", path, "tmpfs", 0, "size=\(megabytes)m,mode=700") == 0 else {
            throw Trouble("no file system could be mounted: \(String(cString: strerror(errno)))")
        }
        // Detached at once and gone when its last user has ended.
        defer { _ = umount2(path, detached) }
        try await body(SmallDisk(path: path))
        #endif
    }

    /// Takes all the room that is left.
    func fill() throws {
        _ = FileManager.default.createFile(atPath: ballast.path, contents: nil)
        let handle = try FileHandle(forWritingTo: ballast)
        defer { try? handle.close() }
        for size in [1 << 16, 1 << 12, 1] {
            while (try? handle.write(contentsOf: Data(repeating: 1, count: size))) != nil {}
        }
    }

    func empty() throws { try FileManager.default.removeItem(at: ballast) }
}
