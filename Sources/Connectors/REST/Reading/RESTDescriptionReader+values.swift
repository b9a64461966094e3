import SyncModel

// Single values of a description.
extension RESTDescriptionReader {
    func didYouMean(_ name: String, among names: [String]) -> String? {
        NearestName.of(name, among: names).map { "did you mean \"\($0)\"?" }
    }

    /// The members of a mapping, unknown keys among them noted; `nil` where it is no mapping.
    mutating func members(of node: DocumentNode, _ what: String, keys: [String]) -> [DocumentMember]? {
        guard case .mapping(let members) = node.value else {
            note(node.mark, "\(what) must be a mapping", fix: "its keys are " + keys.joined(separator: ", "))
            return nil
        }
        for member in members where !keys.contains(member.key) {
            note(
                member.keyMark,
                "\(what) has no key \"\(member.key)\"",
                fix: didYouMean(member.key, among: keys) ?? "its keys are " + keys.joined(separator: ", ")
            )
        }
        return members
    }

    mutating func text(_ node: DocumentNode?, _ key: String) -> String? {
        guard let node else { return nil }
        if let text = node.text, !node.isNull, !text.isEmpty { return text }
        note(node.mark, "\"\(key)\" needs a text")
        return nil
    }

    /// A text, or a list of them.
    mutating func texts(_ node: DocumentNode, _ key: String) -> [String] {
        guard case .sequence(let items) = node.value else { return text(node, key).map { [$0] } ?? [] }
        return items.compactMap { text($0, key) }
    }

    mutating func flag(_ node: DocumentNode?, _ key: String) -> Bool {
        guard let node else { return false }
        if let text = node.text, text == "true" || text == "false" { return text == "true" }
        note(node.mark, "\"\(key)\" is true or false")
        return false
    }

    mutating func integer(_ node: DocumentNode?, _ key: String, _ range: ClosedRange<Int>) -> Int? {
        guard let node else { return nil }
        if let number = node.text.flatMap(Int.init), range.contains(number) { return number }
        note(node.mark, "\"\(key)\" is a whole number from \(range.lowerBound) to \(range.upperBound)")
        return nil
    }

    /// One of the cases of an enumeration, by its raw value.
    mutating func choice<Choice>(_ node: DocumentNode?, _ key: String) -> Choice?
    where Choice: CaseIterable & RawRepresentable, Choice.RawValue == String {
        guard let node else { return nil }
        let names = Choice.allCases.map(\.rawValue)
        if let text = node.text, let choice = Choice(rawValue: text) { return choice }
        let written = node.text ?? "…"
        note(
            node.mark(at: 0),
            "\"\(key)\" cannot be \"\(written)\"",
            fix: didYouMean(written, among: names) ?? "one of " + names.joined(separator: ", ")
        )
        return nil
    }

    mutating func path(_ node: DocumentNode?, _ key: String) -> RESTPath? {
        guard let node else { return nil }
        if node.isNull || node.text?.isEmpty == true { return .whole }
        if let path = node.text.flatMap({ RESTPath($0) }) { return path }
        note(node.mark(at: 0), "\"\(key)\" is no path", fix: "such as data.items[0].id, or $ for the whole answer")
        return nil
    }

    mutating func paths(_ node: DocumentNode?, _ key: String) -> [RESTPath]? {
        guard let node else { return nil }
        guard case .sequence(let items) = node.value else { return path(node, key).map { [$0] } }
        return items.compactMap { path($0, key) }
    }

    /// Statuses: `404`, `[404, 410]`.
    mutating func statuses(_ node: DocumentNode?, _ key: String) -> Set<Int>? {
        guard let node else { return nil }
        let items = if case .sequence(let items) = node.value { items } else { [node] }
        return Set(items.compactMap { integer($0, key, 100...599) })
    }

    /// Ranges of statuses: `409`, `5xx`, `[400, 422]`.
    mutating func statusRanges(_ node: DocumentNode?) -> [ClosedRange<Int>] {
        guard let node else { return [] }
        let items = if case .sequence(let items) = node.value { items } else { [node] }
        return items.compactMap { item in
            let text = item.text ?? ""
            if text.count == 3, text.hasSuffix("xx"), let first = text.first?.wholeNumberValue, (1...5).contains(first)
            {
                return first * 100...first * 100 + 99
            }
            return integer(item, "status", 100...599).map { $0...$0 }
        }
    }

    /// A template whose placeholders may have these roots; `nil` where it has a mistake.
    mutating func template(_ node: DocumentNode, _ key: String, allowed: Set<String>) -> RESTTemplate? {
        guard let text = node.text else {
            note(node.mark, "\"\(key)\" needs a text")
            return nil
        }
        do throws(RESTTemplate.Mistake) {
            let template = try RESTTemplate(parsing: text)
            for placeholder in template.placeholders { check(placeholder, in: node, key, allowed: allowed) }
            return template
        } catch {
            note(node.mark(at: error.offset), error.message, fix: error.fix)
            return nil
        }
    }

    private mutating func check(
        _ placeholder: RESTPlaceholder,
        in node: DocumentNode,
        _ key: String,
        allowed: Set<String>
    ) {
        let mark = node.mark(at: placeholder.offset + 1)
        if case .credential(let name) = placeholder.name, allowed.contains("credentials") {
            uses(name, at: mark)
            return
        }
        guard !allowed.contains(placeholder.name.root) else { return }
        if case .credential = placeholder.name {
            note(
                mark,
                "a credential must not stand in \"\(key)\"",
                fix: "put it into a header: addresses and bodies are recorded"
            )
            return
        }
        note(
            mark,
            "\"\(placeholder.name.root)\" means nothing in \"\(key)\"",
            fix: allowed.isEmpty ? nil : "here stand " + allowed.sorted().joined(separator: ", ")
        )
    }

    /// A mapping of names to templates.
    mutating func named(_ node: DocumentNode?, _ key: String, allowed: Set<String>) -> [RESTNamedTemplate] {
        guard let node else { return [] }
        guard case .mapping(let members) = node.value else {
            note(node.mark, "\"\(key)\" must be a mapping of names to texts")
            return []
        }
        return members.compactMap { member in
            template(member.value, member.key, allowed: allowed).map { RESTNamedTemplate(name: member.key, value: $0) }
        }
    }
}
