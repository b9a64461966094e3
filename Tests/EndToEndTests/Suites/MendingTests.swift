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

/// What a person does about parked records and pauses, and what tells them.
@Suite("Mending", .timeLimit(.minutes(4)))
struct MendingTests {
    /// Has as many customers parked, each for a value that the CRM refuses.
    private func park(_ count: Int, _ shop: inout SimulatedShop, on stage: Stage) async throws {
        await stage.hubspot.refuse(nil, of: "shopify_customer_id", on: .contacts)
        for _ in 0..<count { try await stage.deliver(shop.createCustomer(at: .system()).deliveries) }
        try await stage.settle()
        stage.keepPrivate(shop.personalWords)
        #expect(try await stage.parked() == count)
    }

    @Test func retriesGoAtARateAndStopWhereNothingIsMended() async throws {
        try await Stage.run { stage in
            _ = try await stage.serve()
            var shop = SimulatedShop(settings: stage.settings.shop)
            try await park(12, &shop, on: stage)
            let stopped = try await stage.sluice("failures", "retry", "--rate", "2", "--stop-at", "2", "--json")
            #expect(stopped.code == 4, "\(stopped.output) \(stopped.errors)")
            #expect(try (stopped.json()["released"]?.intValue ?? 12) < 12)
            #expect(try stopped.json()["parked_again"]?.intValue == 2)
            try await stage.settle()
            // None is lost by it.
            #expect(try await stage.parked() == 12)

            await stage.hubspot.clearFaults()
            let writes = await stage.hubspot.recordEvents()
            let retry = try stage.launch("failures", "retry", "--rate", "1")
            _ = await writes.first { _ in true }
            retry.signal(SIGINT)
            #expect(await retry.ended() == .exited(3))
            try await stage.settle()
            let left = try await stage.parked()
            #expect(left > 0 && left < 12)
            #expect(try await stage.sluice("failures", "retry").code == 0)
            try await stage.settle()
            #expect(await Truth(shop: shop).differences(from: stage.hubspot) == [])
            let log = try await stage.sluice("log", "--action", "failures retry", "--json").json().arrayValue ?? []
            let outcomes = log.compactMap { $0["outcome"]?.stringValue }
            #expect(outcomes.count == 3 && outcomes[1].hasSuffix("; interrupted"), "\(outcomes)")
            #expect(outcomes.last?.hasSuffix("; stopped, 2 were parked meanwhile") == true, "\(outcomes)")
        }
    }

    @Test func aMendedMappingFreesWhatWasParked() async throws {
        try await Stage.run { stage in
            #expect(try await stage.sluice("init").code == 0)
            try stage.configure { $0 + "    mapping: hubspot.mapping.yaml\n" }
            let server = try await stage.serve()
            var shop = SimulatedShop(settings: stage.settings.shop)
            try await park(2, &shop, on: stage)
            await stage.hubspot.clearFaults()
            // Nothing else than another mapping says that it may be mended.
            server.signal(SIGTERM)
            #expect(await server.ended() == .exited(0))
            let second = try await stage.serve()
            try await stage.settle()
            #expect(try await stage.parked() == 2)
            try stage.edit("hubspot.mapping.yaml") {
                $0.replacing("dealname: \"Shopify Order {order.name}\"", with: "dealname: \"Order {order.name}\"")
            }
            #expect(try await stage.sluice("reload").code == 0)
            let line = await second.errors.line {
                $0.contains("The mapping or a setting has changed: parked records are tried again")
            }
            #expect(line?.contains("count=2") == true)
            try await stage.settle()
            #expect(try await stage.parked() == 0)
            #expect(await stage.hubspot.contacts().count == 2)
        }
    }

    @Test func resumingTriesWhatTheCRMHadStoppedAtOnce() async throws {
        try await Stage.run { stage in
            let server = try await stage.serve()
            var shop = SimulatedShop(settings: stage.settings.shop)
            await stage.hubspot.revoke(token: Stage.token)
            try await stage.deliver(shop.placeOrder(by: .newCustomer, at: .system()).deliveries)
            try await server.awaitPause()
            // Where the cause is not mended the pause comes back.
            #expect(try await stage.sluice("resume", "hubspot").code == 0)
            #expect(try await stage.sluice("status", "--wait-idle", "3").code == 3)
            #expect(try await stage.sluice("status").code == 4)
            await stage.hubspot.accept(token: Stage.token)
            #expect(try await stage.sluice("resume", "hubspot").output.contains("hubspot is tried again now"))
            try await stage.settle(seconds: 20)
            stage.keepPrivate(shop.personalWords)
            #expect(await Truth(shop: shop).differences(from: stage.hubspot) == [])
            #expect(try await stage.sluice("resume", "hubspot").output.contains("was not paused"))
        }
    }

    @Test func anAlertIsSentOnceAlsoOverARestart() async throws {
        var settings = StageSettings()
        settings.hasEspoCRM = true
        try await AlertReceiver.run(refusing: 1) { receiver in
            try await Stage.run(settings) { stage in
                try stage.configure { $0 + "\nalerts: { webhook: \"\(receiver.url)\" }\n" }
                #expect(try await stage.sluice("pause", "hubspot").code == 0)
                let first = try await stage.serve()
                // Refused once, it is sent again.
                let text =
                    "Sluice :warning: hubspot: nothing is delivered: paused by hand. \"sluice resume hubspot\" goes on."
                #expect(try await receiver.received(1) == [text])
                first.signal(SIGTERM)
                #expect(await first.ended() == .exited(0))
                // What stands already is not told again beside what is new.
                #expect(try await stage.sluice("pause", "espocrm").code == 0)
                let second = try await stage.serve()
                let texts = try await receiver.received(2)
                #expect(texts.count == 2 && texts.last?.contains("espocrm: nothing is delivered") == true, "\(texts)")
                #expect(texts.last?.contains("hubspot") == false, "\(texts)")
                let alerts = try await stage.sluice("status", "--json").json()["alerts"]?.arrayValue ?? []
                #expect(Set(alerts.compactMap { $0["subject"]?.stringValue }) == ["hubspot", "espocrm"])
                // The address is a secret.
                for log in [first.errors.text, second.errors.text] { #expect(!log.contains("planted-alert-secret")) }
            }
        }
    }
}

extension Stage {
    /// How many records are parked.
    func parked() async throws -> Int {
        let groups = try await sluice("failures", "list", "--json").json()["groups"]?.arrayValue ?? []
        return groups.reduce(0) { $0 + ($1["count"]?.intValue ?? 0) }
    }
}
