import SyncModel
import Testing

@testable import Commands

@Suite struct AdoptionSettingsTests {
    private static func folder(_ adopt: String, stores: [String] = ["acme"]) throws -> ConfigurationFolder {
        let shops = stores.map { "{ name: \($0), shop: \($0).myshopify.com, webhook_secrets: [s] }" }
        return try ConfigurationFolder([
            "sluice.yaml": """
            stores: [\(shops.joined(separator: ", "))]
            destinations:
              - name: hubspot
                type: hubspot
                credentials: { access_token: t }
            \(adopt.split(separator: "\n").map { "    " + $0 }.joined(separator: "\n"))
            """
        ])
    }

    private static func policy(_ adopt: String) throws -> AdoptionPolicy? {
        try folder(adopt).load().destinations.first?.adoption
    }

    @Test func peopleAreAdoptedAndOrdersNotLookedForUnlessSaid() throws {
        #expect(try Self.policy("") == AdoptionPolicy(customers: .adopt, orders: nil))
        #expect(try Self.policy("adopt: { customers: { found: refuse } }") == AdoptionPolicy(customers: .refuse))
        #expect(try Self.policy("adopt: { customers: { phone: mobile } }") == AdoptionPolicy(phoneField: "mobile"))
        #expect(
            try Self.policy("adopt: { orders: { field: hs_external_order_id } }")
                == AdoptionPolicy(orders: .init(field: "hs_external_order_id", holds: .id, found: .adopt))
        )
        #expect(
            try Self.policy("adopt: { orders: { field: number, holds: name, found: skip } }")
                == AdoptionPolicy(orders: .init(field: "number", holds: .name, found: .skip))
        )
    }

    @Test(arguments: [
        ("adopt: { orders: { holds: id } }", "\"destinations[0].adopt.orders.field\" is missing"),
        ("adopt: { orders: { field: \"\" } }", "adopt.orders.field is empty"),
        ("adopt: { customers: { phone: \"\" } }", "adopt.customers.phone is empty"),
        ("adopt: { orders: { field: x, holds: names } }", "must be one of id, name, number, not \"names\""),
        ("adopt: { customers: { found: adpot } }", "did you mean \"adopt\"?"),
        ("adopt: { order: { field: x } }", "unknown key \"destinations[0].adopt.order\" (did you mean \"orders\"?)"),
    ])
    func mistakesAreTold(adopt: String, expected: String) throws {
        let mistakes = try Self.folder(adopt).mistakes()
        #expect(mistakes.contains(where: { $0.contains(expected) }), "\(mistakes)")
    }

    @Test func namesAndNumbersDoNotTellTwoStoresApart() throws {
        let mistakes = try Self.folder("adopt: { orders: { field: x, holds: number } }", stores: ["acme", "two"])
            .mistakes()
        #expect(mistakes.count == 1 && mistakes[0].contains("does not tell the orders of 2 stores apart"))
        #expect(try Self.folder("adopt: { orders: { field: x } }", stores: ["acme", "two"]).mistakes() == [])
        let narrowed = "stores: [two]\nadopt: { orders: { field: x, holds: number } }"
        #expect(try Self.folder(narrowed, stores: ["acme", "two"]).mistakes() == [])
    }

    @Test func doctorTellsAFieldThatTheCRMLacks() throws {
        let settings = try #require(
            try Self.folder("adopt: { orders: { field: hs_external_ordr_id, found: skip } }").load().destinations.first
        )
        let schema = CRMSchema(object: "orders", fields: ["hs_external_order_id": .init(type: "text")])
        let finding = try #require(AdoptionFindings.all(settings, orders: schema).first)
        #expect(finding.level == .problem && finding.fix == "did you mean \"hs_external_order_id\"?")
        #expect(AdoptionFindings.all(settings, orders: nil) == [])
        let there = CRMSchema(object: "orders", fields: ["hs_external_ordr_id": .init(type: "text")])
        #expect(AdoptionFindings.all(settings, orders: there).map(\.level) == [.fine])
    }
}
