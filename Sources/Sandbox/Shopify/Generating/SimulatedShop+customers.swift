extension SimulatedShop {
    /// A new customer signs up: `customers/create`.
    ///
    /// Without an address one is invented; an empty one leaves it out.
    package mutating func createCustomer(
        email: String? = nil,
        at moment: SandboxTime
    ) -> (id: Int64, deliveries: [ShopDelivery]) {
        let customer = inventCustomer(email: email, at: moment)
        let event = newEventID()
        return (customer.id, [customerDelivery("customers/create", customer.id, event: event, at: moment)])
    }

    /// Name, phone, note or address changes, at random (`customers/update`).
    ///
    /// Gives nothing where the customer is unknown or deleted.
    package mutating func updateCustomer(_ id: Int64, at moment: SandboxTime) -> [ShopDelivery] {
        guard var customer = live(id) else { return [] }
        switch generator.integer(0...3) {
        case 0: customer.firstName = generator.pick(ShopNames.first)
        case 1: customer.note = generator.pick(ShopNames.notes)
        case 2: customer.phone = customer.phone == nil ? inventPhone(generator.pick(ShopNames.places)) : nil
        default:
            let place = generator.pick(ShopNames.places)
            let address = inventAddress(place, first: customer.firstName, last: customer.lastName)
            customer.addresses = [address]
        }
        return store(customer, "customers/update", at: moment)
    }

    /// Gives the customer another address, or none for nil: `customers/update`.
    package mutating func changeEmail(of id: Int64, to email: String?, at moment: SandboxTime) -> [ShopDelivery] {
        guard var customer = live(id) else { return [] }
        customer.email = email
        return store(customer, "customers/update", at: moment)
    }

    /// `customers/delete`.
    package mutating func deleteCustomer(_ id: Int64, at moment: SandboxTime) -> [ShopDelivery] {
        guard var customer = live(id) else { return [] }
        customer.isDeleted = true
        customers[id] = customer
        let body: SandboxJSON = [
            "id": .integer(id), "tax_exemptions": [], "admin_graphql_api_id": .string(customer.gid),
        ]
        return [delivery("customers/delete", .customer(id), body, event: newEventID(), at: moment)]
    }

    /// `customers_email_marketing_consent/update`.
    package mutating func setEmailConsent(of id: Int64, to state: String, at moment: SandboxTime) -> [ShopDelivery] {
        guard var customer = live(id) else { return [] }
        let consent = ShopConsent(
            state: state,
            optInLevel: state == "subscribed" ? "single_opt_in" : nil,
            updatedAt: SandboxTime(seconds: moment.seconds)
        )
        customer.emailConsent = consent
        keep(customer, at: moment)
        let body: SandboxJSON = [
            "customer_id": .integer(id), "email_address": .text(customer.email),
            "email_marketing_consent": .object(consentMembers(consent)),
        ]
        let topic = "customers_email_marketing_consent/update"
        return [delivery(topic, .customer(id), body, event: newEventID(), at: moment)]
    }

    /// SMS consent, `customers_marketing_consent/update`; the customer's id comes as `id` there.
    package mutating func setSMSConsent(of id: Int64, to state: String, at moment: SandboxTime) -> [ShopDelivery] {
        guard var customer = live(id) else { return [] }
        let consent = ShopConsent(
            state: state,
            optInLevel: state == "subscribed" ? "single_opt_in" : nil,
            updatedAt: SandboxTime(seconds: moment.seconds)
        )
        customer.smsConsent = consent
        keep(customer, at: moment)
        let body: SandboxJSON = [
            "id": .integer(id), "phone": .text(customer.phone),
            "sms_marketing_consent": .object(
                consentMembers(consent) + [SandboxJSON.Member("consent_collected_from", "shopify")]
            ),
        ]
        return [delivery("customers_marketing_consent/update", .customer(id), body, event: newEventID(), at: moment)]
    }

    private func consentMembers(_ consent: ShopConsent) -> [SandboxJSON.Member] {
        [
            .init("state", .string(consent.state)), .init("opt_in_level", .text(consent.optInLevel)),
            .init("consent_updated_at", .string(consent.updatedAt.iso(offsetMinutes: settings.utcOffsetMinutes))),
        ]
    }

    /// `customer.tags_added`: the body holds only what was added.
    package mutating func addTags(_ tags: [String], to id: Int64, at moment: SandboxTime) -> [ShopDelivery] {
        guard var customer = live(id) else { return [] }
        let added = tags.filter { !customer.tags.contains($0) }
        guard !added.isEmpty else { return [] }
        customer.tags += added
        keep(customer, at: moment)
        return [tagDelivery("customer.tags_added", customer, added, at: moment)]
    }

    /// `customer.tags_removed`.
    package mutating func removeTags(_ tags: [String], from id: Int64, at moment: SandboxTime) -> [ShopDelivery] {
        guard var customer = live(id) else { return [] }
        let removed = tags.filter(customer.tags.contains)
        guard !removed.isEmpty else { return [] }
        customer.tags.removeAll(where: removed.contains)
        keep(customer, at: moment)
        return [tagDelivery("customer.tags_removed", customer, removed, at: moment)]
    }

    private mutating func tagDelivery(
        _ topic: String,
        _ customer: ShopCustomer,
        _ tags: [String],
        at moment: SandboxTime
    ) -> ShopDelivery {
        let body: SandboxJSON = [
            "customerId": .string(customer.gid), "tags": .strings(tags), "occurredAt": .string(moment.isoMilliseconds),
        ]
        return delivery(topic, .customer(customer.id), body, event: newEventID(), at: moment)
    }

    func live(_ id: Int64) -> ShopCustomer? {
        guard let customer = customers[id] else { return history?.customer(id) }
        return customer.isDeleted ? nil : customer
    }

    /// Stores what changed apart from the customer's body; whether that moves `updated_at` is a setting.
    private mutating func keep(_ customer: ShopCustomer, at moment: SandboxTime) {
        var changed = customer
        if settings.touchesCustomersOnNarrowChanges {
            changed.updatedAt = max(customer.updatedAt, SandboxTime(seconds: moment.seconds))
        }
        customers[customer.id] = changed
    }

    mutating func store(_ customer: ShopCustomer, _ topic: String, at moment: SandboxTime) -> [ShopDelivery] {
        var changed = customer
        changed.updatedAt = max(customer.updatedAt, SandboxTime(seconds: moment.seconds))
        customers[customer.id] = changed
        return [customerDelivery(topic, customer.id, event: newEventID(), at: moment)]
    }

    mutating func customerDelivery(_ topic: String, _ id: Int64, event: String, at moment: SandboxTime) -> ShopDelivery
    {
        let body = customers[id]?.json(offsetMinutes: settings.utcOffsetMinutes) ?? .object([])
        return delivery(topic, .customer(id), body, event: event, at: moment)
    }
}
