import Shopify
import SyncModel
import Testing

@Suite struct WithheldDataTests {
    private static let customer = """
        {"id": 7, "email": null, "phone": null, "first_name": null, "last_name": null, "state": "enabled", "note": null,
         "default_address": {"id": 1, "city": "Ottawa", "country_code": "CA", "address1": null},
         "updated_at": "2026-01-01T00:00:00Z"}
        """
    private static let order = """
        {"id": 11, "email": null, "phone": null, "customer": {"id": 7, "first_name": null, "email": null},
         "shipping_address": null, "name": "#1001", "updated_at": "2026-01-01T00:00:00Z"}
        """

    private static func records(_ topic: String, _ body: String, withheld: WithheldStores) throws -> [SyncRecord] {
        let decoder = ShopifyReceiptDecoder(withheld: withheld)
        guard case .changes(let records) = decoder.decode(Sample.receipt(topic, Array(body.utf8))) else {
            throw Unread()
        }
        return records
    }

    private struct Unread: Error {}

    @Test func whereItIsWithheldNullTellsNothingOfAPerson() throws {
        let withheld = WithheldStores([StoreName("acme")])
        let records = try Self.records("customers/update", Self.customer, withheld: withheld)
        let profile = try Sample.customer(records.first).profile.fields
        #expect(profile.email == .absent && profile.phone == .absent)
        #expect(profile.firstName == .absent && profile.lastName == .absent)
        #expect(profile.defaultAddress == .absent)
        // What is not protected is told all the same.
        #expect(profile.state == .value("enabled") && profile.note == .null)
        let parts = try Self.records("orders/create", Self.order, withheld: withheld)
        for case .order(let order) in parts {
            #expect(order.details.fields.email == .absent && order.details.fields.shippingAddress == .absent)
            #expect(order.details.fields.name == .value("#1001"))
        }
        for case .customer(let customer) in parts { #expect(customer.profile.fields.firstName == .absent) }
        #expect(parts.count == 2)
    }

    @Test func elsewhereNullClears() throws {
        let others = WithheldStores([StoreName("other")])
        let records = try Self.records("customers/update", Self.customer, withheld: others)
        let profile = try Sample.customer(records.first).profile.fields
        #expect(profile.email == .null && profile.firstName == .null)
        #expect(profile.defaultAddress.value?.city == "Ottawa")
    }

    @Test func whatCouldNotBeSeenChangesNothing() {
        let store = StoreName("acme")
        let withheld = WithheldStores()
        withheld.learn(.withheld, of: store)
        withheld.learn(.unknown, of: store)
        withheld.learn(.refused("no"), of: store)
        #expect(withheld.contains(store))
        withheld.learn(.refused("no"), of: StoreName("refused"))
        #expect(withheld.contains(StoreName("refused")))
        withheld.learn(.given, of: store)
        withheld.learn(.unknown, of: store)
        #expect(!withheld.contains(store))
    }

    @Test func whatIsOnlySupposedHoldsUntilPersonalDataComes() throws {
        let store = StoreName("acme")
        let withheld = WithheldStores()
        withheld.suppose(store)
        let bare = try Self.records("customers/update", Self.customer, withheld: withheld)
        #expect(try Sample.customer(bare.first).profile.fields.email == .absent)
        withheld.learn(.unknown, of: store)
        #expect(withheld.contains(store))
        // The very body that brings it clears what it says is empty.
        let named = Self.customer.replacing(#""first_name": null"#, with: #""first_name": "Ada""#)
        let records = try Self.records("customers/update", named, withheld: withheld)
        let profile = try Sample.customer(records.first).profile.fields
        #expect(profile.firstName == .value("Ada") && profile.email == .null)
        #expect(!withheld.contains(store))
    }

    @Test(arguments: [
        ("customers/update", #""default_address": {"id": 1,"#, #""default_address": {"id": 1, "phone": "+49","#),
        ("orders/create", #""shipping_address": null"#, #""shipping_address": {"address1": "Street 1"}"#),
        ("orders/create", #""email": null, "phone": null, "cust"#, #""email": "a@example.com", "phone": null, "cust"#),
    ])
    func everyPersonalFieldTells(topic: String, null: String, given: String) throws {
        let body = topic == "orders/create" ? Self.order : Self.customer
        for (text, isTold) in [(body, false), (body.replacing(null, with: given), true)] {
            let withheld = WithheldStores()
            withheld.suppose(StoreName("acme"))
            _ = try Self.records(topic, text, withheld: withheld)
            #expect(withheld.contains(StoreName("acme")) != isTold)
        }
    }

    @Test func whatWasSeenIsNotUndoneByALateDelivery() throws {
        let withheld = WithheldStores([StoreName("acme")])
        let named = Self.customer.replacing(#""first_name": null"#, with: #""first_name": "Ada""#)
        let records = try Self.records("customers/update", named, withheld: withheld)
        let profile = try Sample.customer(records.first).profile.fields
        #expect(profile.firstName == .value("Ada") && profile.email == .absent)
        #expect(withheld.contains(StoreName("acme")))
    }
}
