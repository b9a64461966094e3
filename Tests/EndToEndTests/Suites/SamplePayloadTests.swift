import Conformance
import Foundation
import Sandbox
import Testing

/// Shopify's own sample payloads, signed and sent, arrive as the contacts and deals that they describe.
@Suite("Sample payloads", .requiresContracts, .timeLimit(.minutes(4)))
struct SamplePayloadTests {
    /// The bytes of a sample, exactly as published.
    private func sample(_ name: String) throws -> [UInt8] {
        try Contracts.bytes("shopify/webhooks/\(name)__shopify-docs-2026-07.json")
    }

    @Test func everySampleIsTakenAndNoneIsUnreadable() async throws {
        try await Stage.run { stage in
            stage.keepPrivate(["Bob", "Biller", "John", "Smith", "Steve", "Shipper"])
            let server = try await stage.serve()
            let folder = Contracts.url("shopify/webhooks")
            let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter {
                $0.hasSuffix(".json")
            }
            #expect(names.count >= 24)
            // Those would have the sample's customer erased and the store left, as they should.
            let requests = ["redact", "data_request", "uninstalled", "scopes_update"]
            let quiet = names.filter { name in !requests.contains(where: { name.contains($0) }) }
            #expect(quiet.count >= 19)
            var sent: [String: String] = [:]
            // The deletions last, when what they delete has arrived: a record deleted before its delivery is never made.
            let (deletions, others) = (
                quiet.filter { $0.contains("_delete__") }, quiet.filter { !$0.contains("_delete__") }
            )
            #expect(deletions.count == 2)
            for group in [others, deletions] {
                for name in group.sorted() {
                    let topic = try #require(name.components(separatedBy: "__").first)
                    let webhook = Webhook(Self.topic(topic), Array(try Data(contentsOf: folder.appending(path: name))))
                    sent[webhook.id] = webhook.topic
                    #expect(try await stage.post(webhook).status == 200, "\(name)")
                }
                try await stage.settle()
            }
            let states = try await StoredReceipts(stage).states()
            #expect(Set(states.keys) == Set(sent.keys))
            for (id, state) in states {
                let topic = sent[id] ?? ""
                #expect(state == (Self.isOutside(topic) ? "ignored" : "applied"), "\(topic) is \(state)")
            }
            // The customer's sample is followed by its deletion, which leaves the contact: `on_shopify_delete: leave`.
            let contact = try #require(
                await stage.hubspot.record(.contacts, where: "shopify_customer_id", is: "706405506930370084")
            )
            #expect(contact["email"] == "bob@biller.com")
            #expect(try await stage.show("customer", "706405506930370084")["is_deleted"]?.boolValue == true)
            #expect(!server.hasEnded)
        }
    }

    @Test func theCustomerSampleBecomesItsContact() async throws {
        try await Stage.run { stage in
            _ = try await stage.serve()
            let bytes = try sample("customers_create")
            let sample = try SandboxJSON(parsing: bytes)
            #expect(try await stage.post(Webhook("customers/create", bytes)).status == 200)
            try await stage.settle()

            let contacts = await stage.hubspot.contacts()
            let contact = try #require(contacts.first)
            #expect(contacts.count == 1)
            let address = try #require(sample["default_address"])
            #expect(contact["shopify_customer_id"] == sample["id"]?.rendered)
            #expect(contact["email"] == sample["email"]?.stringValue)
            #expect(contact["firstname"] == sample["first_name"]?.stringValue)
            #expect(contact["lastname"] == sample["last_name"]?.stringValue)
            #expect(contact["phone"] == nil, "the sample's customer has no phone, only the address has one")
            #expect(contact["address"] == address["address1"]?.stringValue)
            #expect(contact["city"] == address["city"]?.stringValue)
            #expect(contact["state"] == address["province"]?.stringValue)
            #expect(contact["zip"] == address["zip"]?.stringValue)
            #expect(contact["country"] == address["country"]?.stringValue)
            #expect(contact["shopify_store"] == "acme")
            #expect(contact["shopify_sync_origin"] == "live")
            #expect(await stage.hubspot.deals().isEmpty)
        }
    }

    @Test func theOrderSampleBecomesADealWhereTestOrdersAreSent() async throws {
        var settings = StageSettings()
        settings.sendsTestOrders = true
        try await Stage.run(settings) { stage in
            _ = try await stage.serve()
            let bytes = try sample("orders_create")
            let sample = try SandboxJSON(parsing: bytes)
            try #require(sample["test"]?.boolValue == true)
            #expect(try await stage.post(Webhook("orders/create", bytes)).status == 200)
            try await stage.settle()

            let deals = await stage.hubspot.deals()
            let deal = try #require(deals.first)
            #expect(deals.count == 1)
            #expect(deal["shopify_order_id"] == sample["id"]?.rendered)
            #expect(deal["dealname"] == "Shopify Order #9999")
            #expect(deal["amount"].flatMap { Decimal(string: $0) } == Decimal(string: "414.95"), "the current total")
            #expect(deal["deal_currency_code"] == "USD")
            // Cancelled and voided is lost; the day is the shop's, not the one in UTC.
            #expect(deal["dealstage"] == "closedlost")
            #expect(deal["pipeline"] == "default")
            #expect(deal["closedate"]?.hasPrefix("2021-12-31") == true, "\(deal["closedate"] ?? "none")")
            #expect(deal["shopify_financial_status"] == "voided")
            #expect(deal["shopify_fulfillment_status"] == "unfulfilled")
            #expect(deal["shopify_channel"] == "web")
            #expect(deal["shopify_cancel_reason"] == "customer")

            let buyer = try #require(sample["customer"])
            let contacts = await stage.hubspot.contacts()
            let contact = try #require(contacts.first)
            #expect(contacts.count == 1)
            #expect(contact["shopify_customer_id"] == buyer["id"]?.rendered)
            #expect(contact["email"] == buyer["email"]?.stringValue)
            #expect(contact["firstname"] == "John")
            #expect(contact["lastname"] == "Smith")
            let pairs = await stage.hubspot.associations(from: .deals, to: .contacts)
            #expect(pairs.map(\.from) == [deal.id])
            #expect(pairs.map(\.to) == [contact.id])
        }
    }

    @Test func theOrderSampleIsKeptAndNotSentOtherwise() async throws {
        try await Stage.run { stage in
            _ = try await stage.serve()
            let webhook = Webhook("orders/create", try sample("orders_create"))
            #expect(try await stage.post(webhook).status == 200)
            try await stage.settle()
            #expect(await stage.hubspot.deals().isEmpty)
            #expect(await stage.hubspot.createdCount(.deals) == 0)
            // Nor is its made-up customer a person in the CRM.
            #expect(await stage.hubspot.createdCount(.contacts) == 0)
            let story = try await stage.show("order", "#9999")
            #expect(story["status"]?.stringValue?.contains("kept, not sent") == true)
            #expect(story["receipts"]?.arrayValue?.first?["webhook_id"]?.stringValue == webhook.id)
        }
    }

    @Test func aTestNotificationOfShopifyIsStoredAndNeverSent() async throws {
        var settings = StageSettings()
        settings.sendsTestOrders = true
        try await Stage.run(settings) { stage in
            _ = try await stage.serve()
            var webhook = Webhook("customers/create", try sample("customers_create"))
            webhook.isTest = true
            #expect(try await stage.post(webhook).status == 200)
            try await stage.settle()
            #expect(try await StoredReceipts(stage).states() == [webhook.id: "test"])
            #expect(await stage.hubspot.contacts().isEmpty)
        }
    }

    @Test func deletionsLeaveTheCRMsRecordsAndOlderNewsDoesNotReviveThem() async throws {
        var settings = StageSettings()
        settings.sendsTestOrders = true
        try await Stage.run(settings) { stage in
            _ = try await stage.serve()
            let order = Webhook("orders/create", try sample("orders_create"))
            #expect(try await stage.post(order).status == 200)
            try await stage.settle()
            let before = await stage.hubspot.deals()
            var deletion = Webhook("orders/delete", try sample("orders_delete"))
            deletion.triggeredAt = "2026-11-23T11:00:00.000000000Z"
            #expect(try await stage.post(deletion).status == 200)
            var late = Webhook("orders/updated", try sample("orders_create"))
            late.triggeredAt = "2026-11-23T10:30:00.000000000Z"
            #expect(try await stage.post(late).status == 200)
            try await stage.settle()
            #expect(await stage.hubspot.deals() == before)
            #expect(try await stage.show("order", "820982911946154508")["is_deleted"]?.boolValue == true)
        }
    }

    /// Topics that are neither about customers nor about orders, and compliance, which has an issue of its own.
    private static func isOutside(_ topic: String) -> Bool {
        topic.hasPrefix("app") || topic.hasPrefix("bulk_operations") || topic.hasSuffix("_segment")
            || topic.hasSuffix("/redact") || topic.hasSuffix("/data_request")
    }

    /// `customers_email_marketing_consent_update` is the file of `customers_email_marketing_consent/update`.
    private static func topic(_ file: String) -> String {
        guard let last = file.lastIndex(of: "_"), !file.contains(".") else { return file }
        let known = [
            "customers_purchasing_summary": "customers/purchasing_summary",
            "customers_data_request": "customers/data_request",
            "app_scopes_update": "app/scopes_update",
        ]
        return known[file] ?? file.replacingCharacters(in: last...last, with: "/")
    }
}
