import Foundation
package import SyncModel

/// Reads `sluice.yaml` and what it includes: all mistakes at once, each with file, line, key and the fix.
package struct ConfigurationLoader {
    private let environment: [String: String]

    package init(environment: [String: String] = ProcessInfo.processInfo.environment) {
        self.environment = environment
    }

    /// The checked configuration without its mappings, which may have mistakes.
    ///
    /// - Parameter file: the path; other paths in it are relative to its folder.
    /// - Returns: the configuration with its variables filled in.
    /// - Throws: `DocumentProblems` with all mistakes, those of mappings too, where anything but a mapping is wrong.
    package func load(_ file: String) throws(DocumentProblems) -> SluiceConfiguration { try read(file).settings() }

    /// The checked configuration with its mappings.
    ///
    /// - Parameter file: the path; other paths in it are relative to its folder.
    /// - Returns: both, as they stand in the files now.
    /// - Throws: `DocumentProblems` with all mistakes.
    package func loadMapped(_ file: String) throws(DocumentProblems) -> MappedConfiguration { try read(file).mapped() }

    /// Reads all files, and tells what is wrong instead of throwing it.
    ///
    /// - Parameter file: the path; other paths in it are relative to its folder.
    /// - Returns: what was found.
    func read(_ file: String) -> ConfigurationReading {
        let folder = URL(fileURLWithPath: file).deletingLastPathComponent()
        var problems: [DocumentProblem] = []
        var literals: [LiteralSecret] = []
        guard let main = read(file, shape: SluiceShape.document, problems: &problems, literals: &literals) else {
            return ConfigurationReading(nil, problems: problems)
        }
        var documents = [ConfigurationReader.Document(root: main, folder: folder)]
        for path in included(main, folder: folder, problems: &problems) {
            guard
                let document = read(path, shape: SluiceShape.included, problems: &problems, literals: &literals)
            else { continue }
            documents.append(.init(root: document, folder: URL(fileURLWithPath: path).deletingLastPathComponent()))
        }
        var reader = ConfigurationReader()
        var configuration = reader.configuration(file: file, documents: documents)
        configuration.literalSecrets = literals
        // What is wrong in shape is not also told for its meaning: one mistake, one message.
        let places = Set(problems.map { Place($0.mark) })
        problems += reader.problems.filter { !places.contains(Place($0.mark)) }
        return ConfigurationReading(configuration, problems: problems, unreadable: reader.unreadableMappings)
    }

    private struct Place: Hashable {
        var file: String
        var line: Int

        init(_ mark: DocumentMark) {
            file = mark.file
            line = mark.line
        }
    }

    private func read(
        _ file: String,
        shape: ConfigurationShape,
        problems: inout [DocumentProblem],
        literals: inout [LiteralSecret]
    ) -> DocumentNode? {
        let start = DocumentMark(file: file, line: 1, column: 1)
        guard let data = FileManager.default.contents(atPath: file) else {
            problems.append(
                DocumentProblem(
                    start,
                    "there is no such file, or it cannot be read",
                    fix: "\"sluice init\" writes one; --config names another"
                )
            )
            return nil
        }
        guard let text = String(data: data, encoding: .utf8) else {
            problems.append(DocumentProblem(start, "this is not UTF-8 text", fix: "save the file as UTF-8"))
            return nil
        }
        do {
            let parsed = try YAMLDocument.parse(text, file: file)
            let folder = URL(fileURLWithPath: file).deletingLastPathComponent()
            var expansion = VariableExpansion(environment: environment) { path in
                try? String(contentsOf: URL(fileURLWithPath: path, relativeTo: folder), encoding: .utf8)
            }
            let document = expansion.expand(parsed)
            let unset = Set(expansion.problems.map { Place($0.mark) })
            literals += expansion.literals
            problems += expansion.problems
            problems += shape.problems(of: document, at: "", hiding: expansion.filled)
                .filter { !unset.contains(Place($0.mark)) }
            return document
        } catch let found as DocumentProblems {
            problems += found.problems
        } catch {
            problems.append(DocumentProblem(start, "\(error)"))
        }
        return nil
    }

    private func included(_ main: DocumentNode, folder: URL, problems: inout [DocumentProblem]) -> [String] {
        guard case .sequence(let patterns)? = main["include"]?.value else { return [] }
        return patterns.flatMap { pattern -> [String] in
            let path = URL(fileURLWithPath: pattern.text ?? "", relativeTo: folder)
            let name = path.lastPathComponent
            guard name.contains("*") else {
                guard FileManager.default.fileExists(atPath: path.path) else {
                    problems.append(DocumentProblem(pattern.mark, "include: \"\(pattern.text ?? "")\" does not exist"))
                    return []
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

extension [DocumentProblem] {
    /// As a person reads the files: one after the other, each from the top.
    var inReadingOrder: [DocumentProblem] {
        let files = reduce(into: [String]()) { if !$0.contains($1.mark.file) { $0.append($1.mark.file) } }
        return sorted {
            let places = [$0, $1].map { (files.firstIndex(of: $0.mark.file) ?? 0, $0.mark.line, $0.mark.column) }
            return places[0] < places[1]
        }
    }
}
