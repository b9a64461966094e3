@testable import Commands
import Foundation
import SyncModel

/// A folder of its own with files, for the time of a test.
final class ConfigurationFolder {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("sluice-tests-\(UUID().uuidString)")

    init(_ files: [String: String]) throws {
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        for (name, text) in files {
            let file = url.appendingPathComponent(name)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(),
                withIntermediateDirectories: true
            )
            try Data(text.utf8).write(to: file)
        }
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    func load(_ environment: [String: String] = [:]) throws -> SluiceConfiguration {
        try ConfigurationLoader(environment: environment).load(url.appendingPathComponent("sluice.yaml").path)
    }

    /// The same with its mappings.
    func mapped(_ environment: [String: String] = [:]) throws -> MappedConfiguration {
        try ConfigurationLoader(environment: environment).loadMapped(url.appendingPathComponent("sluice.yaml").path)
    }

    /// What loading tells, one text per mistake, without the folder's own path.
    func mistakes(_ environment: [String: String] = [:]) -> [String] {
        do {
            _ = try mapped(environment)
            return []
        } catch let found as DocumentProblems {
            return found.problems.map { $0.description.replacingOccurrences(of: url.path + "/", with: "") }
        } catch {
            return ["\(error)"]
        }
    }
}
