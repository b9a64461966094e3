/// A query in Shopify's search syntax: `updated_at:>='2026-11-23T00:00:00Z' AND tag:vip`.
indirect enum SearchExpression: Sendable, Equatable {
    enum Comparison: String, Sendable {
        case equal = "", less = "<", lessOrEqual = "<=", greater = ">", greaterOrEqual = ">="
    }

    struct Term: Sendable, Equatable {
        /// Nil for a word without a field, which is looked for everywhere.
        var field: String?
        var comparison: Comparison
        var value: String
    }

    case all([SearchExpression])
    case any([SearchExpression])
    case not(SearchExpression)
    case term(Term)

    /// All terms, wherever they stand.
    var terms: [Term] {
        switch self {
        case .all(let parts), .any(let parts): parts.flatMap(\.terms)
        case .not(let inner): inner.terms
        case .term(let term): [term]
        }
    }

    /// The terms that every match must meet.
    var requiredTerms: [Term] {
        switch self {
        case .all(let parts): parts.flatMap(\.requiredTerms)
        case .term(let term): [term]
        case .any, .not: []
        }
    }

    func matches(_ test: (Term) -> Bool) -> Bool {
        switch self {
        case .all(let parts): parts.allSatisfy { $0.matches(test) }
        case .any(let parts): parts.contains { $0.matches(test) }
        case .not(let inner): !inner.matches(test)
        case .term(let term): test(term)
        }
    }
}
