import Sandbox

/// A person whose data is looked for afterwards in everything that was written.
enum PlantedPerson {
    static let email = "planted.person@example.com"
    /// None of these stands anywhere by chance.
    static let words = [
        "Plantedfirst", "Plantedlast", "planted.person", "Planted Street", "Planted note", "5550109999",
        "planted.invalid",
    ]
    static let note = "Planted note about gifts"

    static let one = person(email: email)
    /// Whose address no CRM takes, so that it is told of.
    static let invalid = person(email: "planted.invalid@nowhere")

    private static func person(email: String) -> ShopPerson {
        ShopPerson(
            email: email,
            phone: "+15550109999",
            firstName: "Plantedfirst",
            lastName: "Plantedlast",
            street: "7 Planted Street",
            note: note
        )
    }
}

extension SimulatedShop {
    /// Somebody signs up and orders something with a note.
    mutating func visit(of person: ShopPerson, orders: Int, at moment: SandboxTime) -> [ShopDelivery] {
        let known = signUp(person, at: moment)
        var deliveries = known.deliveries
        for _ in 0..<orders {
            let placed = placeOrder(by: .customer(known.id), at: moment)
            deliveries += placed.deliveries + writeNote(PlantedPerson.note, on: placed.id, at: moment)
        }
        return deliveries
    }
}
