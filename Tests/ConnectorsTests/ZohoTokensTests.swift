import Connectors
import SyncModel
import Testing

@testable import Sandbox

@Suite("Zoho: tokens")
struct ZohoTokensTests {
    @Test("all who share a refresh token share one access token, also over a restart")
    func shared() async throws {
        let vault = InMemoryVault()
        let shelf = CredentialShelf(vault: vault)
        let bench = ZohoBench(shelf: shelf)
        let other = bench.another(shelf: shelf)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for index in 0..<20 {
                let connector = index % 2 == 0 ? bench.connector : other
                group.addTask { _ = try await connector.check() }
            }
            try await group.waitForAll()
        }
        #expect(await bench.zoho.tokensGranted() == 1)
        // Another process: nothing is left but what was kept.
        _ = try await bench.another(shelf: CredentialShelf(vault: vault)).check()
        #expect(await bench.zoho.tokensGranted() == 1)
        bench.time.pass(3_400)
        _ = try await bench.connector.check()
        #expect(await bench.zoho.tokensGranted() == 2, "renewed before its end")
    }

    @Test("a refused token is replaced once, and the call made again")
    func refused() async throws {
        let bench = ZohoBench()
        _ = try await bench.connector.prepare()
        await bench.zoho.endAccess()
        #expect(try await bench.connector.upsert([ZohoBench.customer(1)], kind: .customer).first?.crmID != nil)
        #expect(await bench.zoho.tokensGranted() == 2)
        await bench.zoho.add(SandboxFault(.status(401), path: "/Contacts/upsert", times: nil))
        let fault = await bench.fault([ZohoBench.customer(2)], .customer)
        #expect(fault?.code == .unauthorized && fault?.disposition == .pause(.destination))
        #expect(await bench.zoho.tokensGranted() == 3, "not one for each refusal")
    }

    @Test("an account that refuses every token gives out few of them, however often it is probed")
    func probed() async throws {
        let bench = ZohoBench()
        _ = try await bench.connector.prepare()
        await bench.zoho.add(SandboxFault(.status(401), path: "/crm/", times: nil))
        for _ in 0..<40 {
            let fault = await bench.fault([ZohoBench.customer(2)], .customer)
            #expect(fault?.code == .unauthorized && fault?.disposition == .pause(.destination))
            bench.time.pass(15)
        }
        #expect(await bench.zoho.tokensGranted() <= 7, "ten minutes of probes: Zoho gives out ten tokens in that time")
        await bench.zoho.clearFaults()
        bench.time.pass(300)
        #expect(await bench.fault([ZohoBench.customer(2)], .customer) == nil)
    }

    @Test("a throttled login server is waited for, although it answers 200; a revoked token stops the destination")
    func loginRefusals() async throws {
        let bench = ZohoBench()
        await bench.zoho.throttleLogin(true)
        let throttled = await bench.fault([ZohoBench.customer(1)], .customer)
        #expect(throttled?.code == .rateLimited && throttled?.disposition == .wait(.seconds(600)))
        await bench.zoho.throttleLogin(false)
        bench.time.pass(100)
        let still = await bench.fault([ZohoBench.customer(1)], .customer)
        #expect(still?.disposition == .wait(.seconds(500)), "it is not asked before its time")
        bench.time.pass(500)
        await bench.zoho.revoke(refreshToken: "1000.sandbox-refresh-token")
        let revoked = await bench.fault([ZohoBench.customer(1)], .customer)
        #expect(revoked?.code == .unauthorized && revoked?.disposition == .pause(.destination))
        #expect(revoked?.message.contains("invalid_code") == true)
        #expect(revoked?.message.contains("1000.") == false)
        await bench.zoho.accept(refreshToken: "1000.sandbox-refresh-token")
        #expect(await bench.fault([ZohoBench.customer(1)], .customer)?.code == .unauthorized)
        bench.time.pass(121)
        #expect(await bench.fault([ZohoBench.customer(1)], .customer)?.code == .missingField, "that far it gets again")
    }

    @Test("a code becomes a refresh token that is kept, once")
    func connecting() async throws {
        let vault = InMemoryVault()
        let bench = ZohoBench(refreshToken: nil, shelf: CredentialShelf(vault: vault))
        let before = await bench.fault([ZohoBench.customer(1)], .customer)
        #expect(before?.message.contains("sluice connect zoho") == true)
        let scopes = try await bench.connector.connect(code: Secret("1000.sandbox-code"))
        #expect(ZohoConnector.missingScopes(scopes) == [])
        let findings = try await bench.connector.check()
        #expect(findings.contains(where: { $0.subject == "account" && $0.level == .fine }))
        #expect(await bench.zoho.tokensGranted() == 1, "the code's own access token is used")
        await #expect(throws: DeliveryFault.self) {
            _ = try await bench.connector.connect(code: Secret("1000.sandbox-code"))
        }
    }

    @Test("scopes that a grant lacks are named, whole groups counted")
    func scopes() {
        #expect(
            ZohoConnector.missingScopes(["ZohoCRM.modules.ALL", "ZohoCRM.settings.ALL", "ZohoCRM.coql.READ"])
                == ["ZohoCRM.org.READ"]
        )
    }

    @Test("an organisation that the destination is not pinned to stops it before anything is written")
    func pinned() async throws {
        let bench = ZohoBench(account: "777")
        let fault = await bench.fault([ZohoBench.customer(1)], .customer)
        #expect(fault?.code == .wrongAccount && fault?.disposition == .pause(.destination))
        #expect(try await bench.connector.check().first?.level == .problem)
    }

    @Test(arguments: [
        (["data_center": "mars"], "credentials.data_center"), ([:], "credentials"),
        (["data_center": "eu", "accounts_url": "https://accounts.zoho.eu"], "credentials"),
        (["accounts_url": "accounts.zoho.eu"], "credentials.accounts_url"),
    ])
    func wrongSettings(_ given: [String: String], key: String) {
        var credentials = given.mapValues { Secret($0) }
        (credentials["client_id"], credentials["client_secret"]) = (Secret("a"), Secret("b"))
        let settings = ConnectorSettings(
            credentials: credentials,
            transport: RefusingTransport(),
            pacer: NotingPacer(),
            clock: ScriptedClock { Instant(seconds: 0) }
        )
        let mistake = #expect(throws: ConnectorSettings.Mistake.self) { try ZohoConnector.descriptor.make(settings) }
        #expect(mistake?.key == key)
    }

    @Test("every data centre's addresses are allowed, and no other is trusted with a token")
    func addresses() {
        let addresses = ZohoConnector.descriptor.addresses(["data_center": Secret("ca")])
        #expect(addresses.contains("https://accounts.zohocloud.ca"))
        #expect(addresses.contains("https://www.zohoapis.ca"))
        #expect(!addresses.contains("https://www.zohoapis.com"))
    }
}
