/// What kind of value an expression gives, known before any record is seen.
package enum ValueType: String, Sendable, Hashable, Codable, CaseIterable {
    case text
    case number
    /// A decimal amount; a number that is printed as money.
    case money
    case boolean
    case date
    case datetime
    case list

    /// With its article, as messages say it.
    var phrase: String {
        switch self {
        case .text: "text"
        case .number: "a number"
        case .money: "an amount of money"
        case .boolean: "yes or no"
        case .date: "a day"
        case .datetime: "a time"
        case .list: "a list"
        }
    }

    var isNumeric: Bool { self == .number || self == .money }

    /// The type of a literal; `nil` for `.clear`, which fits anywhere.
    init?(of value: MappedValue) {
        switch value {
        case .clear: return nil
        case .text: self = .text
        case .integer, .decimal: self = .number
        case .boolean: self = .boolean
        case .instant: self = .datetime
        case .day: self = .date
        case .list: self = .list
        }
    }
}
