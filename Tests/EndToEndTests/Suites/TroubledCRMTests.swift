import Sandbox
import Testing

/// A CRM that refuses, fails, loses answers and answers in part delays the sync and changes nothing about its result.
@Suite("Troubled CRM", .timeLimit(.minutes(5)))
struct TroubledCRMTests {
    @Test(arguments: ["summary", "items"])
    func itConvergesWithoutDuplicates(lines: String) async throws {
        var settings = StageSettings()
        settings.lines = lines
        settings.shop.seed = 11
        settings.logLevel = "debug"
        var script = TrafficScript.Settings()
        script.actionsPerSecond = 50
        script.actions = 300
        script.newCustomerShare = 0.4
        script.burstProbability = 0.02
        script.duplicateProbability = 0.1
        script.reorderProbability = 0.2
        script.seed = 11
        let forecast = Traffic.forecast(script, shop: settings.shop)
        try await Stage.run(settings) { stage in
            // Addresses that other contacts hold make HubSpot answer batches in part: 207, with conflicts.
            let known = Array(forecast.customerIDs.filter { forecast.customers[$0]?.email != nil }.prefix(8))
            var adopted: [Int64: [String: String]] = [:]
            for (index, id) in known.enumerated() {
                let email = forecast.customers[id]?.email?.lowercased() ?? ""
                let isPrimary = index.isMultiple(of: 2)
                let kept = [
                    "firstname": "Known", "lastname": "Number \(index)", "phone": "+1 555 010\(index)",
                    "address": "\(index) Old Road", "city": "Oldtown", "company": "Kept Ltd",
                ]
                let held = isPrimary ? email : "primary.\(index)@example.net"
                await stage.hubspot.seedContact(
                    email: held,
                    additionalEmails: isPrimary ? [] : [email],
                    properties: kept
                )
                adopted[id] = kept.merging(["email": held]) { first, _ in first }
            }
            // Few of each kind: a destination that only fails is probed ever more seldom, as it should be.
            let (contacts, deals, pairs) = ("contacts/batch/upsert", "deals/batch/upsert", "/crm/associations")
            // By record id, which is how a known contact is adopted.
            let adoptions = "contacts/batch/update"
            for fault in [
                SandboxFault(.status(429, retryAfterSeconds: 1), path: contacts),
                SandboxFault(.status(502), .after, path: contacts),
                SandboxFault(.reset, .after, path: contacts),
                SandboxFault(.reset, .after, path: adoptions),
                SandboxFault(.status(502), .after, path: adoptions),
                SandboxFault(.status(500), path: deals),
                SandboxFault(.reset, .after, path: deals),
                SandboxFault(.reset, .after, path: "deals/batch/create"),
                SandboxFault(.status(502), path: "deals/batch/create"),
                SandboxFault(.status(503), .after, path: pairs),
                SandboxFault(.delay(milliseconds: 400), .after, path: "batch", times: 30, probability: 0.3),
            ] { await stage.hubspot.add(fault) }
            _ = try await stage.serve()
            let traffic = Traffic(stage, script)
            let shop = try await traffic.play()
            #expect(traffic.refused.isEmpty)
            // Where several of the faults meet one probe after the other, the last of those comes late.
            try await stage.settle(seconds: 200)

            let failures = try await stage.sluice("failures", "list")
            #expect(failures.output == "No failures.\n")
            try await traffic.expectAllApplied()
            let statuses = await stage.hubspot.requestJournal().statuses
            for status in [207, 429, 500, 502, 0] { #expect(statuses[status, default: 0] > 0, "no \(status) happened") }
            let counts = await stage.hubspot.requestCounts()
            #expect(counts["POST /crm/objects/2026-09/contacts/batch/update", default: 0] > 2, "no adoption was lost")
            let truth = Truth(shop: shop, adopted: adopted, hasLineItems: lines == "items")
            let differences = await truth.differences(from: stage.hubspot)
            #expect(differences.isEmpty, "\(differences.count) differences: \(differences.prefix(20))")
        }
    }

    @Test func anAnswerThatComesTooLateMakesNothingTwice() async throws {
        try await Stage.run { stage in
            var shop = SimulatedShop(settings: stage.settings.shop)
            // Written by the CRM, but told after our client has given up.
            for path in ["contacts/batch/upsert", "deals/batch/upsert"] {
                await stage.hubspot.add(SandboxFault(.delay(milliseconds: 33_000), .after, path: path))
            }
            _ = try await stage.serve()
            try await stage.deliver(shop.placeOrder(by: .newCustomer, at: .system()).deliveries)
            try await stage.settle(seconds: 100)
            let counts = await stage.hubspot.requestCounts()
            #expect(counts["POST /crm/objects/2026-09/contacts/batch/upsert", default: 0] >= 2)
            stage.keepPrivate(shop.personalWords)
            #expect(await Truth(shop: shop).differences(from: stage.hubspot) == [])
        }
    }
}
