import FoundationEssentials

/// A field of Shopify's that a mapping may name, with what `mapping fields` tells of it and how it is read.
struct SourceField: Sendable {
    /// Reads a value: `nil` where the source said nothing, `.clear` where it said "nothing there".
    typealias Reader = @Sendable (MappingSubject) -> MappedValue?

    let path: String
    let type: ValueType
    let summary: String
    let example: String
    /// Makes the reader; the argument is what stands in place of the path's placeholders, such as `NAME`.
    let reader: @Sendable (_ names: [String]) -> Reader
    /// What the items of a list are.
    var items = ValueType.text
    /// All values that there can be; empty where that is not known.
    var choices: [String] = []

    init(
        _ path: String,
        _ type: ValueType,
        _ summary: String,
        example: String,
        read: @escaping Reader
    ) {
        self.path = path
        self.type = type
        self.summary = summary
        self.example = example
        reader = { _ in read }
    }

    /// A field of attributes whose names the merchant chose.
    init(
        named path: String,
        _ summary: String,
        example: String,
        attributes: @escaping @Sendable (MappingSubject) -> Field<[NameValue]>
    ) {
        self.path = path
        self.type = .text
        self.summary = summary
        self.example = example
        reader = { names in
            let name = names.first ?? ""
            return { subject in
                switch attributes(subject) {
                case .absent: nil
                case .null: .clear
                case .value(let all): MappedValue.of(all.first { $0.name == name }?.value)
                }
            }
        }
    }

    /// A field whose path has placeholders, or that is made of other fields.
    init(
        pattern path: String,
        _ type: ValueType,
        _ summary: String,
        example: String,
        items: ValueType = .text,
        reader: @escaping @Sendable (_ names: [String]) -> Reader
    ) {
        self.path = path
        self.type = type
        self.summary = summary
        self.example = example
        self.items = items
        self.reader = reader
    }
}

extension SourceField {
    /// Reads the value; of an order that has no customer, what a mapping names of them is not there, which was told.
    func reading(_ names: [String]) -> Reader {
        let read = reader(names)
        guard path.hasPrefix("customer.") else { return read }
        return { read($0) ?? ($0.facts.lacksCustomer ? .clear : nil) }
    }
}

// One factory for each type, so that the catalogue's rows are short and quick to type-check.
extension SourceField {
    static func text(
        _ path: String,
        _ summary: String,
        _ example: String,
        _ read: @escaping @Sendable (MappingFacts) -> Field<String>
    ) -> SourceField {
        SourceField(path, .text, summary, example: example) { .of(read($0.facts)) }
    }

    /// A text that is one of these, or empty.
    static func choice(
        _ path: String,
        _ summary: String,
        _ example: String,
        of choices: [String],
        _ read: @escaping @Sendable (MappingFacts) -> Field<String>
    ) -> SourceField {
        var field = text(path, summary, example, read)
        field.choices = choices
        return field
    }

    static func integer(
        _ path: String,
        _ summary: String,
        _ example: String,
        _ read: @escaping @Sendable (MappingFacts) -> Field<Int64>
    ) -> SourceField {
        SourceField(path, .number, summary, example: example) { .of(read($0.facts)) }
    }

    static func money(
        _ path: String,
        _ summary: String,
        _ example: String,
        _ read: @escaping @Sendable (MappingFacts) -> Field<Decimal>
    ) -> SourceField {
        SourceField(path, .money, summary, example: example) { .of(read($0.facts)) }
    }

    static func flag(
        _ path: String,
        _ summary: String,
        _ example: String,
        _ read: @escaping @Sendable (MappingFacts) -> Field<Bool>
    ) -> SourceField {
        SourceField(path, .boolean, summary, example: example) { .of(read($0.facts)) }
    }

    static func time(
        _ path: String,
        _ summary: String,
        _ example: String,
        _ read: @escaping @Sendable (MappingFacts) -> Field<Timestamp>
    ) -> SourceField {
        SourceField(path, .datetime, summary, example: example) { .of(read($0.facts)) }
    }

    static func list(
        _ path: String,
        _ summary: String,
        _ example: String,
        _ read: @escaping @Sendable (MappingFacts) -> Field<[String]>
    ) -> SourceField {
        SourceField(path, .list, summary, example: example) { .of(read($0.facts)) }
    }
}

extension MappedValue {
    static func of(_ text: String?) -> MappedValue {
        text.map { .text($0) } ?? .clear
    }

    static func of(_ field: Field<String>) -> MappedValue? { of(field) { .text($0) } }
    static func of(_ field: Field<Int64>) -> MappedValue? { of(field) { .integer($0) } }
    static func of(_ field: Field<Decimal>) -> MappedValue? { of(field) { .decimal($0) } }
    static func of(_ field: Field<Bool>) -> MappedValue? { of(field) { .boolean($0) } }
    static func of(_ field: Field<Timestamp>) -> MappedValue? { of(field) { .instant($0) } }
    static func of(_ field: Field<[String]>) -> MappedValue? { of(field) { .list($0) } }

    private static func of<Value>(_ field: Field<Value>, _ wrap: (Value) -> MappedValue) -> MappedValue? {
        switch field {
        case .absent: nil
        case .null: .clear
        case .value(let value): wrap(value)
        }
    }

    /// Whether this says "nothing there": cleared, blank text, or a list without items.
    var isEmpty: Bool {
        switch self {
        case .clear: true
        case .text(let text): text.utf8.allSatisfy { $0 == 0x20 || ($0 >= 0x09 && $0 <= 0x0d) }
        case .list(let items): items.isEmpty
        case .integer, .decimal, .boolean, .instant, .day: false
        }
    }
}
