/// Reads a condition, as `when` and `switch` have it.
enum ConditionParser {
    /// Deeper nesting than anyone writes by hand.
    private static let maximumDepth = 32

    static func parse(_ text: String) throws(ExpressionMistake) -> ParsedCondition {
        var cursor = ExpressionCursor(text)
        cursor.skipSpaces()
        guard !cursor.isAtEnd else { throw ExpressionMistake(0, "there is no condition") }
        let condition = try any(&cursor, depth: 0)
        guard cursor.isAtEnd else {
            throw astray(cursor)
        }
        return condition
    }

    /// What stands where an operator or the end should; with the operator that is meant, where that can be told.
    private static func astray(_ cursor: ExpressionCursor) -> ExpressionMistake {
        var mistake = ExpressionParser.unexpected(cursor)
        var rest = cursor
        let word = rest.take(while: ExpressionCursor.isWord)
        switch cursor.current {
        case "=": mistake.fix = "compare with \"==\""
        case "&": mistake.fix = "write \"and\""
        case "!": mistake.fix = "write \"not\" before it, or \"!=\""
        default:
            // A word of few letters is near to anything.
            let nearest =
                word.count > 3
                ? NearestName.of(word, among: operators) : operators.first { $0 == word.lowercased() }
            mistake.fix = ExpressionMistake.didYouMean(nearest)
        }
        return mistake
    }

    private static let operators = ["exists", "contains", "and", "or", "in", "not in"]

    private static func any(_ cursor: inout ExpressionCursor, depth: Int) throws(ExpressionMistake) -> ParsedCondition {
        var parts = [try all(&cursor, depth: depth)]
        while cursor.skipKeyword("or") { parts.append(try all(&cursor, depth: depth)) }
        return parts.count == 1 ? parts[0] : .any(parts)
    }

    private static func all(_ cursor: inout ExpressionCursor, depth: Int) throws(ExpressionMistake) -> ParsedCondition {
        var parts = [try single(&cursor, depth: depth)]
        while cursor.skipKeyword("and") { parts.append(try single(&cursor, depth: depth)) }
        return parts.count == 1 ? parts[0] : .all(parts)
    }

    private static func single(
        _ cursor: inout ExpressionCursor,
        depth: Int
    ) throws(ExpressionMistake) -> ParsedCondition {
        cursor.skipSpaces()
        let start = cursor.position
        guard depth < maximumDepth else { throw ExpressionMistake(start, "the condition is nested too deeply") }
        if cursor.skipKeyword("not") { return .not(try single(&cursor, depth: depth + 1)) }
        guard cursor.skip("(") else { return try comparison(&cursor) }
        let inner = try any(&cursor, depth: depth + 1)
        guard cursor.skip(")") else {
            guard cursor.isAtEnd else { throw astray(cursor) }
            throw ExpressionMistake(start, "the parenthesis is not closed", fix: "add a \")\"")
        }
        cursor.skipSpaces()
        return inner
    }

    private static func comparison(_ cursor: inout ExpressionCursor) throws(ExpressionMistake) -> ParsedCondition {
        let left = try ExpressionParser.operand(&cursor)
        let offset = cursor.position
        defer { cursor.skipSpaces() }
        if cursor.skipKeyword("exists") { return .exists(left) }
        if cursor.skipKeyword("contains") {
            return .contains(left, try ExpressionParser.operand(&cursor), offset: offset)
        }
        if cursor.skipKeyword("in") { return .oneOf(left, try list(&cursor)) }
        if cursor.skipKeyword("not") {
            cursor.skipSpaces()
            guard cursor.skipKeyword("in") else { throw ExpressionParser.unexpected(cursor) }
            return .not(.oneOf(left, try list(&cursor)))
        }
        // Longer operators stand first, so that "<=" is not read as "<".
        for comparison in ParsedCondition.Comparison.allCases where cursor.skip(comparison.rawValue) {
            return .compare(left, comparison, try ExpressionParser.operand(&cursor), offset: offset)
        }
        return .holds(left)
    }

    private static func list(_ cursor: inout ExpressionCursor) throws(ExpressionMistake) -> [ParsedExpression] {
        cursor.skipSpaces()
        let start = cursor.position
        guard cursor.skip("[") else {
            throw ExpressionMistake(start, "\"in\" needs a list", fix: "write it as ['a', 'b']")
        }
        cursor.skipSpaces()
        guard cursor.current != "]" else {
            throw ExpressionMistake(start, "the list is empty, so that this never holds", fix: "write it as ['a', 'b']")
        }
        var items: [ParsedExpression] = []
        repeat { items.append(try ExpressionParser.operand(&cursor)) } while cursor.skip(",")
        guard cursor.skip("]") else {
            throw ExpressionMistake(start, "the list is not closed", fix: "add a \"]\"")
        }
        return items
    }
}
