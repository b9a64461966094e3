/// An expression as written, not yet checked against the catalogue.
struct ParsedExpression: Hashable {
    enum Head: Hashable {
        case literal(MappedValue)
        case path(SourcePath)
        case template([Part])
    }

    /// A piece of a text with placeholders.
    enum Part: Hashable {
        case text(String)
        case placeholder(ParsedExpression)
    }

    var head: Head
    var filters: [ParsedFilter] = []
    var offset: Int
}

/// A dotted name of a source field.
struct SourcePath: Hashable {
    var segments: [String]
    var offset: Int

    var text: String { segments.joined(separator: ".") }
    var root: String { segments.first ?? "" }
}

/// `| name: argument, argument`.
struct ParsedFilter: Hashable {
    var name: String
    var offset: Int
    var arguments: [ParsedArgument] = []
}

struct ParsedArgument: Hashable {
    enum Value: Hashable {
        case literal(MappedValue)
        case path(SourcePath)
        /// `{a: b, …}`.
        case table([TableEntry])
    }

    struct TableEntry: Hashable {
        var key: String
        var value: MappedValue
        /// Where the key stands in the expression.
        var offset = 0
    }

    var value: Value
    var offset: Int
}

/// A condition as written.
indirect enum ParsedCondition: Hashable {
    case all([ParsedCondition])
    case any([ParsedCondition])
    case not(ParsedCondition)
    case exists(ParsedExpression)
    /// A bare operand: it must be a yes or no.
    case holds(ParsedExpression)
    case compare(ParsedExpression, Comparison, ParsedExpression, offset: Int)
    case oneOf(ParsedExpression, [ParsedExpression])
    case contains(ParsedExpression, ParsedExpression, offset: Int)

    enum Comparison: String, CaseIterable {
        case equal = "=="
        case notEqual = "!="
        case lessOrEqual = "<="
        case greaterOrEqual = ">="
        case less = "<"
        case greater = ">"
    }
}
