extension OrderRecord {
    /// Who bought, where that was done without an account: a customer of our own making, under the order's negative
    /// customer id.
    ///
    /// `nil` where the buyer has an account, or is nobody that could be known. The newest order of a guest says who they
    /// are; what it does not say stays as an earlier one said it.
    package var guest: CustomerRecord? {
        // First, since nearly every order is an account's, and its fields are many.
        guard let id = details.fields.customerID.value, id < 0 else { return nil }
        let fields = details.fields
        guard let version = details.version, EmailAddress.folded(fields.email.value) != nil else { return nil }
        let address = fields.billingAddress.value ?? fields.shippingAddress.value
        var profile = CustomerProfile()
        profile.email = fields.email
        profile.firstName = Self.told(address?.firstName)
        profile.lastName = Self.told(address?.lastName)
        profile.phone = Self.told(fields.phone.value ?? address?.phone)
        profile.defaultAddress = Self.told(address)
        profile.locale = Self.told(fields.locale.value)
        var guest = CustomerRecord(id: id)
        // By what it says and not by its body, so that an order which is read again says nothing new of its buyer.
        guest.profile = Versioned(
            profile,
            version: SourceVersion(
                at: fields.createdAt.value?.instant ?? version.at,
                tie: version.at,
                hash: StableHash.of(profile.storedBytes)
            )
        )
        return guest
    }

    private static func told<Value: Sendable & Hashable>(_ value: Value?) -> Field<Value> {
        value.map { .value($0) } ?? .absent
    }
}

extension FieldGroup {
    fileprivate var storedBytes: [UInt8] {
        var json = StoredJSON()
        json.object { json in
            for member in Self.members { member.write(self, &json) }
        }
        return json.bytes
    }
}

extension SyncRecord {
    /// For an order: its buyer, where that is a guest.
    package var guest: SyncRecord? {
        guard case .order(let order) = self else { return nil }
        return order.guest.map { .customer($0) }
    }

    /// Whether there is reason to look at the record's lanes, now that it has become this.
    ///
    /// Each version of a guest's order tells of the guest anew; only another order, or other words, are news.
    func isNews(after known: SyncRecord?) -> Bool {
        guard isGuest, let known, case .customer(let mine) = self, case .customer(let theirs) = known else {
            return true
        }
        return !saysSame(as: known) || mine.profile.version?.at != theirs.profile.version?.at
    }
}
