import Connectors
import SyncModel
import Synchronization
import Testing

@testable import Sandbox

@Suite("Zoho: limits")
struct ZohoLimitsTests {
    @Test("a refusal for too many calls at once is sat out, not told")
    func throttled() async throws {
        let bench = ZohoBench()
        _ = try await bench.connector.prepare()
        await bench.zoho.add(SandboxFault(.status(429, retryAfterSeconds: 3), path: "/Contacts/upsert", times: 2))
        #expect(try await bench.connector.upsert([ZohoBench.customer(1)], kind: .customer).first?.crmID != nil)
        let waits = bench.pacer.observed.withLock { $0.compactMap(\.refusedFor) }
        #expect(waits == [.seconds(3), .seconds(3)])
    }

    @Test("calls beside each other stay within the smallest edition's limit")
    func concurrency() async throws {
        let bench = ZohoBench()
        _ = try await bench.connector.prepare()
        let connector = bench.connector
        try await withThrowingTaskGroup(of: Int.self) { group in
            for batch in 0..<6 {
                let first = Int64(batch * 1_000)
                group.addTask {
                    let people = (1...100).map { ZohoBench.customer(first + $0) }
                    return try await connector.upsert(people, kind: .customer).compactMap(\.crmID).count
                }
            }
            for try await count in group { #expect(count == 100) }
        }
        #expect(await bench.zoho.load().peak <= 8)
    }

    @Test("connectors of one process count their calls together")
    func together() async throws {
        let shelf = CredentialShelf()
        let bench = ZohoBench(shelf: shelf)
        _ = try await bench.connector.prepare()
        let connectors = (0..<4).map { _ in bench.another(shelf: shelf) }
        try await withThrowingTaskGroup(of: Int.self) { group in
            for (index, connector) in connectors.enumerated() {
                let first = Int64(index * 1_000)
                group.addTask {
                    let people = (1...100).map { ZohoBench.customer(first + $0) }
                    return try await connector.upsert(people, kind: .customer).compactMap(\.crmID).count
                }
            }
            for try await count in group { #expect(count == 100) }
        }
        #expect(await bench.zoho.load().peak <= 8)
    }

    @Test("a refusal out of the blue means that the day's credits are gone")
    func credits() async throws {
        let bench = ZohoBench()
        _ = try await bench.connector.prepare()
        bench.time.pass(300)
        await bench.zoho.exhaustCredits(true)
        let fault = await bench.fault([ZohoBench.customer(1)], .customer)
        #expect(fault?.code == .quotaExhausted && fault?.disposition == .wait(.seconds(900)))
        await bench.zoho.exhaustCredits(false)
        #expect(try await bench.connector.upsert([ZohoBench.customer(1)], kind: .customer).first?.crmID != nil)
    }

    @Test(
        "what is left of the credits is told to the pacer, with every call from then on, and a process of its own names the metric"
    )
    func forecast() async throws {
        var options = ZohoOptions()
        options.limits.credits = 100
        let bench = ZohoBench(options)
        _ = try await bench.connector.prepare()
        let people = (1...600).map { ZohoBench.customer($0, origin: .history) }
        _ = try await bench.connector.upsert(people, kind: .customer)
        let told = bench.pacer.observed.withLock { $0.compactMap(\.dailyRemaining) }
        #expect(told.last.map { $0 < 50 } == true)
        let finding = try await bench.connector.check().first { $0.subject == "API credits" }
        #expect(finding?.message.contains("sluice_crm_quota_remaining") == true)
        // Doctor is another process beside the server, and has made hardly any calls.
        let doctor = try await bench.another(shelf: CredentialShelf()).check().first { $0.subject == "API credits" }
        #expect(doctor?.message.contains("sluice_crm_quota_remaining") == true)
    }

    @Test("live writes of ten cost one credit each")
    func cost() async throws {
        let bench = ZohoBench()
        _ = try await bench.connector.prepare()
        _ = try await bench.connector.upsert([ZohoBench.order(999)], kind: .order)
        let before = await bench.zoho.load().credits
        _ = try await bench.connector.upsert((1...40).map { ZohoBench.order($0) }, kind: .order)
        #expect(await bench.zoho.load().credits - before == 4)
    }

    @Test("a server's error concerns all, and nothing more is sent")
    func outage() async throws {
        let bench = ZohoBench()
        _ = try await bench.connector.prepare()
        await bench.zoho.clearRequests()
        await bench.zoho.add(SandboxFault(.status(500), path: "/Deals/upsert", times: nil))
        let fault = await bench.fault((1...200).map { ZohoBench.order($0) }, .order)
        #expect(fault?.code == .unavailable && fault?.disposition == .retry && fault?.mayBeWritten == true)
        #expect(await bench.calls("POST /crm/v8/Deals/upsert") <= 4)
    }
}
