import Foundation
import Synchronization

/// The recording of outbound traffic that `SLUICE_RECORD_TRAFFIC` asks for.
///
/// Each child writes a file of its own, from which whole lines are taken when it has ended: one that is killed in the
/// middle of a line would otherwise spoil the next child's first.
enum RecordedTraffic {
    static let variable = "SLUICE_RECORD_TRAFFIC"
    private static let gate = Mutex(())

    private static var target: String? {
        ProcessInfo.processInfo.environment[variable].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The file for one child; `nil` where nothing is recorded.
    static func file(in folder: URL) -> URL? {
        target.map { _ in folder.appending(path: "traffic-\(UUID().uuidString).jsonl") }
    }

    /// Appends the whole lines of a child that has ended.
    static func keep(_ file: URL?) throws {
        guard let target, let file, let bytes = FileManager.default.contents(atPath: file.path),
            let last = bytes.lastIndex(of: UInt8(ascii: "\n"))
        else { return }
        try gate.withLock { _ in
            if !FileManager.default.fileExists(atPath: target) {
                _ = FileManager.default.createFile(
                    atPath: target,
                    contents: nil,
                    attributes: [.posixPermissions: 0o600]
                )
            }
            let handle = try FileHandle(forWritingTo: URL(filePath: target))
            try handle.seekToEnd()
            try handle.write(contentsOf: bytes[...last])
            try handle.close()
        }
    }
}
