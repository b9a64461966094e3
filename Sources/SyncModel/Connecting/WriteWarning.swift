/// What a CRM did not take as it was sent although it has the record, in words for a person.
package struct WriteWarning: Sendable, Hashable, CustomStringConvertible, ExpressibleByStringInterpolation {
    package var words: String
    /// The field that the CRM's record is without; `nil` where a value was cut, and for what is about no field.
    package var leftOut: String?

    package init(_ words: String, leftOut: String? = nil) {
        self.words = words
        self.leftOut = leftOut
    }

    package init(stringLiteral words: String) { self.init(words) }

    /// A value that the CRM refused, or could not hold at all.
    package static func leftOut(_ field: String, because reason: String) -> WriteWarning {
        WriteWarning("\(leftOutWords(field)) \(reason)", leftOut: field)
    }

    /// What such a warning begins with.
    static func leftOutWords(_ field: String) -> String { "\(field) was left out:" }

    /// The same of an order's line item, which the CRM has as a record of its own.
    package func ofLine(_ id: String) -> WriteWarning {
        WriteWarning("line item \(id): \(words)", leftOut: amongLines.leftOut)
    }

    /// The same in the same words.
    package var amongLines: WriteWarning {
        WriteWarning(words, leftOut: leftOut.map { RefusedFields.lineName($0) })
    }

    package var description: String { words }
}
