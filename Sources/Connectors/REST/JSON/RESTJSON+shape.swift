extension RESTJSON {
    /// What the value is made of: names and types of members, never what they hold, which may be of a person.
    package var shape: String { String(shape(within: 3).prefix(RESTForm.shownLength)) }

    private static let shownMembers = 12

    private func shape(within depth: Int) -> String {
        switch self {
        case .null: return "null"
        case .bool: return "a yes or no"
        case .number: return "a number"
        case .text(let text): return text.isEmpty ? "an empty text" : "a text"
        case .list(let items):
            guard let first = items.first else { return "[]" }
            guard depth > 0 else { return "a list of \(items.count)" }
            return "[\(items.count) × \(first.shape(within: depth - 1))]"
        case .object(let members):
            guard !members.isEmpty else { return "{}" }
            guard depth > 0 else { return "{…}" }
            let shown = members.prefix(Self.shownMembers).map { member in
                "\(Self.isName(member.name) ? member.name : "…"): \(member.value.shape(within: depth - 1))"
            }
            let rest = members.count > shown.count ? ", …" : ""
            return "{\(shown.joined(separator: ", "))\(rest)}"
        }
    }

    /// Whether it can be a member's name; objects that are lists in disguise have ids and addresses for names.
    private static func isName(_ text: String) -> Bool {
        guard let first = text.unicodeScalars.first, text.count <= 40,
            first.properties.isAlphabetic || first == "_" || first == "@" || first == "$"
        else { return false }
        return text.dropFirst().allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_-.:$".contains($0)) }
    }
}
