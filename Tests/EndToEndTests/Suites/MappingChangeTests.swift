import Foundation
import Sandbox
import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A mapping that is changed while records are in the CRM already.
@Suite("Mapping change", .timeLimit(.minutes(3)))
struct MappingChangeTests {
    @Test func existingRecordsChangeByApplyAloneAndOnlyWhereTheyDiffer() async throws {
        try await Stage.run { stage in
            #expect(try await stage.sluice("init").code == 0)
            try stage.configure { $0 + "    mapping: hubspot.mapping.yaml\n" }
            let tested = try await stage.sluice("mapping", "test")
            #expect(tested.code == 0, "\(tested.output) \(tested.errors)")

            var shop = SimulatedShop(settings: stage.settings.shop)
            let server = try await stage.serve()
            for _ in 0..<30 { try await stage.deliver(shop.placeOrder(by: .newCustomer, at: .system()).deliveries) }
            try await stage.settle()
            #expect(await Truth(shop: shop).differences(from: stage.hubspot) == [])
            // What people changed in the CRM is not to be lost.
            let edited = try #require(await stage.hubspot.deals().first)
            let answer = await stage.hubspot.act(
                "PATCH",
                "/crm/objects/2026-09/deals/\(edited.id)",
                ["properties": ["amount": "1.00"]]
            )
            #expect(answer.status == 200)

            try stage.edit("hubspot.mapping.yaml") {
                $0.replacing("dealname: \"Shopify Order {order.name}\"", with: "dealname: \"Order {order.name}\"")
            }
            let failing = try await stage.sluice("mapping", "test")
            #expect(failing.code == 1)
            #expect(failing.output.contains("paid-order.case.yaml:"), "\(failing.output)")
            let plan = try await stage.plan()
            #expect(plan["writes"]?.intValue == 30, "\(plan)")
            let orders = try #require(plan["kinds"]?.arrayValue?.first { $0["kind"]?.stringValue == "order" })
            #expect(orders["fields"]?["dealname"]?["changes"]?.intValue == 30)

            // The server knows nothing of it yet, and says so.
            let early = try await stage.sluice("mapping", "apply")
            #expect(early.code == 2)
            #expect(early.errors.contains("\"sluice reload\""), "\(early.errors)")
            #expect(
                try await stage.sluice("jobs", "list", "--json").json().arrayValue?
                    .contains { $0["state"]?.stringValue == "failed" } == false,
                "nothing stays behind"
            )
            let reloaded = try await stage.sluice("reload", "--json")
            #expect(reloaded.code == 0, "\(reloaded.output) \(reloaded.errors)")
            #expect(try reloaded.json().arrayValue?.first?["is_taken"]?.boolValue == true)
            #expect(!server.hasEnded)
            try await stage.deliver(shop.placeOrder(by: .newCustomer, at: .system()).deliveries)
            try await stage.settle()
            #expect(await stage.dealNames(startingWith: "Order #") == 1, "new records have the new name at once")
            #expect(await stage.dealNames(startingWith: "Shopify Order #") == 30, "and no other")

            let diff = try await stage.sluice("mapping", "preview", "order", "\(shop.orderIDs[0])", "--diff", "--json")
            try #require(diff.code == 0, "\(diff.errors)")
            #expect(try diff.json()["outcome"]?.stringValue == "changed")
            let name = try diff.json()["fields"]?.arrayValue?.first { $0["name"]?.stringValue == "dealname" }
            #expect(name?["held"]?.stringValue?.hasPrefix("Shopify Order") == true)
            #expect(name?["outcome"]?.stringValue == "changes")
            let jobs = try await stage.sluice("jobs", "list", "--json").json().arrayValue ?? []
            #expect(!jobs.contains { $0["kind"]?.stringValue == "preview" }, "nothing is kept of it")

            let applied = try await stage.sluice("mapping", "apply", "--json")
            try #require(applied.code == 0, "\(applied.errors)")
            #expect(try applied.json().arrayValue?.first?["marked"]?.intValue == 30)
            try await stage.settle()
            #expect(await stage.dealNames(startingWith: "Order #") == 31)
            #expect(await stage.hubspot.record(.deals, where: "hs_object_id", is: "\(edited.id)")?["amount"] == "1.00")

            let calls = await stage.hubspot.requestCounts().values.reduce(0, +)
            let again = try await stage.sluice("mapping", "apply", "--json")
            #expect(try again.json().arrayValue?.first?["marked"]?.intValue == 0)
            #expect(try await stage.plan()["writes"]?.intValue == 0)
            try await stage.settle()
            #expect(await stage.hubspot.requestCounts().values.reduce(0, +) == calls)
            stage.keepPrivate(shop.personalWords)
        }
    }

    private static let plain = """
        customer:
          object: contact
          external_id: shopify_customer_id
          fields:
            email: customer.email
            firstname: customer.first_name
        order:
          object: deal
          external_id: shopify_order_id
          fields:
            dealname: "Order {order.name}"
            amount: order.total
            dealstage: { value: "won" }
        """

    @Test func whatAMappingNamesNewlyIsReadAndWhatFallsOutIsMarked() async throws {
        var settings = StageSettings.withHistory(customers: 4, orders: 12)
        settings.mapping = Self.plain
        try await Stage.run(settings) { stage in
            let server = try await stage.serve()
            let filled = try await stage.sluice("backfill", "--json")
            try #require(filled.code == 0, "\(filled.errors)")
            try await stage.settle()
            let shop = await stage.shopify.shop
            stage.keepPrivate(shop.personalWords)
            let golden = try #require(shop.allCustomers.first)
            let out = try #require(shop.allOrders.first { !$0.isTest })
            // Metafields change without news.
            await stage.shopify.act { shop, _ in
                shop.setMetafield("custom", "tier", ofCustomer: golden.id, to: "gold")
                return []
            }

            try stage.edit("own.mapping.yaml") {
                $0.replacing(
                    "firstname: customer.first_name",
                    with: "firstname: customer.first_name\n    shopify_tier: customer.metafields.custom.tier"
                ).replacing(
                    "external_id: shopify_order_id",
                    with: "external_id: shopify_order_id\n  when: order.name != '\(out.name)'"
                        + "\n  otherwise: { mark: { dealstage: \"lost\" } }"
                )
            }
            // Until its field is made every command says so, and nothing is marked.
            let refused = try await stage.sluice("mapping", "apply")
            #expect(
                refused.code == 2 && refused.errors.contains("(shopify_tier). \"sluice setup\""),
                "\(refused.errors)"
            )
            #expect(try await stage.plan()["missing_fields"]?.arrayValue?.first?.stringValue == "shopify_tier")
            #expect(try await stage.sluice("setup").code == 0)
            let reloaded = try await stage.sluice("reload")
            try #require(reloaded.code == 0, "\(reloaded.output) \(reloaded.errors)")
            #expect(!reloaded.errors.contains("not there yet"), "\(reloaded.errors)")
            let plan = try await stage.plan()
            #expect(plan["missing_fields"]?.arrayValue?.isEmpty == true)
            #expect(plan["unread"]?.intValue == shop.allCustomers.count, "\(plan)")
            #expect(plan["writes"]?.intValue == 1, "\(plan)")
            let applied = try await stage.sluice("mapping", "apply", "--json")
            try #require(applied.code == 0, "\(applied.errors)")
            // A field that is ours from now on is emptied where Shopify has nothing.
            let marked = try applied.json().arrayValue?.first?["marked"]?.intValue
            #expect(marked == shop.allCustomers.count + 1, "\(applied.output)")
            try await stage.settle()
            let contact = await stage.hubspot.record(.contacts, where: "shopify_customer_id", is: String(golden.id))
            #expect(contact?["shopify_tier"] == "gold")
            let deal = await stage.hubspot.record(.deals, where: "shopify_order_id", is: String(out.id))
            #expect(deal?["dealstage"] == "closedlost")
            #expect(await stage.hubspot.deals().count { $0["dealstage"] == "closedlost" } == 1)
            let after = try await stage.plan()
            #expect(after["writes"]?.intValue == 0 && after["unread"]?.intValue == 0, "\(after)")
            #expect(!server.hasEnded)
        }
    }

    @Test func aFieldThatTheAccountLacksIsToldByEveryCommandAndStopsNoServer() async throws {
        try await Stage.run { stage in
            #expect(try await stage.sluice("init").code == 0)
            try stage.configure { $0 + "    mapping: hubspot.mapping.yaml\n" }
            try stage.edit("hubspot.mapping.yaml") { $0.replacing("dealname:", with: "dealnam:") }
            for command in [["mapping", "test"], ["mapping", "plan"], ["mapping", "apply"]] {
                let result = try await stage.run(command)
                #expect(result.code == 2)
                #expect(result.errors.contains("has no field \"dealnam\" (did you mean \"dealname\"?)"))
                #expect(result.errors.contains("hubspot.mapping.yaml:"))
            }
            let doctor = try await stage.sluice("doctor")
            #expect(doctor.code == 4)
            #expect(doctor.output.contains("has no field \"dealnam\""))
            let server = try await stage.serve()
            let said = await server.errors.line { $0.contains("The mapping does not fit what the CRM has") }
            #expect(said?.contains("dealnam") == true)
            #expect(try await stage.get("/readyz").status == 200)
            // A field that is made meanwhile is found by whoever asks next.
            let made = await stage.hubspot.act(
                "POST",
                "/crm/properties/2026-09/deals",
                [
                    "name": "dealnam", "label": "x", "type": "string", "fieldType": "text",
                    "groupName": "shopify_sync",
                ]
            )
            #expect((200..<300).contains(made.status), "\(made.body)")
            let plan = try await stage.sluice("mapping", "plan")
            #expect(plan.code == 0, "\(plan.errors)")
        }
    }
}

extension Stage {
    func run(_ arguments: [String]) async throws -> CommandResult {
        switch arguments.count {
        case 2: try await sluice(arguments[0], arguments[1])
        default: throw Trouble("two words are enough here")
        }
    }

    /// Changes `sluice.yaml`; servers and commands that start from now on read it.
    func configure(_ change: (String) -> String) throws { try edit("sluice.yaml", change) }

    func edit(_ name: String, _ change: (String) -> String) throws {
        let file = folder.appending(path: name)
        let before = try String(contentsOf: file, encoding: .utf8)
        let after = change(before)
        try #require(after != before, "nothing was changed in \(name)")
        try Data(after.utf8).write(to: file)
    }

    func plan(_ more: String...) async throws -> SandboxJSON {
        let result =
            more.isEmpty
            ? try await sluice("mapping", "plan", "--json") : try await sluice("mapping", "plan", more[0], "--json")
        try #require(result.code == 0, "\(result.errors)")
        return try #require(try result.json().arrayValue?.first)
    }

    func dealNames(startingWith start: String) async -> Int {
        await hubspot.deals().count { $0["dealname"]?.hasPrefix(start) == true }
    }
}
