import SyncModel

/// One reading of a description; collects the mistakes.
struct RESTDescriptionReader {
    private(set) var problems: [DocumentProblem] = []
    /// Credentials that templates name, with the first place of each.
    private var used: [(name: String, mark: DocumentMark)] = []

    static let keys = [
        "title", "base_url", "credentials", "auth", "headers", "values", "limits", "errors", "probe", "needs",
        "objects",
        "mapping",
    ]

    mutating func note(_ mark: DocumentMark, _ message: String, fix: String? = nil) {
        problems.append(DocumentProblem(mark, message, fix: fix))
    }

    mutating func description(_ node: DocumentNode) -> RESTDescription {
        var description = RESTDescription()
        guard members(of: node, "a description", keys: Self.keys) != nil else { return description }
        description.title = text(node["title"], "title") ?? description.title
        description.baseURL = baseURL(node["base_url"])
        description.needs = node["needs"].map { texts($0, "needs") } ?? []
        description.style = node["values"].map { style($0) } ?? RESTValueStyle()
        description.limits = node["limits"].map { limits($0) } ?? RESTLimits()
        description.errors = node["errors"].map { errors($0) } ?? RESTErrors()
        description.auth = auth(node["auth"], at: node.mark)
        description.headers = named(node["headers"], "headers", allowed: ["credentials", "origin"])
        description.probe = node["probe"].flatMap { probe($0) }
        objects(of: node, into: &description)
        description.mapping = node["mapping"]
        description.credentials = credentials(node["credentials"])
        return description
    }

    private mutating func baseURL(_ node: DocumentNode?) -> String? {
        guard let node, let text = text(node, "base_url") else { return nil }
        guard text.hasPrefix("https://") || text.hasPrefix("http://"), !text.contains("{") else {
            note(node.mark, "base_url must be a whole URL", fix: "such as https://api.example.com")
            return nil
        }
        return text.hasSuffix("/") ? String(text.dropLast()) : text
    }

    /// Declared ones, or those that the templates name.
    private mutating func credentials(_ node: DocumentNode?) -> [RESTCredential] {
        guard let node else {
            return used.map { RESTCredential(name: $0.name, explanation: "\($0.name), as the description names it") }
        }
        guard case .mapping(let members) = node.value else {
            note(node.mark, "\"credentials\" must be a mapping", fix: "of names to what they are, for people")
            return []
        }
        let names = members.map(\.key)
        for (name, mark) in used where !names.contains(name) {
            note(
                mark,
                "there is no credential \"\(name)\"",
                fix: didYouMean(name, among: names) ?? "declare it under credentials"
            )
        }
        return members.map { RESTCredential(name: $0.key, explanation: $0.value.text ?? "") }
    }

    mutating func uses(_ credential: String, at mark: DocumentMark) {
        if !used.contains(where: { $0.name == credential }) { used.append((credential, mark)) }
    }

    private mutating func objects(of node: DocumentNode, into description: inout RESTDescription) {
        guard let block = node["objects"] else {
            note(node.mark, "\"objects\" is missing", fix: "describe a customer, an order, or both")
            return
        }
        let kinds = RecordKind.allCases.map(\.rawValue)
        guard let members = members(of: block, "\"objects\"", keys: kinds) else { return }
        if members.isEmpty { note(block.mark, "\"objects\" is empty", fix: "describe a customer, an order, or both") }
        for member in members {
            guard let kind = RecordKind(rawValue: member.key) else { continue }
            description.marks[kind] = member.keyMark
            description.objects[kind] = object(member, kind: kind)
        }
    }
}
