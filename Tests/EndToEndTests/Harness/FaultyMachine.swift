import Foundation

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// What a stage's processes meet below their own code: a disk that fails to sync, a clock that jumps, names not found.
///
/// A small library is preloaded into them (`Tests/Faults/machine.c`), which reads its switches from a file.
final class FaultyMachine: Sendable {
    /// In the order in which the library knows them.
    enum Switch: Int {
        /// The number of the error with which every sync fails, such as 5 for "Input/output error".
        case syncError
        /// Which files are meant.
        case syncPlace
        case syncDelayMilliseconds
        /// What the clock is ahead of the real time.
        case clockOffsetSeconds
        /// The number with which looking a name up fails, such as -3 for "Temporary failure in name resolution".
        case nameError
        case nameDelayMilliseconds
        /// The number of the error with which every write to the store or the inbox fails, such as 28 for a full disk.
        case writeError
    }

    /// The files whose syncs are meant.
    enum SyncPlace: Int64 {
        case everywhere, inbox, store
    }

    private static let count = 7

    private let file: URL

    /// With all switches off, in a folder that is there.
    init(folder: URL) throws {
        file = folder.appending(path: "faults")
        try Data(count: Self.count * 8).write(to: file)
    }

    /// What a child's environment needs.
    ///
    /// - Throws: what the compiler said.
    func environment() throws -> [String: String] {
        ["LD_PRELOAD": try Self.library.get().path, "FAULTY_MACHINE": file.path]
    }

    /// Takes effect at once, in processes that run as well.
    func set(_ value: Int64, _ number: Switch) throws {
        let handle = try FileHandle(forUpdating: file)
        defer { try? handle.close() }
        try handle.seek(toOffset: UInt64(number.rawValue * 8))
        try handle.write(contentsOf: withUnsafeBytes(of: value.littleEndian) { Data($0) })
    }

    func failSyncs(of place: SyncPlace) throws {
        try set(place.rawValue, .syncPlace)
        try set(Int64(EIO), .syncError)
    }

    /// The clock goes on as it is; everything else is mended.
    func mend() throws {
        for number in [Switch.syncError, .syncDelayMilliseconds, .nameError, .nameDelayMilliseconds, .writeError] {
            try set(0, number)
        }
    }

    /// Whether to run what needs one: where it is possible, and always in CI, which skips nothing.
    static var isExpected: Bool { isPossible || ProcessInfo.processInfo.environment["CI"] == "true" }

    private static var isPossible: Bool { (try? library.get()) != nil }

    /// The library, made by the first who needs it.
    private static let library = Result { try build() }

    private static func build() throws -> URL {
        #if os(Linux)
        let source = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Faults/machine.c")
        let folder = try SluiceBinary.url().deletingLastPathComponent()
        let library = folder.appending(path: "faulty-machine-\(ProcessInfo.processInfo.processIdentifier).so")
        let compiler = Process()
        let errors = Pipe()
        compiler.executableURL = URL(filePath: "/usr/bin/env")
        compiler.arguments = ["clang", "-shared", "-fPIC", "-O2", "-o", library.path, source.path, "-ldl"]
        compiler.standardError = errors
        try compiler.run()
        let words = errors.fileHandleForReading.readDataToEndOfFile()
        compiler.waitUntilExit()
        guard compiler.terminationStatus == 0 else { throw Trouble(String(decoding: words, as: UTF8.self)) }
        // Beside the binary under one name, whoever made it last: each test run brings no further file.
        let kept = folder.appending(path: "faulty-machine.so")
        guard rename(library.path, kept.path) == 0 else { throw Trouble("\(kept.path) cannot be written") }
        return kept
        #else
        throw Trouble("libraries are preloaded on Linux only")
        #endif
    }
}
