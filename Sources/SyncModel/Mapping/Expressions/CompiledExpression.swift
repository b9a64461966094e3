/// An expression ready to run: nothing is parsed or looked up any more.
struct CompiledExpression: Sendable {
    var type: ValueType
    /// What the items of a list are: numbers, or text.
    var items = ValueType.text
    /// All texts there can be, for a source field as it is; empty where that is not known.
    var choices: [String] = []
    /// The source field that it is, as it is; empty where it is anything else.
    var source = ""
    /// The source fields it reads, by path.
    var sources: Set<String>
    /// All results there can be, where that is known.
    var outcomes: [MappedValue]?
    /// `nil` for "say nothing": the field is left out.
    var evaluate: @Sendable (MappingSubject) -> MappedValue?

    init(
        type: ValueType,
        sources: Set<String> = [],
        outcomes: [MappedValue]? = nil,
        evaluate: @escaping @Sendable (MappingSubject) -> MappedValue?
    ) {
        self.type = type
        self.sources = sources
        self.outcomes = outcomes
        self.evaluate = evaluate
    }

    init(literal value: MappedValue) {
        self.init(type: ValueType(of: value) ?? .text, outcomes: [value]) { _ in value }
    }
}

/// A condition ready to run.
struct CompiledCondition: Sendable {
    var sources: Set<String>
    var holds: @Sendable (MappingSubject) -> Bool
}
