import SyncModel

/// What a configuration document may look like: the one source for checking it and for its JSON Schema.
indirect enum ConfigurationShape: Sendable {
    case text
    case integer(ClosedRange<Int>)
    case number(ClosedRange<Double>)
    case boolean
    case choice([String])
    case list(ConfigurationShape)
    case section([ConfigurationKey])
    /// Known keys, and texts under keys of which this does not know.
    case openSection([ConfigurationKey])
    /// Members of the user's own naming.
    case table(ConfigurationShape)

    var name: String {
        switch self {
        case .text: "text"
        case .integer(let range): "a whole number from \(range.lowerBound) to \(range.upperBound)"
        case .number(let range): "a number from \(range.lowerBound) to \(range.upperBound)"
        case .boolean: "true or false"
        case .choice(let names): "one of " + names.joined(separator: ", ")
        case .list: "a list"
        case .section, .openSection, .table: "a section of keys"
        }
    }
}

/// One key of a section.
struct ConfigurationKey: Sendable {
    var name: String
    var shape: ConfigurationShape
    var isRequired: Bool
    /// What it is for, with its default, in a sentence; goes into the JSON Schema.
    var about: String

    init(_ name: String, _ shape: ConfigurationShape, required: Bool = false, _ about: String) {
        self.name = name
        self.shape = shape
        isRequired = required
        self.about = about
    }
}

extension ConfigurationShape {
    /// Every mistake of the node against this shape, each with its place; values at `hiding` are not shown.
    func problems(
        of node: DocumentNode,
        at path: String,
        hiding: Set<DocumentMark> = []
    ) -> [DocumentProblem] {
        switch (self, node.value) {
        case (.section(let keys), .mapping(let members)):
            return sectionProblems(keys: keys, members: members, node: node, path: path, hiding: hiding)
        case (.openSection(let keys), .mapping(let members)):
            return members.flatMap { member in
                let shape = keys.first { $0.name == member.key }?.shape ?? .text
                return shape.problems(of: member.value, at: path + "." + member.key, hiding: hiding)
            }
        case (.table(let shape), .mapping(let members)):
            return members.flatMap { shape.problems(of: $0.value, at: path + "." + $0.key, hiding: hiding) }
        case (.list(let shape), .sequence(let items)):
            return items.enumerated().flatMap { shape.problems(of: $1, at: "\(path)[\($0)]", hiding: hiding) }
        case (.section, .scalar) where node.isNull, (.list, .scalar) where node.isNull,
            (.table, .scalar) where node.isNull, (.openSection, .scalar) where node.isNull:
            return []
        case (.section, _), (.list, _), (.table, _), (.openSection, _):
            return [DocumentProblem(node.mark, "\(path.isEmpty ? "the document" : path) must be \(name)")]
        case (_, .scalar(let text, _)):
            return accepts(text) ? [] : [wrongScalar(hiding.contains(node.mark) ? nil : text, node: node, path: path)]
        default:
            return [DocumentProblem(node.mark, "\(path.isEmpty ? "the document" : path) must be \(name)")]
        }
    }

    private func sectionProblems(
        keys: [ConfigurationKey],
        members: [DocumentMember],
        node: DocumentNode,
        path: String,
        hiding: Set<DocumentMark>
    ) -> [DocumentProblem] {
        var problems: [DocumentProblem] = []
        for member in members {
            let inner = path.isEmpty ? member.key : path + "." + member.key
            guard let key = keys.first(where: { $0.name == member.key }) else {
                let nearest = NearestName.of(member.key, among: keys.map(\.name))
                problems.append(
                    DocumentProblem(
                        member.keyMark,
                        "unknown key \"\(inner)\"",
                        fix: nearest.map { "did you mean \"\($0)\"?" }
                            ?? "known here: " + keys.map(\.name).joined(separator: ", ")
                    )
                )
                continue
            }
            problems += key.shape.problems(of: member.value, at: inner, hiding: hiding)
        }
        for key in keys where key.isRequired && !members.contains(where: { $0.key == key.name && !$0.value.isNull }) {
            let inner = path.isEmpty ? key.name : path + "." + key.name
            problems.append(DocumentProblem(node.mark, "\"\(inner)\" is missing", fix: key.about))
        }
        return problems
    }

    private func accepts(_ text: String) -> Bool {
        switch self {
        case .text: true
        case .integer(let range): Int(text).map(range.contains) ?? false
        case .number(let range): Double(text).map(range.contains) ?? false
        case .boolean: ["true", "false"].contains(text)
        case .choice(let names): names.contains(text)
        case .list, .section, .openSection, .table: false
        }
    }

    private func wrongScalar(_ text: String?, node: DocumentNode, path: String) -> DocumentProblem {
        guard let text else {
            return DocumentProblem(node.mark, "\(path) must be \(name); what its variable holds is not")
        }
        var fix: String?
        if case .choice(let names) = self { fix = NearestName.of(text, among: names).map { "did you mean \"\($0)\"?" } }
        return DocumentProblem(node.mark, "\(path) must be \(name), not \"\(text.prefix(40))\"", fix: fix)
    }
}
