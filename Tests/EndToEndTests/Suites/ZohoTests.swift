import Sandbox
import Testing

/// One store synced to Zoho beside HubSpot, over the network and with the real program.
@Suite("Zoho", .timeLimit(.minutes(4)))
struct ZohoTests {
    @Test func aTroubledZohoConvergesWithoutDuplicates() async throws {
        var settings = StageSettings()
        settings.zoho = ZohoOptions()
        settings.shop.seed = 23
        var script = TrafficScript.Settings()
        script.actionsPerSecond = 40
        script.actions = 200
        script.newCustomerShare = 0.4
        script.duplicateProbability = 0.1
        script.reorderProbability = 0.2
        script.seed = 23
        let forecast = Traffic.forecast(script, shop: settings.shop)
        try await Stage.run(settings) { stage in
            var adopted: [Int64: String] = [:]
            let known = forecast.customerIDs.filter { forecast.customers[$0]?.email != nil }.prefix(6)
            for (index, id) in known.enumerated() {
                let email = forecast.customers[id]?.email ?? ""
                await stage.zoho.act(
                    "POST",
                    "/Contacts",
                    ["data": [["Email": .string(email), "Last_Name": .string("Number \(index)")]]]
                )
                adopted[id] = "Number \(index)"
            }
            let (contacts, deals) = ("/Contacts", "/Deals")
            for fault in [
                SandboxFault(.status(429, retryAfterSeconds: 1), path: contacts),
                SandboxFault(.status(502), .after, path: contacts),
                SandboxFault(.reset, .after, path: contacts, method: "PUT"),
                SandboxFault(.reset, .after, path: contacts, method: "POST"),
                SandboxFault(.status(500), path: deals),
                SandboxFault(.reset, .after, path: deals, method: "POST"),
                SandboxFault(.status(503), path: "/coql"),
                SandboxFault(.status(401), path: deals),
            ] { await stage.zoho.add(fault) }
            _ = try await stage.serve()
            let traffic = Traffic(stage, script)
            let shop = try await traffic.play()
            await stage.zoho.endAccess()
            #expect(traffic.refused.isEmpty)
            try await stage.settle(seconds: 100)

            let failures = try await stage.sluice("failures", "list")
            #expect(failures.output == "No failures.\n")
            let differences = await ZohoTruth(shop: shop, adopted: adopted).differences(from: stage.zoho)
            #expect(differences.isEmpty, "\(differences.count) differences: \(differences.prefix(20))")
            let beside = await Truth(shop: shop).differences(from: stage.hubspot)
            #expect(beside.isEmpty, "\(beside.count) differences: \(beside.prefix(20))")
            #expect(await stage.zoho.activeFaults().isEmpty, "every fault happened")
            #expect(await stage.zoho.tokensGranted() <= 4, "tokens are shared by all commands")
        }
    }

    @Test func aCodeConnectsAndTheTokenIsKeptSealed() async throws {
        var settings = StageSettings()
        settings.zoho = ZohoOptions()
        settings.zohoIsConnected = false
        settings.isSetUp = false
        try await Stage.run(settings) { stage in
            let before = try await stage.sluice("setup")
            #expect(before.code == 4 && before.output.contains("sluice connect zoho"))
            let connected = try await stage.sluice("connect", "zoho", "--code", "1000.sandbox-code")
            #expect(connected.code == 0, "\(connected.errors)")
            let again = try await stage.sluice("connect", "zoho", "--code", "1000.sandbox-code")
            #expect(again.code == 1 && again.errors.contains("invalid_code"))
            let after = try await stage.sluice("setup")
            #expect(after.code == 0, "\(after.output)")
            #expect(await stage.zoho.tokensGranted() == 1, "the code's own access token serves all commands")
        }
    }
}
