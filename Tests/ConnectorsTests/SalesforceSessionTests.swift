import Connectors
import CryptoExtras
import FoundationEssentials
import Outbound
import SyncModel
import Synchronization
import Testing

@testable import Sandbox

@Suite("Salesforce: sessions")
struct SalesforceSessionTests {
    private typealias Bench = SalesforceBench

    private func logins(_ bench: SalesforceBench) -> Int {
        bench.transport.requests.filter { $0.url.hasSuffix("/services/oauth2/token") }.count
    }

    @Test("a session that has ended is opened anew once, and the call is made again")
    func renewal() async throws {
        let bench = try await Bench.prepared()
        await bench.salesforce.endSessions()
        bench.transport.forget()
        #expect(try await bench.write([Bench.order(1)], .order).count == 1)
        #expect(logins(bench) == 1)
    }

    @Test("many calls at once open one session")
    func singleFlight() async throws {
        let bench = SalesforceBench()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<8 { group.addTask { _ = try await bench.connector.schema(.order) } }
            try await group.waitForAll()
        }
        #expect(logins(bench) == 1)
    }

    @Test("a session that is refused again stops the destination")
    func refusedTwice() async throws {
        let bench = try await Bench.prepared()
        await bench.salesforce.add(SandboxFault(.status(401), path: "/composite/", times: 2))
        let fault = await bench.fault(Bench.order(1), .order)
        #expect(fault?.code == .unauthorized && fault?.disposition == .pause(.destination))
    }

    @Test("wrong credentials stop the destination, and are not tried again at once")
    func wrongCredentials() async throws {
        let bench = SalesforceBench(grant: .clientCredentials(id: "sandbox-client", secret: Secret("wrong")))
        for _ in 0..<3 {
            let fault = await bench.fault(Bench.order(1), .order)
            #expect(fault?.code == .unauthorized && fault?.disposition == .pause(.destination))
            #expect(fault?.message.contains("invalid client credentials") == true)
        }
        #expect(logins(bench) == 1)
        let findings = try await bench.connector.check()
        #expect(findings.first?.level == .problem && findings.first?.subject == "credentials")
    }

    @Test("an org other than the pinned one stops the destination")
    func otherOrg() async throws {
        let bench = SalesforceBench(account: "00D000000000009")
        let fault = await bench.fault(Bench.order(1), .order)
        #expect(fault?.code == .wrongAccount && fault?.disposition == .pause(.destination))
        let own = SalesforceBench(account: "00D000000000001")
        #expect(await own.fault(Bench.order(1), .order)?.code != .wrongAccount)
    }

    @Test("an org that refuses every session is asked for few, however often it is probed")
    func probed() async throws {
        let time = Mutex(Bench.moment)
        let bench = try await Bench.prepared(clock: { time.withLock { $0 } })
        bench.transport.forget()
        await bench.salesforce.add(SandboxFault(.status(401), path: "/services/data/", times: nil))
        for _ in 0..<40 {
            #expect(await bench.fault(Bench.order(1), .order)?.disposition == .pause(.destination))
            time.withLock { $0 = $0 + .seconds(15) }
        }
        let logins = bench.transport.requests.count { $0.url.contains("oauth2/token") }
        #expect((2...6).contains(logins), "ten minutes of probes, ever more seldom")
        await bench.salesforce.clearFaults()
        time.withLock { $0 = $0 + .seconds(300) }
        #expect(await bench.fault(Bench.order(1), .order) == nil)
    }

    @Test("a private key logs in its user by a signed assertion")
    func assertion() async throws {
        let key = try _RSA.Signing.PrivateKey(keySize: .bits2048)
        var options = SalesforceOptions()
        options.publicKey = key.publicKey.pemRepresentation
        func grant(_ key: _RSA.Signing.PrivateKey) -> SalesforceGrant {
            .assertion(
                id: "sandbox-client",
                user: options.username,
                key: Secret(key.pemRepresentation),
                audience: nil
            )
        }
        let bench = SalesforceBench(org: options, grant: grant(key))
        #expect(try await bench.connector.schema(.order).fields["Amount"] != nil)
        let other = SalesforceBench(org: options, grant: grant(try _RSA.Signing.PrivateKey(keySize: .bits2048)))
        #expect(await other.fault(Bench.order(1), .order)?.code == .unauthorized)
    }

    @Test("a key that is none is told without repeating it")
    func unusableKey() async throws {
        let grant = SalesforceGrant.assertion(id: "a", user: "b", key: Secret("no key at all"), audience: nil)
        let fault = await SalesforceBench(grant: grant).fault(Bench.order(1), .order)
        #expect(fault?.code == .unauthorized && fault?.message.contains("no key") == false)
    }

    @Test(
        "credentials that cannot work are told with their key",
        arguments: [
            ([:], "credentials.client_id"), (["client_id": "a"], "credentials"),
            (["client_id": "a", "private_key_file": "x"], "credentials.username"),
            (["client_id": "a", "private_key_file": "/nowhere", "username": "u"], "credentials.private_key_file"),
            (["client_id": "a", "client_secret": "s", "login_url": "acme"], "credentials.login_url"),
        ] as [([String: String], String)]
    )
    func mistakes(_ credentials: [String: String], _ key: String) throws {
        var all = ["login_url": "https://acme.my.salesforce.com"]
        all.merge(credentials) { _, new in new }
        let settings = ConnectorSettings(
            credentials: all.mapValues { Secret($0) },
            transport: RefusingTransport(),
            pacer: NotingPacer(),
            clock: ScriptedClock { Bench.moment }
        )
        let mistake = #expect(throws: ConnectorSettings.Mistake.self) { _ = try SalesforceSettings(settings) }
        #expect(mistake?.key == key)
    }

    @Test(
        "objects that do not fit together are told with their key",
        arguments: [
            (["lines": "items"], "objects.lines"), (["order": "order", "customer": "contact"], "objects.customer"),
            (["customer": "lead"], "objects.customer"),
        ] as [([String: String], String)]
    )
    func objects(_ objects: [String: String], _ key: String) throws {
        let settings = ConnectorSettings(
            credentials: [
                "login_url": Secret("https://acme.my.salesforce.com"), "client_id": Secret("a"),
                "client_secret": Secret("b"),
            ],
            objects: objects,
            transport: RefusingTransport(),
            pacer: NotingPacer(),
            clock: ScriptedClock { Bench.moment }
        )
        let mistake = #expect(throws: ConnectorSettings.Mistake.self) { _ = try SalesforceSettings(settings) }
        #expect(mistake?.key == key)
    }
}
