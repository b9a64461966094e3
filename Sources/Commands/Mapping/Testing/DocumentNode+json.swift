import SyncModel

extension DocumentNode {
    /// This node as JSON: what is quoted is text, plain words that JSON has for numbers, `true`, `false` and `null` are those.
    var json: String {
        switch value {
        case .scalar(let text, let isQuoted):
            if isQuoted { return OrderedJSON.quoted(text) }
            if isNull { return "null" }
            return text == "true" || text == "false" || Self.isNumber(text) ? text : OrderedJSON.quoted(text)
        case .sequence(let items):
            return "[" + items.map(\.json).joined(separator: ",") + "]"
        case .mapping(let members):
            return "{" + members.map { "\(OrderedJSON.quoted($0.key)):\($0.value.json)" }.joined(separator: ",") + "}"
        }
    }

    /// As JSON writes numbers: no leading zeros, no plus sign, digits on both sides of the point.
    private static func isNumber(_ text: String) -> Bool {
        text.wholeMatch(of: /-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?/) != nil
    }
}
