import Sandbox
import Testing

/// Who a customer is, where the CRM leaves it open, is for a person to say.
@Suite("Identity", .timeLimit(.minutes(3)))
struct IdentityTests {
    @Test func aDoubtfulMatchIsListedDecidedAndTakenBack() async throws {
        try await Stage.run { stage in
            var shop = SimulatedShop(settings: stage.settings.shop)
            _ = try await stage.serve()
            let ada = shop.createCustomer(email: "ada@example.com", at: .system())
            let order = shop.placeOrder(by: .customer(ada.id), at: .system())
            try await stage.deliver(ada.deliveries + order.deliveries)
            try await stage.settle()
            let id = String(ada.id)
            let own = try #require(await stage.contact(of: id))
            let stranger = await stage.hubspot.seedContact(
                email: "new@example.com",
                properties: ["firstname": "Salesperson's"]
            )
            let later = SandboxTime.system().adding(seconds: 5)
            try await stage.deliver(shop.changeEmail(of: ada.id, to: "new@example.com", at: later))
            try await stage.settle()
            stage.keepPrivate(shop.personalWords)

            let doubt = try #require(try await stage.identities("doubtful").first)
            let candidates = doubt["candidates"]?.arrayValue ?? []
            #expect(candidates.map { $0["crm_id"]?.stringValue } == [String(own), String(stranger)])
            #expect(candidates.map { $0["carries"]?.stringValue } == [id, nil])
            #expect(doubt["record"]?["id"]?.stringValue == id)
            #expect(doubt["record"]?["email"]?.stringValue == "n…@example.com")
            let page = try #require(candidates.last?["page"]?.stringValue)
            #expect(page.hasSuffix("/record/0-1/\(stranger)"))

            let none = try await stage.sluice("identity", "decide", "customer", id, "--is", "404")
            #expect(none.code == 2 && none.errors.contains("none of the candidates"))
            let unknown = try await stage.sluice("identity", "decide", "customer", "12", "--new")
            #expect(unknown.code == 1)
            let decided = try await stage.sluice("identity", "decide", "customer", id, "--is", page, "--by", "eve")
            #expect(decided.code == 0, "\(decided.errors)")
            try await stage.settle()
            #expect(await stage.contact(of: id) == stranger)
            #expect(
                await stage.hubspot.record(.contacts, where: "email", is: "new@example.com")?["firstname"]
                    == "Salesperson's"
            )
            #expect(await stage.hubspot.createdCount(.contacts) == 2)
            #expect(await stage.hubspot.associations(from: .deals, to: .contacts).map(\.to) == [stranger])
            let lane = try await stage.show("customer", id)["lanes"]?.arrayValue?.first
            #expect(lane?["decision"]?["by"]?.stringValue == "eve" && lane?["is_adopted"]?.boolValue == true)
            #expect(try await stage.identities("doubtful").isEmpty)
            #expect(try await stage.identities("decisions").count == 1)

            let undone = try await stage.sluice("identity", "undo", "customer", id)
            #expect(undone.code == 0 && undone.output.contains("nothing is deleted"), "\(undone.errors)")
            try await stage.settle()
            #expect(await stage.contact(of: id) == own)
            #expect(await stage.hubspot.count(.contacts) == 2)
            #expect(await stage.hubspot.associations(from: .deals, to: .contacts).map(\.to) == [own])
            #expect(try await stage.identities("doubtful").count == 1)
            #expect(try await stage.identities("decisions").isEmpty)
            let again = try await stage.sluice("identity", "undo", "customer", id)
            #expect(again.code == 1 && again.errors.contains("Nothing was decided"))
        }
    }

    /// The shipped mapping leaves an adopted contact its address, though its customer has another one by now.
    @Test func anAddressThatAnothersContactKeepsIsLeftOut() async throws {
        try await Stage.run { stage in
            var shop = SimulatedShop(settings: stage.settings.shop)
            _ = try await stage.serve()
            let kept = await stage.hubspot.seedContact(email: "desk@example.com", properties: ["firstname": "Desk"])
            let eve = shop.createCustomer(email: "desk@example.com", at: .system())
            try await stage.deliver(eve.deliveries)
            try await stage.settle()
            #expect(await stage.contact(of: String(eve.id)) == kept)
            let later = SandboxTime.system().adding(seconds: 5)
            try await stage.deliver(shop.changeEmail(of: eve.id, to: "eve@example.com", at: later))
            try await stage.settle()
            let ada = shop.createCustomer(email: "desk@example.com", at: later.adding(seconds: 5))
            try await stage.deliver(ada.deliveries)
            try await stage.settle()
            stage.keepPrivate(shop.personalWords)

            let id = String(ada.id)
            let doubt = try #require(try await stage.identities("doubtful").first)
            let words = doubt["message"]?.stringValue ?? ""
            #expect(words.contains("belongs to customer \(eve.id) of") && !words.contains("Several"))
            #expect(doubt["candidates"]?.arrayValue?.map { $0["is_taken"]?.boolValue } == [true])
            let taken = try await stage.sluice("identity", "decide", "customer", id, "--is", String(kept))
            #expect(taken.code == 2 && taken.errors.contains("one contact cannot be two customers"), "\(taken.errors)")
            let decided = try await stage.sluice("identity", "decide", "customer", id, "--new")
            #expect(decided.code == 0, "\(decided.errors)")
            try await stage.settle()
            let own = try #require(await stage.contact(of: id))
            #expect(own != kept)
            #expect(await stage.hubspot.record(.contacts, where: "shopify_customer_id", is: id)?["email"] == nil)
            #expect(await stage.contact(of: String(eve.id)) == kept)
            #expect(try await stage.identities("doubtful").isEmpty)
        }
    }
}

extension Stage {
    /// The contact that carries this customer's id.
    fileprivate func contact(of id: String) async -> Int64? {
        await hubspot.record(.contacts, where: "shopify_customer_id", is: id)?.id
    }

    /// What `sluice identity list` tells under this name.
    fileprivate func identities(_ name: String) async throws -> [SandboxJSON] {
        let result = try await sluice("identity", "list", "--json")
        try #require(result.code == 0, "\(result.errors)")
        return try result.json()[name]?.arrayValue ?? []
    }
}
