import Sandbox
import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// SIGKILL while four CRMs are written to, each time between the write of one of them and our commit.
@Suite("Killed with four CRMs", .timeLimit(.minutes(4)))
struct KilledWithFourCRMsTests {
    @Test func noCRMHoldsAnythingTwiceOrLacksIt() async throws {
        var settings = StageSettings.faulty(seed: 91)
        settings.hasFaultyMachine = false
        settings.shopify?.retries = RetrySchedule(retries: 9, pace: 0.01)
        settings.zoho = ZohoOptions()
        settings.salesforce = SalesforceOptions()
        settings.hasEspoCRM = true
        settings.hasPublicURL = true
        try await Stage.run(settings) { stage in
            // Written, and not told for a moment in which the process dies.
            await stage.hubspot.add(Self.lateAnswer(path: "batch"))
            await stage.salesforce.add(Self.lateAnswer(path: "/sobjects"))
            await stage.zoho.add(Self.lateAnswer(path: "/crm/", method: "POST"))
            await stage.espocrm.add(Self.lateAnswer(method: "POST"))
            var server = try await stage.serve()
            var script = TrafficScript.Settings()
            script.actionsPerSecond = 30
            script.actions = 120
            script.newCustomerShare = 0.4
            script.duplicateProbability = 0.1
            script.reorderProbability = 0.2
            script.seed = 91
            let playing = Task { [script] in try await ShopifyTraffic(stage.shopify).play(script) }
            var writes = await stage.hubspot.recordEvents().makeAsyncIterator()
            var generator = SeededGenerator(seed: 91)
            for _ in 0..<4 {
                for _ in 0..<generator.integer(5...30) { _ = await writes.next() }
                server.signal(SIGKILL)
                #expect(await server.ended() == .killed(signal: SIGKILL))
                server = try await stage.serve()
            }
            try await playing.value
            try await stage.settle(seconds: 150)
            // A webhook that was tried in vain for too long is found by comparing.
            let compared = try await stage.sluice("reconcile", "--json")
            #expect(compared.code == 0, "\(compared.errors)")
            try await stage.expectWhole(seconds: 90)
            let shop = await stage.shopify.shop
            Self.expectNone(await SalesforceTruth(shop: shop).differences(from: stage.salesforce), "Salesforce")
            Self.expectNone(await ZohoTruth(shop: shop).differences(from: stage.zoho), "Zoho")
            Self.expectNone(await EspoCRMTruth(shop: shop).differences(from: stage.espocrm), "EspoCRM")
            let failures = try await stage.sluice("failures", "list", "--json").json()
            #expect(failures["groups"]?.arrayValue?.isEmpty == true, "\(failures)")
        }
    }

    private static func lateAnswer(path: String? = nil, method: String? = nil) -> SandboxFault {
        SandboxFault(.delay(milliseconds: 250), .after, path: path, method: method, times: 60, probability: 0.4)
    }

    private static func expectNone(_ differences: [String], _ crm: String) {
        #expect(differences.isEmpty, "\(crm): \(differences.count) differences: \(differences.prefix(20))")
    }
}
