import SyncModel

extension Field {
    /// For data that is withheld: `null` tells nothing then.
    var nullIsAbsent: Field { self == .null ? .absent : self }
}

extension Field<PostalAddress> {
    /// For data that is withheld: an address without its streets and names tells nothing either.
    var withheldIsAbsent: Field {
        guard let value else { return .absent }
        let isBare = value.address1 == nil && value.firstName == nil && value.lastName == nil && value.phone == nil
        return isBare ? .absent : self
    }
}
