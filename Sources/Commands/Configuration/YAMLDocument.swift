package import SyncModel
import Yams

/// Reads YAML text into document nodes with their places.
///
/// The only file that knows how YAML is written.
package enum YAMLDocument {
    /// More than any configuration, and little enough to refuse what is not one.
    static let maximumBytes = 4 * 1_024 * 1_024
    static let maximumDepth = 64
    /// Counted with aliases written out, so that a few lines cannot unfold into gigabytes.
    static let maximumNodes = 200_000

    /// Reads one document; an empty text is a null node.
    ///
    /// `file` is the file's name, as marks and messages give it.
    ///
    /// Throws `DocumentProblems` for text that is not YAML, for a key that stands twice in one mapping, for a second
    /// document, and for what is too large or too deep.
    package static func parse(_ text: String, file: String) throws -> DocumentNode {
        try checkSize(text, file: file)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        do {
            return try node(of: text, file: file, MendedYAML(text))
        } catch let error as YamlError {
            throw DocumentProblems([error.problem(in: file, lines)])
        }
    }

    /// A document of which everything is read that can be, beside what is wrong with how it is written.
    package struct Reading: Sendable {
        package var node: DocumentNode
        package var flaws: [DocumentProblem]
    }

    /// Reads one document and goes on behind a key that stands twice and a value that wants quotes, so that the rest of its
    /// mistakes can be told with them.
    ///
    /// Both entries of such a key are there, and the value as it is in quotes. Messages show what stands in the file.
    ///
    /// Throws `DocumentProblems` as ``parse(_:file:)`` does for what else is wrong, with the flaws that were found before.
    package static func read(_ text: String, file: String) throws -> Reading {
        try checkSize(text, file: file)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        var mended = MendedYAML(text)
        var flaws: [DocumentProblem] = []
        while true {
            do {
                return Reading(node: try node(of: mended.text, file: file, mended), flaws: flaws)
            } catch let error as YamlError {
                guard flaws.count < MendedYAML.maximumCount, let flaw = mended.mend(error, in: file) else {
                    throw DocumentProblems((flaws + [error.problem(in: file, lines)]).inReadingOrder)
                }
                flaws.append(flaw)
            } catch let problems as DocumentProblems {
                throw DocumentProblems((flaws + problems.problems).inReadingOrder)
            }
        }
    }

    private static func checkSize(_ text: String, file: String) throws {
        guard text.utf8.count > maximumBytes else { return }
        let start = DocumentMark(file: file, line: 1, column: 1)
        throw DocumentProblems([DocumentProblem(start, "the file is larger than \(maximumBytes / 1_048_576) MiB")])
    }

    private static func node(of text: String, file: String, _ mended: MendedYAML) throws -> DocumentNode {
        let start = DocumentMark(file: file, line: 1, column: 1)
        guard let root = try Parser(yaml: text).singleRoot() else {
            return DocumentNode(.scalar("", isQuoted: false), mark: start)
        }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        var reader = NodeReader(file: file, lines: lines, mended: mended)
        return try reader.node(root, depth: 0, near: start)
    }
}

/// Turns Yams' nodes into ours, bounded in number and depth.
private struct NodeReader {
    let file: String
    let lines: [Substring]
    let mended: MendedYAML
    var count = 0

    init(file: String, lines: [Substring], mended: MendedYAML) {
        self.file = file
        self.lines = lines
        self.mended = mended
    }

    mutating func node(_ node: Node, depth: Int, near: DocumentMark) throws -> DocumentNode {
        let mark = node.mark.map { DocumentMark(file: file, line: $0.line, column: $0.column) } ?? near
        count += 1
        guard count <= YAMLDocument.maximumNodes else {
            throw DocumentProblems([
                DocumentProblem(
                    mark,
                    "the document has more than \(YAMLDocument.maximumNodes) values",
                    fix: "aliases count in full"
                )
            ])
        }
        guard depth <= YAMLDocument.maximumDepth else {
            throw DocumentProblems([
                DocumentProblem(mark, "the document is nested deeper than \(YAMLDocument.maximumDepth) levels")
            ])
        }
        switch node {
        case .scalar(let scalar): return self.scalar(scalar, mark: mended.place(mark))
        case .sequence(let sequence):
            return DocumentNode(
                .sequence(try sequence.map { try self.node($0, depth: depth + 1, near: mark) }),
                mark: mark
            )
        case .mapping(let mapping):
            let members = try mapping.map { pair in
                guard case .scalar(let key) = pair.key else {
                    throw DocumentProblems([DocumentProblem(mark, "a key must be plain text")])
                }
                let keyMark = pair.key.mark.map { DocumentMark(file: file, line: $0.line, column: $0.column) } ?? mark
                let value = try self.node(pair.value, depth: depth + 1, near: keyMark)
                return DocumentMember(key: mended.key(key.string, at: keyMark), keyMark: keyMark, value: value)
            }
            return DocumentNode(.mapping(members), mark: mark)
        case .alias:
            throw DocumentProblems([DocumentProblem(mark, "the alias has no anchor")])
        }
    }

    private func scalar(_ scalar: Node.Scalar, mark: DocumentMark) -> DocumentNode {
        switch scalar.style {
        case .any, .plain: return DocumentNode(.scalar(scalar.string, isQuoted: false), mark: mark)
        case .singleQuoted, .doubleQuoted: return DocumentNode(.scalar(scalar.string, isQuoted: true), mark: mark)
        case .literal, .folded:
            // libYAML marks the "|"; the text begins in the next line. A quoted scalar's text begins one column after
            // its mark, so one on one line is marked one column before its first character.
            var place = mark
            if !scalar.string.contains("\n"), lines.indices.contains(mark.line) {
                place.line += 1
                place.column = lines[mark.line].prefix { $0 == " " }.count
            }
            return DocumentNode(.scalar(scalar.string, isQuoted: true), mark: place)
        }
    }
}

extension YamlError {
    /// The mistake with its place, in our words where we know better ones.
    fileprivate func problem(in file: String, _ lines: [Substring]) -> DocumentProblem {
        func at(_ mark: Mark) -> DocumentMark {
            DocumentMark(file: file, line: max(1, mark.line), column: max(1, mark.column))
        }
        let start = DocumentMark(file: file, line: 1, column: 1)
        switch self {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            if problem.contains("another document") {
                return DocumentProblem(at(mark), "there is a second document", fix: "one file holds one document")
            }
            if let place = IndentationMistake(problem, line: mark.line, column: mark.column, lines) {
                return DocumentProblem(
                    DocumentMark(file: file, line: place.line, column: place.column),
                    "this is not YAML: the indentation does not fit",
                    fix:
                        "look at how far this line and the ones around it are indented: what belongs together begins in "
                        + "the same column"
                )
            }
            let fix =
                problem.contains("mapping values are not allowed")
                ? "put a value that holds \": \" in quotes"
                : problem.contains("tab") || problem.contains("cannot start any token")
                    ? "indent with spaces, not with tabs, and put text that begins with a special character in quotes"
                    : nil
            return DocumentProblem(at(mark), "this is not YAML: \(problem)", fix: fix)
        case .duplicatedKeysInMapping(let duplicates, let context):
            if let flaw = TwiceWrittenKey(duplicates, line: context.mark.line, column: context.mark.column, lines) {
                return flaw.problem(in: file)
            }
            let keys = duplicates.map { "\"\($0)\"" }.joined(separator: ", ")
            return DocumentProblem(
                at(context.mark),
                "the key \(keys) stands twice in one mapping",
                fix: "keep one of them"
            )
        case .reader(let problem, _, _, _): return DocumentProblem(start, "this is not YAML: \(problem)")
        default: return DocumentProblem(start, "this is not YAML")
        }
    }
}
