import Sandbox
import Testing

/// One store synced to all four kinds of CRM at once, over the network and with the real program.
@Suite("Four CRMs", .timeLimit(.minutes(6)))
struct FourCRMsTests {
    private static var settings: StageSettings {
        var settings = StageSettings()
        settings.zoho = ZohoOptions()
        settings.salesforce = SalesforceOptions()
        settings.hasEspoCRM = true
        settings.shop.seed = 41
        settings.logLevel = "debug"
        return settings
    }

    @Test func eachEndsWithOneRightRecordWhateverGoesWrong() async throws {
        let settings = Self.settings
        var script = TrafficScript.Settings()
        script.actionsPerSecond = 30
        script.actions = 150
        script.newCustomerShare = 0.4
        script.duplicateProbability = 0.1
        script.reorderProbability = 0.2
        script.seed = 41
        let forecast = Traffic.forecast(script, shop: settings.shop)
        try await Stage.run(settings) { stage in
            let known = forecast.customerIDs.filter { forecast.customers[$0]?.email != nil }.prefix(4)
            var adopted: [Int64: String] = [:]
            for (index, id) in known.enumerated() {
                let (email, name) = (forecast.customers[id]?.email ?? "", "Number \(index)")
                await Self.add(email, name, to: stage)
                adopted[id] = name
            }
            await Self.makeTrouble(stage)
            _ = try await stage.serve()
            let traffic = Traffic(stage, script)
            let shop = try await traffic.play()
            // Tokens are lost in the midst of it.
            await stage.salesforce.endSessions()
            await stage.zoho.endAccess()
            #expect(traffic.refused.isEmpty)
            try await stage.settle(seconds: 240)

            // Values that a CRM refuses may be among what is told.
            let failures = try await stage.sluice("failures", "list", "--json").json()
            #expect(failures["groups"]?.arrayValue?.isEmpty == true, "\(failures)")
            try await traffic.expectAllApplied()
            let kept = adopted.mapValues { ["lastname": $0] }
            Self.expectNone(await Truth(shop: shop, adopted: kept).differences(from: stage.hubspot), "HubSpot")
            let salesforce = SalesforceTruth(shop: shop, adopted: adopted)
            Self.expectNone(await salesforce.differences(from: stage.salesforce), "Salesforce")
            Self.expectNone(await ZohoTruth(shop: shop, adopted: adopted).differences(from: stage.zoho), "Zoho")
            let espocrm = EspoCRMTruth(shop: shop, adopted: adopted)
            Self.expectNone(await espocrm.differences(from: stage.espocrm), "EspoCRM")
            let open = [
                await stage.hubspot.activeFaults(), await stage.salesforce.activeFaults(),
                await stage.zoho.activeFaults(), await stage.espocrm.activeFaults(),
            ]
            #expect(open.allSatisfy { $0.isEmpty }, "every fault happened")
            let doctor = try await stage.sluice("doctor")
            for name in ["hubspot", "salesforce", "zoho", "espocrm"] {
                #expect(doctor.output.contains("destination \(name)"))
            }
        }
    }

    @Test func aStuckCRMDelaysNoOther() async throws {
        try await Stage.run(Self.settings) { stage in
            // One that answers after many seconds, one that answers nothing, one that refuses the credentials.
            await stage.zoho.add(SandboxFault(.delay(milliseconds: 20_000), path: "/crm/", times: nil))
            await stage.salesforce.add(SandboxFault(.reset, path: "/services/data", times: nil))
            await stage.espocrm.revoke(token: Stage.token)
            _ = try await stage.serve()
            var shop = SimulatedShop(settings: stage.settings.shop)
            let writes = await stage.hubspot.recordEvents()
            let began = ContinuousClock.now
            for _ in 1...10 {
                try await stage.deliver(shop.placeOrder(by: .newCustomer, at: .system()).deliveries)
            }
            let wanted = shop.allCustomers.count + shop.allOrders.count
            var made = 0
            for await write in writes where write.new {
                made += 1
                if made == wanted { break }
            }
            #expect(ContinuousClock.now - began < .seconds(15), "HubSpot waits for none of them")
            #expect(await stage.zoho.createdCount(.contacts) == 0, "Zoho is stuck")
            await stage.zoho.clearFaults()
            await stage.salesforce.clearFaults()
            await stage.espocrm.accept(token: Stage.token)
            try await stage.settle(seconds: 200)
            stage.keepPrivate(shop.personalWords)
            Self.expectNone(await Truth(shop: shop).differences(from: stage.hubspot), "HubSpot")
            Self.expectNone(await SalesforceTruth(shop: shop).differences(from: stage.salesforce), "Salesforce")
            Self.expectNone(await ZohoTruth(shop: shop).differences(from: stage.zoho), "Zoho")
            Self.expectNone(await EspoCRMTruth(shop: shop).differences(from: stage.espocrm), "EspoCRM")
        }
    }

    private static func expectNone(_ differences: [String], _ crm: String) {
        #expect(differences.isEmpty, "\(crm): \(differences.count) differences: \(differences.prefix(20))")
    }

    /// A person whom every CRM knew before.
    private static func add(_ email: String, _ name: String, to stage: Stage) async {
        await stage.hubspot.seedContact(email: email.lowercased(), properties: ["lastname": name])
        await stage.salesforce.seed("Contact", ["Email": .string(email), "LastName": .string(name)])
        await stage.zoho.act("POST", "/Contacts", ["data": [["Email": .string(email), "Last_Name": .string(name)]]])
        await stage.espocrm.act(
            "POST",
            "/api/v1/Contact",
            ["emailAddress": .string(email), "lastName": .string(name)]
        )
    }

    /// Errors before and after the write took effect, connections that end, throttling, refused tokens.
    private static func makeTrouble(_ stage: Stage) async {
        let upserts = (contacts: "contacts/batch/upsert", deals: "deals/batch/create")
        for fault in [
            SandboxFault(.status(429, retryAfterSeconds: 1), path: upserts.contacts),
            SandboxFault(.status(502), .after, path: upserts.contacts),
            SandboxFault(.reset, path: upserts.deals),
            SandboxFault(.reset, .after, path: upserts.deals),
            SandboxFault(.status(401), path: "deals/batch"),
        ] { await stage.hubspot.add(fault) }
        let (accounts, people, opportunities) = ("sobjects/Account/", "sobjects/Contact/", "sobjects/Opportunity/")
        for fault in [
            SandboxFault(.status(403), path: opportunities),
            SandboxFault(.status(502), .after, path: accounts),
            SandboxFault(.reset, .after, path: people),
            SandboxFault(.status(500), path: opportunities),
            SandboxFault(.reset, .after, path: opportunities),
            // Roles are made so; whose accounts they are is asked by the same method.
            SandboxFault(.status(503), .after, path: "composite/sobjects", method: "POST", times: 2),
            SandboxFault(.status(401), path: opportunities),
        ] { await stage.salesforce.add(fault) }
        for fault in [
            SandboxFault(.status(429, retryAfterSeconds: 1), path: "/Contacts"),
            SandboxFault(.status(502), .after, path: "/Contacts"),
            SandboxFault(.reset, .after, path: "/Deals", method: "POST"),
            SandboxFault(.status(500), path: "/Deals"),
            SandboxFault(.status(503), path: "/coql"),
            SandboxFault(.status(401), path: "/Deals"),
        ] { await stage.zoho.add(fault) }
        for fault in [
            SandboxFault(.status(429, retryAfterSeconds: 1), path: "/Contact", method: "POST"),
            SandboxFault(.status(502), .after, path: "/Contact", method: "POST"),
            SandboxFault(.reset, .after, path: "/Opportunity", method: "POST"),
            SandboxFault(.status(500), path: "/Opportunity", method: "POST"),
            SandboxFault(.reset, path: "/Opportunity", method: "GET"),
            SandboxFault(.status(401), path: "/Opportunity", method: "POST"),
        ] { await stage.espocrm.add(fault) }
    }
}
