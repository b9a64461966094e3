package import Foundation
package import Testing

/// The recorded payloads and schemas that tests read, which live beside the package and not in it.
///
/// Found through the environment variable `SLUICE_SHARED`, else at `../shared` from the package's root. Mark suites and
/// tests that need them with `.requiresContracts`.
package enum Contracts {
    /// The folder of contracts, whether or not it exists.
    package static let root: URL = {
        if let shared = ProcessInfo.processInfo.environment["SLUICE_SHARED"], !shared.isEmpty {
            return URL(filePath: shared, directoryHint: .isDirectory).appending(path: "contracts")
        }
        let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return package.deletingLastPathComponent().appending(path: "shared/contracts")
    }()

    package static let isAvailable = FileManager.default.fileExists(atPath: root.path)

    /// The place of a contract file, such as `shopify/hmac/vectors.json`.
    package static func url(_ path: String) -> URL {
        root.appending(path: path)
    }

    /// The bytes of a contract file.
    ///
    /// - Parameter path: below the folder of contracts.
    /// - Returns: the bytes.
    /// - Throws: Foundation's error if there is no such file.
    package static func bytes(_ path: String) throws -> [UInt8] {
        Array(try Data(contentsOf: url(path)))
    }
}

extension Trait where Self == ConditionTrait {
    /// The test reads contract files: it is skipped, with a line that says so, where they are absent.
    ///
    /// In CI they must be there, so the test runs, and fails at the missing file.
    package static var requiresContracts: ConditionTrait {
        .enabled(
            if: Contracts.isAvailable || ProcessInfo.processInfo.environment["CI"] == "true",
            "needs the contracts: set SLUICE_SHARED to the folder that holds them"
        )
    }
}
