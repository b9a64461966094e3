import Connectors
import Outbound
import SyncModel
import Synchronization
import Testing

@testable import Sandbox

@Suite("Salesforce: history by bulk jobs")
struct SalesforceBulkTests {
    private typealias Bench = SalesforceBench

    private func jobs(_ bench: SalesforceBench) -> Int {
        bench.transport.requests.filter { $0.url.hasSuffix("/jobs/ingest") }.count
    }

    @Test("thousands of customers go by jobs, accounts before contacts, each with its own end")
    func customers() async throws {
        let bench = try await Bench.prepared()
        let people = (1...2_100).map { id in
            Bench.customer(
                id,
                fields: [
                    MappedField("FirstName", id == 5 ? .clear : .text("Ada, \"the\"\nfirst")),
                    MappedField("Shopify_Orders_Count__c", .integer(id)),
                ],
                origin: .history
            )
        }
        bench.transport.forget()
        let written = try await bench.write(people, .customer)
        #expect(jobs(bench) == 2 && Set(written.map(\.crmID)).count == 2_100)
        #expect(await bench.salesforce.createdCount("Contact") == 2_100)
        let contact = await bench.salesforce.record("Contact", where: "Shopify_Customer_Id__c", is: "7")
        #expect(contact?.id == written[6].crmID && contact?.text("FirstName") == "Ada, \"the\"\nfirst")
        #expect(contact?.text("Shopify_Orders_Count__c") == "7")
        let account = await bench.salesforce.record("Account", where: "Shopify_Customer_Id__c", is: "7")
        #expect(contact?.text("AccountId") == account?.id && account != nil)
    }

    @Test("failed rows are told one by one; what can be mended is sent again by collections")
    func failedRows() async throws {
        let bench = try await Bench.prepared()
        await bench.salesforce.refuse(
            "Opportunity",
            code: "FIELD_CUSTOM_VALIDATION_EXCEPTION",
            message: "Deals need a region",
            where: "Shopify_Order_Id__c",
            is: "3",
            times: nil
        )
        await bench.salesforce.refuse(
            "Opportunity",
            code: "STRING_TOO_LONG",
            message: "Description: data value too large",
            fields: ["Description"],
            where: "Shopify_Order_Id__c",
            is: "4",
            times: 1
        )
        let orders = (1...2_001).map {
            Bench.order($0, fields: [MappedField("Description", .text("1 × Mug"))], origin: .history)
        }
        let outcomes = try await bench.connector.upsert(orders, kind: .order)
        guard case .failed(let fault) = outcomes[2], case .written(let mended) = outcomes[3] else {
            Issue.record("\(outcomes[2]) \(outcomes[3])")
            return
        }
        #expect(fault.disposition == .park && fault.message.contains("Deals need a region"))
        #expect(mended.warnings.count == 1)
        #expect(await bench.salesforce.count("Opportunity") == 2_000)
    }

    @Test("live records never wait for a job")
    func live() async throws {
        let bench = try await Bench.prepared()
        bench.transport.forget()
        _ = try await bench.write((1...2_001).map { Bench.order($0) }, .order)
        #expect(jobs(bench) == 0)
        bench.transport.forget()
        let mixed = [Bench.order(1, stage: "lost")] + (3_000...5_000).map { Bench.order($0, origin: .history) }
        _ = try await bench.write(mixed, .order)
        let writes = bench.transport.requests.filter { $0.method == .patch || $0.method == .put }
        #expect(jobs(bench) == 1)
        #expect(writes.first?.url.contains("/composite/sobjects/Opportunity/") == true)
    }

    @Test("a job that fails before it begins leaves nothing open, and the records are tried later")
    func brokenUpload() async throws {
        let bench = try await Bench.prepared()
        await bench.salesforce.add(SandboxFault(.reset, path: "/batches"))
        let orders = (1...2_001).map { Bench.order($0, origin: .history) }
        let fault = await #expect(throws: DeliveryFault.self) {
            _ = try await bench.connector.upsert(orders, kind: .order)
        }
        #expect(fault?.disposition == .retry)
        let aborted = bench.transport.bodies("/jobs/ingest/").contains { $0["state"]?.string == "Aborted" }
        #expect(aborted)
        #expect(try await bench.write(orders, .order).count == 2_001)
        #expect(await bench.salesforce.createdCount("Opportunity") == 2_001)
    }

    private static func orders() -> [CRMUpsert] { (1...2_001).map { Bench.order($0, origin: .history) } }

    @Test("a question about a job that fails is asked again, and the job's results are taken")
    func failedPolls() async throws {
        let bench = try await Bench.prepared()
        await bench.salesforce.add(SandboxFault(.status(503), path: "/jobs/ingest/", method: "GET", times: 3))
        #expect(try await bench.write(Self.orders(), .order).count == 2_001)
        #expect(jobs(bench) == 1)
        let states = bench.transport.bodies("/jobs/ingest/").compactMap { $0["state"]?.string }
        #expect(states == ["UploadComplete"])
    }

    @Test("a job that is given up is ended, and writes nothing later over what is newer")
    func givenUp() async throws {
        let time = Mutex(Bench.moment)
        var options = SalesforceOptions()
        options.jobSeconds = 7_200
        let bench = try await Bench.prepared(org: options, orgClock: { time.withLock { $0 } })
        let fault = await #expect(throws: DeliveryFault.self) {
            _ = try await bench.connector.upsert(Self.orders(), kind: .order)
        }
        #expect(fault?.disposition == .retry && fault?.mayBeWritten == true)
        #expect(await bench.salesforce.openJobs() == 0)
        let written = try await bench.write([Bench.order(1, stage: "lost")], .order)[0]
        time.withLock { $0 = $0 + .seconds(10_000) }
        await bench.salesforce.runDueJobs()
        let stage = await bench.salesforce.record("Opportunity", written.crmID)?.text("StageName")
        #expect(stage == "Closed Lost")
        #expect(await bench.salesforce.count("Opportunity") == 1)
    }

    @Test("nothing newer is written while a job that was given up cannot be ended")
    func notEnded() async throws {
        let time = Mutex(Bench.moment)
        var options = SalesforceOptions()
        options.jobSeconds = 7_200
        let bench = try await Bench.prepared(org: options, orgClock: { time.withLock { $0 } })
        // The upload's end goes through; every abort after it does not.
        await bench.salesforce.add(SandboxFault(.status(503), path: "/jobs/ingest/", method: "GET", times: nil))
        bench.transport.refuse("Aborted")
        await #expect(throws: DeliveryFault.self) { _ = try await bench.connector.upsert(Self.orders(), kind: .order) }
        #expect(await bench.salesforce.openJobs() == 1)
        let fault = await bench.fault(Bench.order(1, stage: "lost"), .order)
        #expect(fault?.disposition == .retry && fault?.message.contains("bulk job") == true)
        #expect(await bench.salesforce.count("Opportunity") == 0)
        bench.transport.refuse(nil)
        await bench.salesforce.clearFaults()
        _ = try await bench.write([Bench.order(1, stage: "lost")], .order)
        #expect(await bench.salesforce.openJobs() == 0)
        time.withLock { $0 = $0 + .seconds(10_000) }
        await bench.salesforce.runDueJobs()
        #expect(await bench.salesforce.count("Opportunity") == 1)
    }

    /// An org with a job that a process left behind, and one of somebody else's under the same user.
    private func abandoned(
        clock: @escaping @Sendable () -> Instant = { Bench.moment }
    ) async throws -> (bench: SalesforceBench, foreign: String) {
        let bench = try await Bench.prepared(clock: clock)
        let foreign = await bench.salesforce.addJob(object: "Opportunity", operation: "update")
        await leave(bench)
        return (bench, foreign)
    }

    /// Leaves a job behind, as a process does that is killed while it waits.
    private func leave(_ bench: SalesforceBench) async {
        await bench.salesforce.add(SandboxFault(.status(503), path: "/jobs/ingest/", method: "GET", times: nil))
        bench.transport.refuse("Aborted")
        _ = try? await bench.connector.upsert(Self.orders(), kind: .order)
        bench.transport.refuse(nil)
        await bench.salesforce.clearFaults()
    }

    @Test("a job that a process left behind is ended before anything newer is written, and nobody else's")
    func leftovers() async throws {
        let (bench, foreign) = try await abandoned()
        #expect(await bench.salesforce.openJobs() == 2)
        let next = SalesforceBench(continuing: bench)
        _ = try await next.write([Bench.order(1, stage: "lost")], .order)
        #expect(await bench.salesforce.openJobIDs() == [foreign])
        #expect(await bench.salesforce.count("Opportunity") == 1)
    }

    @Test("a user who may not list jobs writes all the same, and is not asked again with every pass")
    func unlisted() async throws {
        let bench = try await Bench.prepared()
        bench.transport.forget()
        bench.transport.forbid("jobs/ingest?")
        for _ in 0..<3 { _ = try await bench.write([Bench.order(1)], .order) }
        let looks = bench.transport.requests.filter { $0.url.contains("jobs/ingest?") }
        #expect(looks.count == 1)
    }

    @Test("passes that begin together look once, and none writes before that is done")
    func together() async throws {
        let (bench, foreign) = try await abandoned()
        let next = SalesforceBench(continuing: bench)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for id in Int64(1)...3 {
                group.addTask { _ = try await next.write([Bench.order(id, stage: "lost")], .order) }
            }
            try await group.waitForAll()
        }
        let looks = next.transport.requests.filter { $0.url.contains("jobs/ingest?") }
        #expect(looks.count == 1)
        #expect(await bench.salesforce.openJobIDs() == [foreign])
    }

    @Test("a process that comes back after another one wrote looks again")
    func comingBack() async throws {
        let time = Mutex(Bench.moment)
        let bench = try await Bench.prepared()
        let first = SalesforceBench(continuing: bench, clock: { time.withLock { $0 } })
        _ = try await first.write([Bench.order(1)], .order)
        await leave(bench)
        #expect(await bench.salesforce.openJobs() == 1)
        time.withLock { $0 = $0 + .seconds(90) }
        _ = try await first.write([Bench.order(1, stage: "lost")], .order)
        #expect(await bench.salesforce.openJobs() == 0)
    }
}
