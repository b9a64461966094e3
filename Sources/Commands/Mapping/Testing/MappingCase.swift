import SyncModel

/// One case of `mapping test`: a recorded payload in, expected fields out.
struct MappingCase: Sendable {
    /// What a field is to be.
    enum Expected: Sendable, Hashable {
        /// The mapping says nothing of it.
        case absent
        /// The mapping empties it.
        case cleared
        case value(DocumentNode)

        init(_ node: DocumentNode) {
            switch node.value {
            case .scalar("absent", isQuoted: false): self = .absent
            case .scalar("cleared", isQuoted: false): self = .cleared
            case .scalar where node.isNull: self = .cleared
            default: self = .value(node)
            }
        }
    }

    struct Field: Sendable, Hashable {
        var name: String
        var expected: Expected
        var mark: DocumentMark
    }

    /// The file it was read from, as messages give it.
    var file: String
    var name: String
    var kind: RecordKind?
    /// The body, or the file that holds it, with the place in which it is named.
    var payload: DocumentNode
    var customer: DocumentNode?
    /// The CRM's object that the case is written for, where it says.
    var object: DocumentNode?
    /// The store's name; `nil` for the destination's first.
    var store: DocumentNode?
    var origin = Origin.live
    /// The key of the expectations, for what concerns all of them.
    var mark: DocumentMark
    var fields: [Field] = []
    /// Whether nothing may be there that is not expected.
    var isWhole = false
    /// Whether a rule is to leave the record out.
    var isSkipped = false
    /// What each line item is to be, in their order; `nil` where nobody looks.
    var lines: [[Field]]?

    static let keys = [
        "name", "object", "kind", "payload", "customer", "store", "origin", "expect", "only", "skipped", "lines",
    ]

    /// - Throws: `DocumentProblems` with every mistake of the document.
    init(_ document: DocumentNode, file: String) throws(DocumentProblems) {
        var problems: [DocumentProblem] = []
        guard case .mapping(let members) = document.value else {
            throw DocumentProblems([
                DocumentProblem(document.mark, "a case must be a mapping", fix: "with payload and expect")
            ])
        }
        for member in members where !Self.keys.contains(member.key) {
            let nearest = NearestName.of(member.key, among: Self.keys).map { "did you mean \"\($0)\"?" }
            problems.append(
                DocumentProblem(
                    member.keyMark,
                    "a case has no key \"\(member.key)\"",
                    fix: nearest ?? "its keys are " + Self.keys.joined(separator: ", ")
                )
            )
        }
        self.file = file
        name = document["name"]?.text ?? file
        payload = document["payload"] ?? document
        customer = document["customer"]
        object = document["object"]
        store = document["store"]
        mark = members.first { $0.key == "expect" }?.keyMark ?? document.mark
        if document["payload"] == nil {
            problems.append(
                DocumentProblem(document.mark, "\"payload\" is missing", fix: "a file with a webhook body, or the body")
            )
        }
        kind = Self.choice("kind", ["order": .order, "customer": .customer], document, &problems)
        origin = Self.choice("origin", ["live": .live, "history": .history], document, &problems) ?? .live
        isWhole = Self.choice("only", ["true": true, "false": false], document, &problems) ?? false
        isSkipped = Self.choice("skipped", ["true": true, "false": false], document, &problems) ?? false
        fields = Self.fields(document["expect"], &problems)
        if let node = document["lines"] {
            if case .sequence(let items) = node.value {
                lines = items.map { Self.fields($0, &problems) }
            } else {
                problems.append(DocumentProblem(node.mark, "\"lines\" must be a list, with the fields of each line"))
            }
        }
        // A case that looks at nothing would always pass.
        if fields.isEmpty, lines == nil, !isSkipped, !isWhole {
            problems.append(
                DocumentProblem(mark, "the case expects nothing", fix: "add expect with fields, or skipped: true")
            )
        }
        guard problems.isEmpty else { throw DocumentProblems(problems) }
    }

    private static func choice<Value>(
        _ key: String,
        _ values: [String: Value],
        _ document: DocumentNode,
        _ problems: inout [DocumentProblem]
    ) -> Value? {
        guard let node = document[key] else { return nil }
        if let value = node.text.flatMap({ values[$0] }) { return value }
        let names = values.keys.sorted().joined(separator: " or ")
        problems.append(DocumentProblem(node.mark, "\"\(key)\" is \(names)"))
        return nil
    }

    private static func fields(_ node: DocumentNode?, _ problems: inout [DocumentProblem]) -> [Field] {
        guard let node, !node.isNull else { return [] }
        guard case .mapping(let members) = node.value else {
            problems.append(
                DocumentProblem(node.mark, "expected fields must be a mapping", fix: "such as amount: 19.99")
            )
            return []
        }
        return members.map { Field(name: $0.key, expected: Expected($0.value), mark: $0.value.mark) }
    }
}
