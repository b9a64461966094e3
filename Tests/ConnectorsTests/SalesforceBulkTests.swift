import Connectors
import Outbound
import SyncModel
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

    @Test("a job that a process left behind is ended before anything newer is written")
    func leftovers() async throws {
        let bench = try await Bench.prepared()
        await bench.salesforce.add(SandboxFault(.status(503), path: "/jobs/ingest/", method: "GET", times: nil))
        let orders = (1...2_001).map { Bench.order($0, origin: .history) }
        await #expect(throws: DeliveryFault.self) { _ = try await bench.connector.upsert(orders, kind: .order) }
        await bench.salesforce.clearFaults()
        #expect(await bench.salesforce.openJobs() == 1)
        let next = SalesforceBench(continuing: bench)
        _ = try await next.write([Bench.order(1, stage: "lost")], .order)
        #expect(await bench.salesforce.openJobs() == 0)
        #expect(await bench.salesforce.count("Opportunity") == 1)
    }
}
