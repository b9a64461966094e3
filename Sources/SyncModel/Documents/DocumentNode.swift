/// A node of a YAML document with its place, so that every mistake can be pointed at.
///
/// Configuration and mappings are read into this first; what reads YAML text into it lives outside this module.
package struct DocumentNode: Sendable, Hashable {
    package enum Value: Sendable, Hashable {
        /// Text as written, and whether it was quoted (then it is never a number, boolean or null).
        case scalar(String, isQuoted: Bool)
        case sequence([DocumentNode])
        /// In document order; keys are unique.
        case mapping([DocumentMember])
    }

    package var value: Value
    package var mark: DocumentMark

    package init(_ value: Value, mark: DocumentMark) {
        self.value = value
        self.mark = mark
    }

    /// The text of a scalar.
    package var text: String? {
        guard case .scalar(let text, _) = value else { return nil }
        return text
    }

    /// Whether this is a plain `null`, `~` or nothing.
    package var isNull: Bool {
        guard case .scalar(let text, isQuoted: false) = value else { return false }
        return text.isEmpty || text == "~" || text == "null" || text == "Null" || text == "NULL"
    }

    /// The member of a mapping by key.
    package subscript(key: String) -> DocumentNode? {
        guard case .mapping(let members) = value else { return nil }
        return members.first { $0.key == key }?.value
    }
}

package struct DocumentMember: Sendable, Hashable {
    package var key: String
    package var keyMark: DocumentMark
    package var value: DocumentNode

    package init(key: String, keyMark: DocumentMark, value: DocumentNode) {
        self.key = key
        self.keyMark = keyMark
        self.value = value
    }
}

/// A place in a document; lines and columns count from 1.
package struct DocumentMark: Sendable, Hashable {
    package var file: String
    package var line: Int
    package var column: Int

    package init(file: String, line: Int, column: Int) {
        self.file = file
        self.line = line
        self.column = column
    }
}

/// A mistake in a document: where, what, and how to mend it.
package struct DocumentProblem: Error, Sendable, Hashable, CustomStringConvertible {
    package var mark: DocumentMark
    package var message: String
    package var fix: String?

    package init(_ mark: DocumentMark, _ message: String, fix: String? = nil) {
        self.mark = mark
        self.message = message
        self.fix = fix
    }

    package var description: String {
        "\(mark.file):\(mark.line):\(mark.column): \(message)" + (fix.map { " (\($0))" } ?? "")
    }
}

/// All mistakes of a document at once.
package struct DocumentProblems: Error, Sendable, CustomStringConvertible {
    package var problems: [DocumentProblem]

    package init(_ problems: [DocumentProblem]) {
        self.problems = problems
    }

    package var description: String { problems.map(\.description).joined(separator: "\n") }
}
