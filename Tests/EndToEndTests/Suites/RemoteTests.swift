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

/// A server is asked and told by commands that have neither its configuration nor its store.
@Suite("Remote", .timeLimit(.minutes(4)))
struct RemoteTests {
    private static var settings: StageSettings {
        var settings = StageSettings()
        settings.hasTokens = true
        return settings
    }

    @Test func howItStandsIsToldAsBesideTheStore() async throws {
        try await Stage.run(Self.settings) { stage in
            let server = try await stage.serve()
            var shop = SimulatedShop(settings: stage.settings.shop)
            let ada = shop.createCustomer(email: "ada@example.com", at: .system())
            let order = shop.placeOrder(by: .customer(ada.id), at: .system())
            try await stage.deliver(ada.deliveries + order.deliveries)
            stage.keepPrivate(shop.personalWords)
            let idle = try await stage.remote("status", "--wait-idle", "60", "--json")
            #expect(idle.code == 0, "\(idle.errors)")
            let (near, far) = (try await stage.sluice("status", "--json").json(), try idle.json())
            #expect(far["destinations"] == near["destinations"] && far["stores"]?.arrayValue?.count == 1)
            let text = try await stage.remote("status")
            #expect(text.output.hasPrefix("All 2 records are in hubspot; last change"), "\(text.output)")
            #expect(!text.output.contains("\u{1B}"))
            #expect(try await stage.remote("status", "--waiting").output.contains("Nothing waits."))

            let id = String(ada.id)
            let masked = try await stage.remote("show", "customer", "ada@example.com", "--json")
            #expect(masked.code == 0, "\(masked.errors)")
            #expect(try masked.json()["is_masked"]?.boolValue == true && !masked.output.contains("ada@example.com"))
            let shown = try await stage.remote("show", "customer", id, "--reveal", "--by-nobody")
            #expect(shown.code == 2)
            let revealed = try await stage.remote("show", "customer", id, "--reveal")
            #expect(revealed.output.contains("ada@example.com") && revealed.output.contains("created in the CRM"))
            #expect(revealed.output.contains("/record/0-1/"), "the CRM's own page is missing: \(revealed.output)")
            let near2 = try await stage.sluice("show", "customer", id).output.split(separator: "\n")
            let far2 = revealed.output.split(separator: "\n")
            #expect(near2.filter { $0.hasPrefix("  2") } == far2.filter { $0.hasPrefix("  2") })
            #expect(try await stage.remote("show", "customer", "nobody@example.com").code == 1)

            let paused = try await stage.remote("pause", "hubspot", "--by", "eve", "--json")
            #expect(try paused.json()["is_paused"]?.boolValue == true)
            #expect(try await stage.remote("status").code == 4)
            #expect(try await stage.remote("resume", "hubspot").code == 0)
            #expect(try await stage.remote("pause", "nowhere").code == 2)
            let log = try await stage.remote("log", "--json").json().arrayValue ?? []
            #expect(
                log.compactMap { $0["action"]?.stringValue }
                    == ["resume", "pause", "reveal", "setup"].prefix(log.count).map(\.self)
            )
            #expect(log.contains { $0["actor"]?.stringValue == "eve (api)" })

            let doctor = try await stage.remote("doctor", "--json")
            #expect([0, 4].contains(doctor.code), "\(doctor.errors)")
            #expect(try doctor.json()["sections"]?.arrayValue?.isEmpty == false)
            let reload = try await stage.remote("reload")
            #expect(reload.code == 0 && reload.output.contains("are read anew"), "\(reload.errors)")

            server.signal(SIGTERM)
            _ = await server.ended()
            let gone = try await stage.remote("failures", "list")
            #expect(gone.code == 1 && gone.errors.contains("cannot be reached"), "\(gone.errors)")
            #expect(try await stage.remote("status", "--wait-idle", "1").code == 1)
        }
    }

    @Test func whoMayNotIsToldWhy() async throws {
        try await Stage.run(Self.settings) { stage in
            _ = try await stage.serve()
            let wrong = try await stage.remote("status", token: "not-this-one")
            #expect(wrong.code == 2 && wrong.errors.contains("does not know this token"), "\(wrong.errors)")
            let none = try await stage.remote("status", token: "")
            #expect(none.code == 2 && none.errors.contains("SLUICE_ADMIN_TOKEN"))
            #expect(try await stage.remote("status", token: Stage.readToken).code == 0)
            let reader = try await stage.remote("pause", "hubspot", token: Stage.readToken)
            #expect(reader.code == 2 && reader.errors.contains("Use the admin_token"), "\(reader.errors)")
            let plain = try await stage.remote("status", server: "http://192.0.2.1:8080")
            #expect(plain.code == 2 && plain.errors.contains("plain text"))
            let elsewhere = try await stage.remote("status", server: "http://127.0.0.1:\(stage.port)/nowhere")
            #expect(
                elsewhere.code == 1 && elsewhere.errors.contains("the address of its dashboard"),
                "\(elsewhere.errors)"
            )
        }
    }

    @Test func failuresAndDoubtsAreSettledFromAfar() async throws {
        try await Stage.run(Self.settings) { stage in
            _ = try await stage.serve()
            var shop = SimulatedShop(settings: stage.settings.shop)
            await stage.hubspot.refuse(nil, of: "shopify_customer_id", on: .contacts)
            let people = (0..<3).map { _ in shop.createCustomer(at: .system()) }
            try await stage.deliver(people.flatMap(\.deliveries))
            try await stage.settle()
            #expect(try await stage.remote("status", "--strict").code == 4)
            let listed = try await stage.remote("failures", "list", "--json")
            #expect(try listed.json()["groups"]?.arrayValue?.first?["count"]?.intValue == 3)
            let text = try await stage.remote("failures", "list")
            #expect(text.output.contains("hubspot: 3 ×") && text.output.contains("What to do:"))
            let one = try await stage.remote("failures", "discard", "--customer", String(people[0].id), "--json")
            #expect(try one.json()["released"]?.intValue == 1, "\(one.errors)")
            await stage.hubspot.clearFaults()
            let retried = try await stage.remote(
                "failures",
                "retry",
                "--code",
                "invalid_value",
                "--rate",
                "1",
                "--by",
                "eve"
            )
            #expect(retried.code == 0 && retried.output.contains("2 records will be tried again"), "\(retried.errors)")
            try await stage.settle()
            let again = try await stage.remote("failures", "retry")
            #expect(again.code == 0 && again.output.contains("No parked record fits"), "\(again.errors)")

            _ = await stage.hubspot.seedContact(email: "new@example.com", properties: ["firstname": "Other"])
            let later = SandboxTime.system().adding(seconds: 5)
            try await stage.deliver(shop.changeEmail(of: people[1].id, to: "new@example.com", at: later))
            try await stage.settle()
            stage.keepPrivate(shop.personalWords)
            let id = String(people[1].id)
            let doubts = try await stage.remote("identity", "list", "--json").json()["doubtful"]?.arrayValue
            let candidates = doubts?.first?["candidates"]?.arrayValue ?? []
            #expect(candidates.count == 2)
            let own = try #require(candidates.first?["crm_id"]?.stringValue)
            #expect(try await stage.remote("identity", "decide", "customer", id, "--is", "404").code == 2)
            let decided = try await stage.remote("identity", "decide", "customer", id, "--is", own, "--by", "eve")
            #expect(decided.code == 0 && decided.output.contains("Decided:"), "\(decided.errors)")
            try await stage.settle()
            let undone = try await stage.remote("identity", "undo", "customer", id)
            #expect(undone.code == 0, "\(undone.errors)")
        }
    }

    @Test func historyIsBroughtInComparedAndProvenFromAfar() async throws {
        var settings = StageSettings.withHistory(customers: 20, orders: 60)
        settings.hasTokens = true
        try await Stage.run(settings) { stage in
            _ = try await stage.serve()
            let counted = try await stage.remote("backfill", "--dry-run", "--json")
            #expect(counted.code == 0, "\(counted.errors)")
            #expect(try counted.json().arrayValue?.first?["expected"]?.intValue == 80)
            let filled = try await stage.remote("backfill", "--by", "eve")
            #expect(filled.code == 0 && filled.errors.contains("80 records read"), "\(filled.errors)")
            let idle = try await stage.remote("status", "--wait-idle", "60")
            #expect(idle.code == 0, "\(idle.errors)")
            let compared = try await stage.remote("reconcile", "orders", "--since", "2020-01-01")
            #expect(
                compared.code == 0 && compared.output.contains("60 records compared, 0 differed"),
                "\(compared.output)"
            )
            let audited = try await stage.remote("audit", "--json")
            #expect(audited.code == 0, "\(audited.errors) \(audited.output.suffix(3_000))")
            #expect(try audited.json().arrayValue?.first?["clean"]?.boolValue == true)
            #expect(try await stage.remote("audit", "--last").code == 0)
            #expect(try await stage.remote("status").output.contains("; compared "))

            let left = try await stage.remote("reconcile", "--sweep", "--detach", "--json")
            let job = try #require(try left.json().arrayValue?.first?["id"]?.intValue)
            let jobs = try await stage.remote("jobs", "list", "--json").json().arrayValue ?? []
            #expect(jobs.first?["id"]?.intValue == job && jobs.count >= 4)
            let cancelled = try await stage.remote("jobs", "cancel", "\(job)")
            #expect([0, 1].contains(cancelled.code), "\(cancelled.errors)")
            #expect(try await stage.remote("jobs", "pause", "9999").code == 2)
            #expect(try await stage.remote("backfill", "--store", "nowhere").code == 2)
        }
    }
}
