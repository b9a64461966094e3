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

/// A mapping file with a mistake on disk, while a server runs with the former one.
@Suite("Broken mapping", .timeLimit(.minutes(3)))
struct BrokenMappingTests {
    private static let warning = "The mapping of hubspot cannot be used; \"sluice doctor\" says what is wrong with it."

    @Test func whatNeedsNoMappingWorksAllTheSame() async throws {
        try await Stage.run { stage in
            #expect(try await stage.sluice("init").code == 0)
            try stage.configure { $0 + "    mapping: hubspot.mapping.yaml\n" }
            _ = try await stage.serve()
            var shop = SimulatedShop(settings: stage.settings.shop)
            try await stage.deliver(shop.placeOrder(by: .newCustomer, at: .system()).deliveries)
            try await stage.settle()
            stage.keepPrivate(shop.personalWords)
            try stage.edit("hubspot.mapping.yaml") {
                $0.replacing("dealname: \"Shopify Order {order.name}\"", with: "dealname: \"Order {order.nmae}\"")
            }
            let order = try #require(shop.orderIDs.first)
            let customer = try #require(shop.allCustomers.first).id
            for words in [
                ["pause", "hubspot"], ["resume", "hubspot"], ["status", "--json"], ["failures", "list"],
                ["failures", "retry"], ["failures", "discard", "--destination", "hubspot"], ["jobs", "list"],
                ["show", "order", "\(order)"], ["identity", "list"], ["log"], ["db", "check"], ["db", "backup"],
                ["mapping", "default"], ["export", "customer", "\(customer)"],
                ["redact", "customer", "\(customer)", "--yes"],
            ] {
                let result = try await stage.sluice(arguments: words)
                #expect(result.code == 0, "\(words): \(result.code) \(result.errors)")
                #expect(result.errors.contains(Self.warning), "\(words): \(result.errors)")
                #expect(!result.output.contains("has a mistake"))
            }
            for words in [
                ["mapping", "plan"], ["mapping", "preview", "order", "\(order)"], ["audit"], ["setup"], ["reload"],
                ["doctor"], ["serve"],
            ] {
                let result = try await stage.sluice(arguments: words)
                #expect(result.code == 2, "\(words): \(result.code) \(result.errors)")
                #expect(result.errors.contains("hubspot.mapping.yaml:"), "\(words): \(result.errors)")
            }
        }
    }

    /// Nobody has asked the CRM for its fields yet, and there is no store in which they are kept.
    @Test func whoCallsTheCRMAsksItForItsFieldsAlsoBeforeThereIsAStore() async throws {
        var settings = StageSettings()
        settings.isSetUp = false
        try await Stage.run(settings) { stage in
            #expect(try await stage.sluice("init").code == 0)
            try stage.configure { $0 + "    mapping: hubspot.mapping.yaml\n" }
            var shop = SimulatedShop(settings: stage.settings.shop)
            let order = shop.placeOrder(by: .newCustomer, at: .system()).deliveries.last { $0.topic == "orders/create" }
            let sample = stage.folder.appending(path: "order.json").path
            try Data(try #require(order).body).write(to: URL(filePath: sample))
            stage.keepPrivate(shop.personalWords)
            let preview = ["mapping", "preview", "order", "--sample", sample]

            try stage.edit("hubspot.mapping.yaml") {
                $0.replacing("dealname:", with: "no_such_field: order.note\n    dealname:")
            }
            let alone = try await stage.sluice(arguments: preview)
            #expect(alone.code == 0 && alone.errors.contains("was never asked"), "\(alone.errors)")
            let beside = try await stage.sluice(arguments: preview + ["--diff"])
            #expect(beside.code == 2 && beside.errors.contains("has no field \"no_such_field\""), "\(beside.errors)")
            #expect(!beside.errors.contains("was never asked"))
            #expect(!FileManager.default.fileExists(atPath: stage.database), "a refused command makes no store")

            // A mistake of the document hides none of these, nor does one of how it is written.
            try stage.edit("hubspot.mapping.yaml") {
                $0.replacing(
                    "no_such_field: order.note",
                    with: "no_such_field: order.note | truncate: 5\n    amount: order.totl"
                )
            }
            let all = try await stage.sluice("doctor")
            #expect(all.code == 2)
            for words in ["stands in quotes", "\"order.totl\"", "the key \"amount\" stands twice", "\"no_such_field\""]
            {
                #expect(all.errors.contains(words), "\(words): \(all.errors)")
            }
        }
    }

    /// Known by the CRM's own schema only, which the server keeps.
    @Test func aServerRefusesWhatTheCRMLacksAndStatusSaysWhy() async throws {
        try await Stage.run { stage in
            #expect(try await stage.sluice("init").code == 0)
            try stage.configure { $0 + "    mapping: hubspot.mapping.yaml\n" }
            let server = try await stage.serve()
            var shop = SimulatedShop(settings: stage.settings.shop)
            try await stage.deliver(shop.placeOrder(by: .newCustomer, at: .system()).deliveries)
            try await stage.settle()
            try stage.edit("hubspot.mapping.yaml") {
                $0.replacing("dealname:", with: "no_such_field: order.note\n    dealname:")
            }
            server.signal(SIGHUP)
            let line = await server.errors.line { $0.contains("The configuration was not taken") }
            #expect(line?.contains("no_such_field") == true, "\(line ?? "")")
            #expect(line?.contains("sluice setup") == true, "the mend is named")
            let status = try await stage.sluice("status")
            #expect(status.code == 4)
            #expect(status.output.contains("goes on with its former configuration"), "\(status.output)")
            #expect(status.output.contains("no_such_field"))
            let nodes = try await stage.sluice("status", "--json").json()["nodes"]?.arrayValue
            #expect(nodes?.first?["refused_configuration"]?.stringValue?.contains("no_such_field") == true)

            // What ran goes on.
            try await stage.deliver(shop.placeOrder(by: .newCustomer, at: .system()).deliveries)
            try await stage.settle(code: 4)
            #expect(await Truth(shop: shop).differences(from: stage.hubspot) == [])
            stage.keepPrivate(shop.personalWords)

            // Both kinds of mistakes at once, in the order of the file.
            try stage.edit("hubspot.mapping.yaml") {
                $0.replacing("\"Shopify Order {order.name}\"", with: "\"Shopify Order {order.nmae}\"")
            }
            let both = try await stage.sluice("reload").errors.split(separator: "\n").map(String.init)
            let field = try #require(both.firstIndex { $0.contains("no_such_field") }, "\(both)")
            let source = try #require(both.firstIndex { $0.contains("order.nmae") }, "\(both)")
            #expect(field < source)

            // Made in the CRM meanwhile, it is found there although what is kept does not have it.
            let made = await stage.hubspot.act(
                "POST",
                "/crm/properties/2026-09/deals",
                [
                    "name": "no_such_field", "label": "x", "type": "string", "fieldType": "text",
                    "groupName": "shopify_sync",
                ]
            )
            #expect((200..<300).contains(made.status), "\(made.body)")
            try stage.edit("hubspot.mapping.yaml") { $0.replacing("{order.nmae}", with: "{order.name}") }
            server.signal(SIGHUP)
            #expect(await server.errors.line { $0.contains("Runs with the configuration as it is now") } != nil)
            try await stage.settle()
            let after = try await stage.sluice("status", "--json")
            #expect(after.code == 0, "\(after.output)")
            #expect(try after.json()["nodes"]?.arrayValue?.first?["refused_configuration"]?.stringValue == nil)
        }
    }

    /// One that only receives delivers by no mapping.
    @Test func aReceiverTakesWebhooksWhateverTheMappingsAre() async throws {
        try await Stage.run { stage in
            #expect(try await stage.sluice("init").code == 0)
            try stage.configure { $0 + "    mapping: hubspot.mapping.yaml\n" }
            try stage.edit("hubspot.mapping.yaml") { $0.replacing("order.name", with: "order.nmae") }
            let server = try await stage.serve("--role", "receiver")
            var shop = SimulatedShop(settings: stage.settings.shop)
            try await stage.deliver(shop.placeOrder(by: .newCustomer, at: .system()).deliveries)
            server.signal(SIGHUP)
            #expect(await server.errors.line { $0.contains("Runs with the configuration as it is now") } != nil)
            try await stage.deliver(shop.placeOrder(by: .newCustomer, at: .system()).deliveries)
            #expect(!server.hasEnded)
            stage.keepPrivate(shop.personalWords)
        }
    }

    /// Without a server the command does the work, and its CRM part by the fields that the mapping names.
    @Test func aPersonIsErasedInTheCRMAlthoughTheMappingHasAMistake() async throws {
        try await Stage.run { stage in
            #expect(try await stage.sluice("init").code == 0)
            try stage.configure { $0 + "    mapping: hubspot.mapping.yaml\n" }
            let server = try await stage.serve()
            var shop = SimulatedShop(settings: stage.settings.shop)
            try await stage.deliver(shop.placeOrder(by: .newCustomer, at: .system()).deliveries)
            try await stage.settle()
            let customer = try #require(shop.allCustomers.first)
            server.signal(SIGTERM)
            _ = await server.ended()
            try stage.edit("hubspot.mapping.yaml") { $0.replacing("customer.email", with: "customer.emial") }
            let id = "\(customer.id)"
            let erased = try await stage.sluice("redact", "customer", id, "--yes")
            #expect(erased.code == 0, "\(erased.output) \(erased.errors)")
            #expect(erased.errors.contains(Self.warning), "\(erased.errors)")
            #expect(await stage.hubspot.contacts().allSatisfy { ($0["email"] ?? "").isEmpty })
            stage.keepPrivate(shop.personalWords)
        }
    }

    /// What stopped one destination before is no reason to keep the rest from being taken up.
    @Test func aMisfitThatRunsAlreadyBlocksNoReload() async throws {
        try await Stage.run { stage in
            #expect(try await stage.sluice("init").code == 0)
            try stage.configure { $0 + "    mapping: hubspot.mapping.yaml\n" }
            try stage.edit("hubspot.mapping.yaml") {
                $0.replacing("dealname:", with: "no_such_field: order.note\n    dealname:")
            }
            // A server is not kept from starting by what the CRM lacks.
            let server = try await stage.serve()
            #expect(await server.errors.line { $0.contains("The mapping does not fit what the CRM has") } != nil)
            try stage.configure { $0.replacing("installation: end-to-end", with: "installation: other") }
            let reload = try await stage.sluice("reload")
            #expect(reload.code == 0, "\(reload.output) \(reload.errors)")
            #expect(reload.errors.contains("runs already and does not fit what the CRM has"), "\(reload.errors)")
            #expect(reload.errors.contains("no_such_field"), "\(reload.errors)")
            #expect(await server.errors.line { $0.contains("Runs with the configuration as it is now") } != nil)
        }
    }
}
