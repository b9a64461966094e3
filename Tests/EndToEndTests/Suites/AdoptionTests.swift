import Sandbox
import Testing

/// Whom the CRM knew before is found by address and not made again.
@Suite("Adoption", .timeLimit(.minutes(4)))
struct AdoptionTests {
    @Test func aKnownContactIsAdoptedByItsAddress() async throws {
        try await Stage.run { stage in
            var shop = SimulatedShop(settings: stage.settings.shop)
            let known = await stage.hubspot.seedContact(
                email: "known@example.com",
                properties: ["firstname": "Salesperson's", "lastname": "Choice"]
            )
            _ = try await stage.serve()
            let created = shop.createCustomer(email: "Known@Example.com", at: .system())
            try await stage.deliver(created.deliveries)
            try await stage.settle()
            stage.keepPrivate(shop.personalWords)
            let contact = try #require(await stage.hubspot.contacts().first)
            #expect(await stage.hubspot.createdCount(.contacts) == 1)
            #expect(contact.id == known)
            #expect(contact["shopify_customer_id"] == String(created.id))
            // What people wrote there stays.
            #expect(contact["firstname"] == "Salesperson's")
            #expect(contact["lastname"] == "Choice")
            #expect(contact["city"] == shop.customers[created.id]?.addresses.first?.city)
            let lane = try await stage.show("customer", String(created.id))["lanes"]?.arrayValue?.first
            #expect(lane?["is_adopted"]?.boolValue == true)
            #expect(lane?["crm_id"]?.stringValue == String(known))
        }
    }

    /// Salesforce refuses no second contact with an address, so one made too early would stay beside the known one.
    @Test func whoIsOnlyTaggedSoFarIsNotMade() async throws {
        var settings = StageSettings()
        settings.salesforce = SalesforceOptions()
        try await Stage.run(settings) { stage in
            var shop = SimulatedShop(settings: stage.settings.shop)
            let known = await stage.salesforce.seed(
                "Contact",
                ["Email": "known@example.com", "LastName": "Choice"]
            )
            _ = try await stage.serve()
            let created = shop.createCustomer(email: "known@example.com", at: .system())
            // What tells nothing of who it is overtakes the body.
            try await stage.deliver(shop.addTags(["vip"], to: created.id, at: .system()))
            try await stage.settle()
            #expect(await stage.hubspot.createdCount(.contacts) == 0)
            #expect(await stage.salesforce.createdCount("Contact") == 1)
            try await stage.deliver(created.deliveries)
            try await stage.settle()
            stage.keepPrivate(shop.personalWords)
            #expect(await stage.salesforce.createdCount("Contact") == 1)
            let id = String(created.id)
            let contact = await stage.salesforce.record("Contact", where: "Shopify_Customer_Id__c", is: id)
            #expect(contact?.id == known)
        }
    }

    @Test func aSecondaryAddressIsEnough() async throws {
        try await Stage.run { stage in
            var shop = SimulatedShop(settings: stage.settings.shop)
            let kept = ["email": "work@example.net", "lastname": "Kept", "phone": "+1 555 0100"]
            let known = await stage.hubspot.seedContact(
                email: "work@example.net",
                additionalEmails: ["home@example.com"],
                properties: kept.filter { $0.key != "email" }
            )
            _ = try await stage.serve()
            let created = shop.createCustomer(email: "home@example.com", at: .system())
            let order = shop.placeOrder(by: .customer(created.id), at: .system())
            try await stage.deliver(created.deliveries + order.deliveries)
            try await stage.settle()
            stage.keepPrivate(shop.personalWords)
            let contact = try #require(await stage.hubspot.contacts().first)
            #expect(await stage.hubspot.createdCount(.contacts) == 1)
            #expect(contact.id == known)
            #expect(contact["email"] == "work@example.net")
            #expect(contact["shopify_customer_id"] == String(created.id))
            let pairs = await stage.hubspot.associations(from: .deals, to: .contacts)
            #expect(pairs.map(\.to) == [known])
            #expect(await Truth(shop: shop, adopted: [created.id: kept]).differences(from: stage.hubspot) == [])
        }
    }

    @Test func anAddressThatMovesBetweenCustomersMakesNobodyTwice() async throws {
        try await Stage.run { stage in
            var shop = SimulatedShop(settings: stage.settings.shop)
            _ = try await stage.serve()
            let first = shop.createCustomer(email: "shared@example.com", at: .system())
            try await stage.deliver(first.deliveries)
            try await stage.settle()
            let later = SandboxTime.system().adding(seconds: 5)
            let moved = shop.changeEmail(of: first.id, to: "first@example.com", at: later)
            let second = shop.createCustomer(email: "shared@example.com", at: later)
            // The newcomer's webhook overtakes the one that frees the address.
            try await stage.deliver(second.deliveries)
            try await stage.deliver(moved)
            try await stage.settle()
            stage.keepPrivate(shop.personalWords)
            let differences = await Truth(shop: shop).differences(from: stage.hubspot)
            #expect(differences == [])
        }
    }

    @Test(arguments: [false, true])
    func addressesThatAreSwappedEndWhereTheyBelong(reversed: Bool) async throws {
        try await Stage.run { stage in
            var shop = SimulatedShop(settings: stage.settings.shop)
            _ = try await stage.serve()
            let people = ["one@example.com", "two@example.com", "three@example.com"].map {
                shop.createCustomer(email: $0, at: .system())
            }
            try await stage.deliver(people.flatMap(\.deliveries))
            try await stage.settle()
            // In a circle, so that no address is free before another one is given up.
            var moves: [ShopDelivery] = []
            for (person, address) in zip(people, ["two@example.com", "three@example.com", "one@example.com"]) {
                let later = SandboxTime.system().adding(seconds: 5)
                moves += shop.changeEmail(of: person.id, to: address, at: later)
            }
            try await stage.deliver(reversed ? moves.reversed() : moves)
            try await stage.settle()
            stage.keepPrivate(shop.personalWords)
            #expect(await Truth(shop: shop).differences(from: stage.hubspot) == [])
        }
    }
}
