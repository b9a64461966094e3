import Outbound

extension RESTTemplate {
    /// The value as JSON: of the placeholder's own type where it is the whole text, else text.
    ///
    /// `nil` where one of its placeholders stands for nothing.
    func json(_ scope: RESTScope) throws(RESTRenderFault) -> RESTJSON? {
        if let sole { return try scope.value(of: sole) }
        return try text(scope).map { .text($0) }
    }

    /// The text; `nil` where one of its placeholders stands for nothing.
    ///
    /// - Parameters:
    ///   - scope: what the placeholders stand for.
    ///   - encoding: is applied to every inserted value, and not to the template's own text.
    /// - Returns: the text.
    /// - Throws: why the text cannot be made of this record.
    func text(
        _ scope: RESTScope,
        encoding: (String) throws(RESTRenderFault) -> String = { $0 }
    ) throws(RESTRenderFault) -> String? {
        var result = ""
        for piece in pieces {
            switch piece {
            case .literal(let text): result += text
            case .value(let placeholder):
                guard let value = try scope.value(of: placeholder), let text = value.scalar else { return nil }
                result += try encoding(text)
            }
        }
        return result
    }

    /// A path below the base URL, each inserted value encoded so that it stays within its place.
    func path(_ scope: RESTScope) throws(RESTRenderFault) -> String {
        let text = try text(scope) { value throws(RESTRenderFault) in
            guard !value.isEmpty, value != ".", value != ".." else {
                throw RESTRenderFault("a part of the path would be empty")
            }
            return FormText.encode(value)
        }
        guard let text else { throw RESTRenderFault("a part of the path is not known for this record") }
        return text
    }
}
