import SyncModel

// An app that is not approved for personal data gets null in its place, in answers and in webhooks alike.
extension SyncRecord {
    /// The same, where personal data that came as null is not told of.
    var withoutWithheld: SyncRecord {
        switch self {
        case .customer(var customer):
            guard let version = customer.profile.version else { return self }
            customer.profile = Versioned(customer.profile.fields.withoutWithheld, version: version)
            return .customer(customer)
        case .order(var order):
            guard let version = order.details.version else { return self }
            order.details = Versioned(order.details.fields.withoutWithheld, version: version)
            return .order(order)
        }
    }

    /// Whether any personal data came with it.
    var isPersonal: Bool {
        switch self {
        case .customer(let customer): customer.profile.fields.isPersonal
        case .order(let order): order.details.fields.isPersonal
        }
    }
}

extension CustomerProfile {
    fileprivate var isPersonal: Bool {
        [email, phone, firstName, lastName].contains { $0.value != nil }
            || defaultAddress.withheldIsAbsent.value != nil
    }

    var withoutWithheld: CustomerProfile {
        var profile = self
        profile.email = email.nullIsAbsent
        profile.phone = phone.nullIsAbsent
        profile.firstName = firstName.nullIsAbsent
        profile.lastName = lastName.nullIsAbsent
        profile.defaultAddress = defaultAddress.withheldIsAbsent
        return profile
    }
}

extension OrderDetails {
    fileprivate var isPersonal: Bool {
        [email, phone].contains { $0.value != nil }
            || [billingAddress, shippingAddress].contains { $0.withheldIsAbsent.value != nil }
    }

    var withoutWithheld: OrderDetails {
        var details = self
        details.email = email.nullIsAbsent
        details.phone = phone.nullIsAbsent
        details.billingAddress = billingAddress.withheldIsAbsent
        details.shippingAddress = shippingAddress.withheldIsAbsent
        return details
    }
}

extension Field {
    fileprivate var nullIsAbsent: Field { self == .null ? .absent : self }
}

extension Field<PostalAddress> {
    /// An address without its streets and names tells nothing either.
    fileprivate var withheldIsAbsent: Field {
        guard let value else { return .absent }
        let isBare = value.address1 == nil && value.firstName == nil && value.lastName == nil && value.phone == nil
        return isBare ? .absent : self
    }
}
