#if PostgreSQL
import Conformance
import Sandbox
import Testing

/// The store is on a PostgreSQL server, which is away for a while.
@Suite(
    "PostgreSQL",
    .enabled(if: PostgreSQLServer.isInstalled, "no PostgreSQL server is installed"),
    .timeLimit(.minutes(4))
)
struct PostgreSQLTests {
    @Test func aServerThatIsRestartedInTheMiddleCostsNothing() async throws {
        let server = try await PostgreSQLServer()
        try await server.makeDatabase("sluice")
        var settings = StageSettings.withHistory(customers: 30, orders: 90, seed: 5)
        settings.storageURL = server.url("sluice")
        settings.logLevel = "info"
        try await Stage.run(settings) { stage in
            #expect(try await stage.sluice("backfill", "--json").code == 0)
            let sluice = try await stage.serve()
            for number in 0..<24 {
                let told = await stage.shopify.act { shop, moment in
                    shop.placeOrder(by: .newCustomer, at: moment).deliveries
                }
                if number == 8 {
                    server.stop()
                    _ = await sluice.errors.line { $0.contains("Receipts cannot be applied") }
                }
                // Taken all the same: they lie on this machine's own disk.
                try await stage.deliver(told)
                if number == 12 {
                    let ready = try await stage.get("/readyz")
                    #expect(ready.status == 200 && ready.text.contains("the server does not answer"), "\(ready)")
                    let asked = try await stage.sluice("status")
                    #expect(asked.code == 1 && asked.errors.contains("the server does not answer"), "\(asked)")
                }
                if number == 16 { try await server.start() }
            }
            try await stage.settle()
            let shop = await stage.shopify.shop
            let differences = await Truth(shop: shop).differences(from: stage.hubspot)
            #expect(differences.isEmpty, "\(differences.count) differences: \(differences.prefix(20))")
            let audited = try await stage.sluice("audit", "--json")
            #expect(audited.code == 0, "\(audited.output.prefix(3_000)) \(audited.errors)")
            let outages = sluice.errors.text.split(separator: "\n").count { $0.contains("Receipts cannot be applied") }
            #expect(outages == 1, "said \(outages) times")
        }
    }

    @Test func aServerThatIsAwayAtTheStartIsWaitedFor() async throws {
        let server = try await PostgreSQLServer()
        try await server.makeDatabase("sluice")
        server.stop()
        var settings = StageSettings()
        settings.storageURL = server.url("sluice")
        settings.isSetUp = false
        try await Stage.run(settings) { stage in
            let sluice = try await stage.serve()
            let webhook = Webhook("customers/create", SamplePerson.body)
            #expect(try await stage.post(webhook).status == 200)
            try await server.start()
            #expect(try await stage.sluice("setup").code == 0)
            _ = await sluice.errors.line { $0.contains("The store answers; delivery begins") }
            try await stage.settle()
            #expect(try await StoredReceipts(stage).states() == [webhook.id: "applied"])
            #expect(await stage.hubspot.contacts().count == 1)
            let told = sluice.errors.text.split(separator: "\n").count { $0.contains("The store does not answer") }
            #expect(told == 1, "said \(told) times")
        }
    }

    @Test func whatIsWrongWithTheURLIsNamedAtTheStart() async throws {
        let server = try await PostgreSQLServer.shared.started()
        var settings = StageSettings()
        settings.isSetUp = false
        settings.storageURL = server.url("nowhere")
        try await Stage.run(settings) { stage in
            let serving = try await stage.sluice("serve")
            #expect(serving.code == 1)
            #expect(serving.errors.contains("there is no database \"nowhere\""), "\(serving.errors)")
        }
        settings.storageURL = "postgres://sluice:wrong@127.0.0.1:\(server.port)/postgres?sslmode=disable"
        try await Stage.run(settings) { stage in
            let serving = try await stage.sluice("serve")
            #expect(serving.code == 1)
            #expect(
                serving.errors.contains("the password of the user \"sluice\" was not accepted"),
                "\(serving.errors)"
            )
        }
        settings.storageURL = "postgres://sluice@127.0.0.1/sluice?sslmod=require"
        try await Stage.run(settings) { stage in
            let serving = try await stage.sluice("serve")
            #expect(serving.code == 2 && serving.errors.contains("is no URL that PostgreSQL's library reads"))
        }
    }
}

private enum SamplePerson {
    static let body = Array(
        """
        {"id": 7000000000001, "email": "ada@example.com", "first_name": "Ada", "updated_at": "2026-11-23T10:00:00Z"}
        """.utf8
    )
}
#endif
