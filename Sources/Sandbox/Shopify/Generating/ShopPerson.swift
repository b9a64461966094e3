/// A buyer with data of one's choice, where invented ones will not do.
package struct ShopPerson: Sendable, Equatable {
    package var email: String
    package var phone: String
    package var firstName: String
    package var lastName: String
    package var street: String
    package var note: String

    package init(email: String, phone: String, firstName: String, lastName: String, street: String, note: String) {
        self.email = email
        self.phone = phone
        self.firstName = firstName
        self.lastName = lastName
        self.street = street
        self.note = note
    }
}

extension SimulatedShop {
    /// Somebody signs up: `customers/create`.
    ///
    /// What they order afterwards is theirs in every part, in webhooks and in the Admin API alike.
    package mutating func signUp(
        _ person: ShopPerson,
        at moment: SandboxTime
    ) -> (id: Int64, deliveries: [ShopDelivery]) {
        var customer = inventCustomer(email: person.email, at: moment)
        customer.phone = person.phone
        customer.firstName = person.firstName
        customer.lastName = person.lastName
        customer.note = person.note
        var address = inventAddress(generator.pick(ShopNames.places), first: person.firstName, last: person.lastName)
        address.company = nil
        address.address1 = person.street
        address.phone = person.phone
        customer.addresses = [address]
        customers[customer.id] = customer
        let event = newEventID()
        return (customer.id, [customerDelivery("customers/create", customer.id, event: event, at: moment)])
    }

    /// An order's note changes: `orders/updated`.
    package mutating func writeNote(_ note: String, on id: Int64, at moment: SandboxTime) -> [ShopDelivery] {
        guard var order = liveOrder(id) else { return [] }
        order.note = note
        return store(order, ["orders/updated"], event: newEventID(), at: moment)
    }
}
