import Foundation

/// The built `sluice`, which lies beside the test bundle.
enum SluiceBinary {
    struct Missing: Error, CustomStringConvertible {
        let places: [String]
        var description: String { "no sluice binary in \(places): build it with swift build --build-tests" }
    }

    static func url() throws -> URL {
        // On Linux the bundle is the running program itself; on macOS it is loaded into Xcode's.
        let beside = [Bundle.main.executableURL, Bundle.main.bundleURL] + Bundle.allBundles.map(\.bundleURL)
        let folders = beside.compactMap { $0?.deletingLastPathComponent() }
        let found = folders.map { $0.appending(path: "sluice") }.first {
            FileManager.default.isExecutableFile(atPath: $0.path)
        }
        guard let found else { throw Missing(places: folders.map(\.path)) }
        return found
    }
}
