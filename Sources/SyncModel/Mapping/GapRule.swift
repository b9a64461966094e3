/// What becomes of a CRM field for which Shopify has nothing.
package enum GapRule: String, Sendable, Hashable, CaseIterable {
    /// It is emptied.
    case clear
    /// It stays as it is.
    case leave
    /// The whole record is not sent; of a line item, the line.
    case skip
}

/// What an author says of the three ways in which Shopify can have nothing.
///
/// Written as `when_absent`, `when_null` and `when_empty` of a field's block.
struct GapRules: Sendable, Hashable {
    /// Shopify did not tell: the payload lacks the key.
    var absent = GapRule.leave
    /// Shopify says `null`.
    var null = GapRule.clear
    /// Shopify says a blank text or a list without items.
    var empty = GapRule.clear

    /// The rule for a value; `nil` for one that says something.
    func rule(for value: MappedValue?) -> GapRule? {
        guard let value else { return absent }
        guard value.isEmpty else { return nil }
        return value == .clear ? null : empty
    }

    var canSkip: Bool { absent == .skip || null == .skip || empty == .skip }
}
