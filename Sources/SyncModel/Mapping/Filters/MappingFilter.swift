/// A filter: what `mapping fields` tells of it, what it takes, and how its step is made.
struct MappingFilter: Sendable {
    let name: String
    /// The arguments as the help writes them; `nil` for none.
    let arguments: String?
    let summary: String
    let example: String
    /// The types it works on; `nil` for any.
    let accepts: Set<ValueType>?
    let make: @Sendable (FilterCall) throws(ExpressionMistake) -> FilterStep

    init(
        _ name: String,
        taking arguments: String? = nil,
        on accepts: Set<ValueType>? = nil,
        _ summary: String,
        example: String,
        make: @escaping @Sendable (FilterCall) throws(ExpressionMistake) -> FilterStep
    ) {
        self.name = name
        self.arguments = arguments
        self.accepts = accepts
        self.summary = summary
        self.example = example
        self.make = make
    }
}

/// What a filter does to a value, and what comes out.
struct FilterStep: Sendable {
    let type: ValueType
    /// What the items of a list are.
    var items = ValueType.text
    /// All results there can be, where that is known.
    var outcomes: [MappedValue]?
    /// What works, but hardly as it is meant.
    var warnings: [ExpressionMistake] = []
    let apply: @Sendable (MappedValue?, MappingSubject) -> MappedValue?

    init(
        _ type: ValueType,
        outcomes: [MappedValue]? = nil,
        apply: @escaping @Sendable (MappedValue?, MappingSubject) -> MappedValue?
    ) {
        self.type = type
        self.outcomes = outcomes
        self.apply = apply
    }

    /// A step for values that are there: absent stays absent, and nothing stays nothing.
    static func each(
        _ type: ValueType,
        _ transform: @escaping @Sendable (MappedValue, MappingSubject) -> MappedValue
    ) -> FilterStep {
        FilterStep(type) { value, subject in
            guard let value, value != .clear else { return value }
            return transform(value, subject)
        }
    }

    /// A step on text; of a list, on each item.
    static func text(_ call: FilterCall, _ transform: @escaping @Sendable (String) -> String) -> FilterStep {
        each(call.input == .list ? .list : .text) { value, _ in
            guard case .list(let items) = value else { return .text(transform(value.text)) }
            return .list(items.map(transform))
        }
    }
}

/// A filter as it stands in an expression.
struct FilterCall: Sendable {
    struct Argument: Sendable {
        enum Value: Sendable {
            case literal(MappedValue)
            case expression(CompiledExpression)
            case table([ParsedArgument.TableEntry])
        }

        var value: Value
        var offset: Int
    }

    var name: String
    var offset: Int
    var input: ValueType
    /// What the items of a list are.
    var items = ValueType.text
    /// All texts that the input can be; empty where that is not known.
    var choices: [String] = []
    /// The source field that the input is.
    var source = ""
    var arguments: [Argument]

    /// What is said of a word that the input never is.
    func never(_ word: String, at offset: Int) -> ExpressionMistake? {
        SourceCatalogue.never(word, of: source, among: choices, at: offset)
    }

    /// The only argument that a filter without a choice may have is none.
    func takesNothing() throws(ExpressionMistake) {
        guard let first = arguments.first else { return }
        throw ExpressionMistake(first.offset, "\"\(name)\" takes no argument")
    }

    func takes(_ count: ClosedRange<Int>) throws(ExpressionMistake) {
        if arguments.count < count.lowerBound {
            let needed = count.lowerBound == 1 ? "an argument" : "\(count.lowerBound) arguments"
            throw ExpressionMistake(offset, "\"\(name)\" needs \(needed)", fix: example)
        }
        guard arguments.count > count.upperBound else { return }
        throw ExpressionMistake(arguments[count.upperBound].offset, "\"\(name)\" has too many arguments", fix: example)
    }

    func text(_ index: Int) throws(ExpressionMistake) -> String {
        guard case .literal(let value) = arguments[index].value else {
            throw ExpressionMistake(arguments[index].offset, "\"\(name)\" needs a text here", fix: example)
        }
        return value.text
    }

    func count(_ index: Int, in range: ClosedRange<Int>) throws(ExpressionMistake) -> Int {
        guard case .literal(.integer(let number)) = arguments[index].value, let count = Int(exactly: number),
            range.contains(count)
        else {
            throw ExpressionMistake(
                arguments[index].offset,
                "\"\(name)\" needs a whole number from \(range.lowerBound) to \(range.upperBound)",
                fix: example
            )
        }
        return count
    }

    /// An argument that may be a literal or another source field.
    func value(_ index: Int) throws(ExpressionMistake) -> CompiledExpression {
        switch arguments[index].value {
        case .literal(let value): return CompiledExpression(literal: value)
        case .expression(let expression): return expression
        case .table:
            throw ExpressionMistake(arguments[index].offset, "\"\(name)\" does not take a table", fix: example)
        }
    }

    private var example: String? { FilterCatalogue.byName[name].map { "such as \"\($0.example)\"" } }
}
