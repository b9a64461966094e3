/// What the service says about a query that it could only follow in part, for `extensions.search`.
enum SearchWarnings {
    /// Nil where there is nothing to say.
    static func warning(
        _ expression: SearchExpression?,
        text: String,
        path: String,
        fields: Set<String>
    ) -> SandboxJSON? {
        guard let term = expression?.terms.first(where: { $0.field.map { !fields.contains($0) } ?? false }) else {
            return nil
        }
        return entry(
            text: text,
            path: path,
            term: term,
            message: "Invalid search field for this query.",
            code: "invalid_field"
        )
    }

    static func entry(
        text: String,
        path: String,
        term: SearchExpression.Term,
        message: String,
        code: String
    ) -> SandboxJSON {
        [
            "path": [.string(path)], "query": .string(text),
            "parsed": ["field": .text(term.field), "match_all": .string(term.value)],
            "warnings": [["field": .text(term.field), "message": .string(message), "code": .string(code)]],
        ]
    }
}
