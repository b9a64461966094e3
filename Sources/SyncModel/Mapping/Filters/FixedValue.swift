/// Values that an author writes to compare with, read as the type of what they are compared with.
enum FixedValue {
    /// A literal as another type; `nil` where the value of that type is never it.
    static func read(_ literal: MappedValue, as type: ValueType) -> MappedValue? {
        if literal.isEmpty { return .clear }
        // Text is compared to the letter, also with what looks like a number or a flag.
        if type == .text { return .text(literal.text) }
        return ValueType(of: literal) == type ? literal : literal.read(as: type)
    }

    /// A table's key as the text of a value of that type; `nil` where no such value has it.
    static func key(_ key: String, as type: ValueType) -> String? {
        key.isEmpty ? key : read(.text(key), as: type)?.text
    }

    /// What is said of a literal that a value never is.
    static func never(_ text: String, _ type: ValueType, at offset: Int) -> ExpressionMistake {
        let fix: String? =
            switch type {
            case .boolean: "write true or false"
            case .number, .money: "write a number with a point, such as 199.65"
            case .date: "write a day, such as '2026-01-31'"
            case .datetime, .text, .list: nil
            }
        return ExpressionMistake(offset, "\(type.phrase) is never \"\(text)\"", fix: fix)
    }
}
