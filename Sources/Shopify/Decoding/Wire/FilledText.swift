import SyncModel

// Shopify writes a text that was emptied as "" in some places and as null in others: both mean "nothing there".

extension String? {
    /// The text, or `nil` for an empty one.
    var filled: String? { self?.isEmpty == true ? nil : self }
}

extension Field<String> {
    /// The text, with `null` for an empty one.
    var filled: Field<String> { self == .value("") ? .null : self }

    /// The name of a state; GraphQL writes them in upper case, webhooks in lower.
    var lowercased: Field<String> { filled.map { $0.lowercased() } }

    /// This, or the other where this has no value; absent only if both are.
    func orElse(_ other: Field<String>) -> Field<String> {
        if value != nil || other.isAbsent { return self }
        return other
    }
}
