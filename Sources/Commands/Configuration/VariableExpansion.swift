import SyncModel

/// Fills in `${NAME}`, `${NAME:-default}` and `${file:path}` inside the texts of a parsed document; `$$` is a dollar.
///
/// After parsing, so that a secret with a quote or a colon in it cannot change the document.
struct VariableExpansion {
    var environment: [String: String]
    /// Reads a file named relative to the configuration's folder; `nil` where it cannot be read.
    var readFile: (String) -> String?
    private(set) var problems: [DocumentProblem] = []
    /// The places of texts that hold something from outside: perhaps a secret, never to be shown.
    private(set) var filled: Set<DocumentMark> = []
    /// Secrets that come from nowhere but the document itself.
    private(set) var literals: [LiteralSecret] = []

    init(environment: [String: String], readFile: @escaping (String) -> String?) {
        self.environment = environment
        self.readFile = readFile
    }

    mutating func expand(_ node: DocumentNode, key: String = "") -> DocumentNode {
        var result = node
        switch node.value {
        case .mapping(let members):
            result.value = .mapping(
                members.map { member in
                    var member = member
                    member.value = expand(member.value, key: key.isEmpty ? member.key : key + "." + member.key)
                    return member
                }
            )
        case .sequence(let items):
            var expanded: [DocumentNode] = []
            for (index, item) in items.enumerated() { expanded.append(expand(item, key: "\(key)[\(index)]")) }
            result.value = .sequence(expanded)
        case .scalar(let text, let isQuoted):
            if !text.contains("${"), !node.isNull, LiteralSecret.isSecret(key, text) {
                literals.append(LiteralSecret(key: key, mark: node.mark))
            }
            guard text.contains("$") else { return node }
            if text.contains("${") { filled.insert(node.mark) }
            result.value = .scalar(fill(text, mark: node.mark, key: key), isQuoted: isQuoted)
        }
        return result
    }

    private mutating func fill(_ text: String, mark: DocumentMark, key: String) -> String {
        var result = ""
        var rest = Substring(text)
        while let dollar = rest.firstIndex(of: "$") {
            result += rest[..<dollar]
            rest = rest[rest.index(after: dollar)...]
            if rest.first == "$" {
                result += "$"
                rest = rest.dropFirst()
            } else if rest.first == "{" {
                guard let end = rest.firstIndex(of: "}") else {
                    problems.append(
                        DocumentProblem(mark, "\(key): \"${\" has no \"}\"", fix: "write $$ for a dollar sign")
                    )
                    return result
                }
                result += value(of: String(rest[rest.index(after: rest.startIndex)..<end]), mark: mark, key: key)
                rest = rest[rest.index(after: end)...]
            } else {
                result += "$"
            }
        }
        return result + rest
    }

    private mutating func value(of reference: String, mark: DocumentMark, key: String) -> String {
        if reference.hasPrefix("file:") {
            let path = String(reference.dropFirst(5))
            if let content = readFile(path) {
                return content.hasSuffix("\n") ? String(content.dropLast()) : content
            }
            problems.append(
                DocumentProblem(
                    mark,
                    "\(key): the file \"\(path)\" cannot be read",
                    fix: "paths start at the folder of this file; check its permissions"
                )
            )
            return "${\(reference)}"
        }
        let (name, fallback) = split(reference)
        if let value = environment[name], !value.isEmpty || fallback == nil { return value }
        if let fallback { return fallback }
        problems.append(
            DocumentProblem(
                mark,
                "\(key): the environment variable \(name) is not set",
                fix: "export \(name)=…, or write ${\(name):-default}"
            )
        )
        // Not empty, so that nothing else is said of this value.
        return "${\(reference)}"
    }

    private func split(_ reference: String) -> (String, String?) {
        var index = reference.startIndex
        while index < reference.endIndex {
            if reference[index...].hasPrefix(":-") {
                return (String(reference[..<index]), String(reference[reference.index(index, offsetBy: 2)...]))
            }
            index = reference.index(after: index)
        }
        return (reference, nil)
    }
}
