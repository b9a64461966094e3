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

/// People are erased by the real program, on Shopify's word and by hand.
@Suite("Redact", .timeLimit(.minutes(3)))
struct RedactTests {
    private static let email = "ada.lovelace@example.com"

    /// The files beside the database, and it itself, in which the address stands.
    private func found(_ stage: Stage) throws -> [String] {
        let folder = URL(fileURLWithPath: stage.database).deletingLastPathComponent()
        let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
        return names.filter { name in
            let bytes = FileManager.default.contents(atPath: folder.appending(path: name).path) ?? Data()
            return bytes.range(of: Data(Self.email.utf8)) != nil
        }
    }

    /// A customer with two orders, delivered; returns their id.
    private func known(_ stage: Stage) async throws -> Int64 {
        var shop = SimulatedShop(settings: stage.settings.shop)
        let created = shop.createCustomer(email: Self.email, at: .system())
        try await stage.deliver(created.deliveries)
        for _ in 1...2 {
            try await stage.deliver(shop.placeOrder(by: .customer(created.id), at: .system()).deliveries)
        }
        try await stage.settle()
        stage.keepPrivate(shop.personalWords)
        #expect(await stage.hubspot.contacts().count == 1)
        #expect(try !found(stage).isEmpty)
        return created.id
    }

    @Test func onShopifysWord() async throws {
        try await Stage.run { stage in
            _ = try await stage.serve()
            let id = try await known(stage)
            let exported = try await stage.sluice("export", "customer", Self.email, "--json")
            #expect(exported.code == 0, "\(exported.errors)")
            let file = try #require(try exported.json()["file"]?.stringValue)
            #expect(FileManager.default.contents(atPath: file)?.range(of: Data(Self.email.utf8)) != nil)

            let body: SandboxJSON = [
                "shop_id": 1, "shop_domain": .string(stage.shopDomain),
                "customer": ["id": .integer(Int(id)), "email": .string(Self.email), "phone": nil],
                "orders_to_redact": [],
            ]
            #expect(try await stage.post(Webhook("customers/redact", body)).status == 200)
            // Waits for the request that is open, or has the same done once more.
            let end = try await stage.sluice("redact", "customer", String(id), "--yes", "--json")
            #expect(end.code == 0, "\(end.output) \(end.errors)")
            try await stage.settle()
            let list = try await stage.sluice("redact", "list", "--json").json().arrayValue ?? []
            let done = list.filter { $0["kind"]?.stringValue == "customer_redact" }
            #expect(!done.isEmpty && done.allSatisfy { $0["state"]?.stringValue == "done" })
            #expect(done.last?["erased"]?["orders"]?.intValue == 2, "\(list)")
            #expect(try found(stage) == [])
            #expect(await stage.hubspot.contacts().isEmpty)
            #expect(await stage.hubspot.deals().count == 2)
        }
    }

    @Test func byHandWithoutAServer() async throws {
        try await Stage.run { stage in
            let server = try await stage.serve()
            let id = try await known(stage)
            server.signal(SIGTERM)
            _ = await server.ended()
            let asked = try await stage.sluice("redact", "customer", String(id))
            #expect(asked.code == 2 && asked.errors.contains("--yes"))
            #expect(asked.errors.contains("hubspot: our fields and our id are emptied"))
            #expect(try !found(stage).isEmpty)
            let end = try await stage.sluice("redact", "customer", String(id), "--yes")
            #expect(end.code == 0 && end.output.contains("hubspot: 1 deleted"), "\(end.output) \(end.errors)")
            #expect(try found(stage) == [])
            #expect(await stage.hubspot.contacts().isEmpty)
            let gone = try await stage.sluice("export", "customer", Self.email)
            #expect(gone.code == 1)
        }
    }

    @Test func anUninstalledAppIsNotAskedAnyMore() async throws {
        var settings = StageSettings.withHistory(customers: 2, orders: 3)
        settings.hasPublicURL = true
        try await Stage.run(settings) { stage in
            _ = try await stage.serve()
            await stage.shopify.uninstall()
            var words: String?
            while words == nil {
                let status = try await stage.sluice("status", "--json").json()
                words = status["stores"]?.arrayValue?.first?["read_paused_because"]?.stringValue
                    .flatMap { $0.contains("uninstalled") ? $0 : nil }
            }
            let doctor = try await stage.sluice("doctor", "--json")
            #expect(doctor.code == 4 && doctor.output.contains("the app was uninstalled"))
            await stage.shopify.change(standing: .installed)
            let seen = try await stage.sluice("doctor", "--json")
            // What this very call has lifted is nothing to do any more.
            #expect(!seen.output.contains("install the app in the shop again"))
            let after = try await stage.sluice("status", "--json").json()
            #expect(after["stores"]?.arrayValue?.first?["read_paused_because"]?.stringValue == nil)
        }
    }

    @Test func whoWasErasedIsErasedFromAnEarlierStateToo() async throws {
        try await Stage.run { stage in
            let server = try await stage.serve()
            let id = try await known(stage)
            // An earlier state beside the store, as a dump is restored on a server.
            let file = try #require(try await stage.sluice("db", "backup", "--json").json()["file"]?.stringValue)
            let folder = stage.folder.appending(path: "earlier")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            try FileManager.default.moveItem(atPath: file, toPath: folder.appending(path: "sluice.db").path)
            let own = try String(contentsOf: stage.folder.appending(path: "sluice.yaml"), encoding: .utf8)
            let earlier = own.replacingOccurrences(of: "sqlite:\(stage.settings.dataFolder)/", with: "sqlite:earlier/")
            #expect(earlier != own)
            try Data(earlier.utf8).write(to: stage.folder.appending(path: "earlier.yaml"))
            #expect(try await stage.sluice("redact", "customer", String(id), "--yes").code == 0)
            server.signal(SIGTERM)
            #expect(await server.ended() == .exited(0))

            let known = try await stage.sluice("show", "customer", String(id), "--config", "earlier.yaml")
            #expect(known.code == 0 && known.output.contains(Self.email))
            let again = ["db", "erase-again", "--former", "sluice.yaml"]
            let same = try await stage.sluice(arguments: again)
            #expect(same.code == 2 && same.errors.contains("names the same store"), "\(same.errors)")
            let done = try await stage.sluice(arguments: again + ["--config", "earlier.yaml", "--json"])
            #expect(done.code == 0, "\(done.errors)")
            // The customer and two orders.
            #expect(try done.json()["erased_again"]?.intValue == 3, "\(done.output)")
            // What lies in webhooks the next server takes out.
            let left = try await stage.sluice("show", "customer", String(id), "--config", "earlier.yaml")
            #expect(!left.output.contains(Self.email), "\(left.output)")
            let list = try await stage.sluice("redact", "list", "--open", "--config", "earlier.yaml")
            #expect(list.output.contains("customer_redact") || list.output.contains(String(id)), "\(list.output)")
            let repeated = try await stage.sluice(arguments: again + ["--config", "earlier.yaml", "--json"])
            #expect(try repeated.json()["erased_again"]?.intValue == 0, "\(repeated.output)")
        }
    }
}
