import Foundation
import SyncModel

/// Reads `sluice.yaml` and what it includes: all mistakes at once, each with file, line, key and the fix.
package struct ConfigurationLoader {
    private let environment: [String: String]

    package init(environment: [String: String] = ProcessInfo.processInfo.environment) {
        self.environment = environment
    }

    /// The checked configuration.
    ///
    /// - Parameter file: the path; other paths in it are relative to its folder.
    /// - Returns: the configuration with its variables filled in.
    /// - Throws: `DocumentProblems`.
    package func load(_ file: String) throws -> SluiceConfiguration {
        let folder = URL(fileURLWithPath: file).deletingLastPathComponent()
        guard let main = try read(file, shape: SluiceShape.document, folder: folder) else {
            throw DocumentProblems([
                DocumentProblem(
                    DocumentMark(file: file, line: 1, column: 1), "there is no such file, or it cannot be read",
                    fix: "\"sluice init\" writes one; --config names another"
                )
            ])
        }
        var problems: [DocumentProblem] = []
        var documents = [main]
        for path in included(main, folder: folder, problems: &problems) {
            do {
                if let document = try read(path, shape: SluiceShape.included, folder: folder) { documents.append(document) }
            } catch let found as DocumentProblems {
                problems += found.problems
            }
        }
        guard problems.isEmpty else { throw DocumentProblems(problems) }
        var reader = ConfigurationReader(folder: folder)
        let configuration = reader.configuration(file: file, documents: documents)
        guard reader.problems.isEmpty else { throw DocumentProblems(reader.problems) }
        return configuration
    }

    private func read(_ file: String, shape: ConfigurationShape, folder: URL) throws -> DocumentNode? {
        guard let text = try? String(contentsOfFile: file, encoding: .utf8) else { return nil }
        let parsed = try YAMLDocument.parse(text, file: file)
        var expansion = VariableExpansion(environment: environment) { path in
            try? String(contentsOf: URL(fileURLWithPath: path, relativeTo: folder), encoding: .utf8)
        }
        let document = expansion.expand(parsed)
        let problems = expansion.problems + shape.problems(of: document, at: "")
        guard problems.isEmpty else { throw DocumentProblems(problems) }
        return document
    }

    private func included(_ main: DocumentNode, folder: URL, problems: inout [DocumentProblem]) -> [String] {
        guard case .sequence(let patterns)? = main["include"]?.value else { return [] }
        return patterns.flatMap { pattern -> [String] in
            let path = URL(fileURLWithPath: pattern.text ?? "", relativeTo: folder)
            let name = path.lastPathComponent
            guard name.contains("*") else {
                if !FileManager.default.fileExists(atPath: path.path) {
                    problems.append(DocumentProblem(pattern.mark, "include: \"\(pattern.text ?? "")\" does not exist"))
                }
                return [path.path]
            }
            let parts = name.split(separator: "*", omittingEmptySubsequences: false)
            let inside = path.deletingLastPathComponent()
            let names = (try? FileManager.default.contentsOfDirectory(atPath: inside.path)) ?? []
            return names.filter {
                parts.count == 2 && $0.count >= name.count - 1 && $0.hasPrefix(parts[0]) && $0.hasSuffix(parts[1])
            }
            .sorted().map { inside.appendingPathComponent($0).path }
        }
    }
}
