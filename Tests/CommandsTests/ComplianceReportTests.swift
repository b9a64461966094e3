import Foundation
import SyncModel
import Testing

@testable import Commands

/// What `redact` and `export` say, and to whom.
@Suite struct ComplianceReportTests {
    private func request(_ kind: ComplianceKind = .customerRedact) -> ComplianceRequest {
        ComplianceRequest(
            id: .init(rawValue: 12),
            store: StoreName("acme"),
            notice: ComplianceNotice(kind, customerID: 7, orderIDs: [1], email: "ada@example.com", phone: "+49"),
            source: "w1",
            askedAt: Instant(seconds: 1_780_000_000),
            receivedAt: Instant(seconds: 1_780_000_000)
        )
    }

    private func report(
        _ request: ComplianceRequest,
        now: Int64 = 1_780_000_001,
        exists: Bool = true
    ) throws -> (
        ComplianceReport, String
    ) {
        let report = ComplianceReport(request, folder: "/f", now: Instant(seconds: now)) { _ in exists }
        return (report, String(decoding: try Output.encoder.encode(report), as: UTF8.self))
    }

    @Test func nothingOfThePersonIsPrinted() throws {
        var request = request()
        for text in [try report(request).1, try report(request).0.lines.joined()] {
            #expect(!text.contains("ada@") && !text.contains("+49"))
        }
        request.take(.done(file: nil, remark: nil), now: Instant(seconds: 1_780_000_100))
        #expect(try !report(request).1.contains("ada@"))
    }

    @Test func anOpenRequestSaysWhatItWaitsFor() throws {
        var request = request()
        request.take(.waiting("still to be erased in: hubspot"), now: Instant(seconds: 1_780_000_100))
        let (report, json) = try report(request)
        #expect(
            report.lines == [
                "Request 12 about customer 7 of acme is not done yet: still to be erased in: hubspot."
            ]
        )
        #expect(json.contains("\"customer_id\" : \"7\"") && json.contains("\"is_overdue\" : false"))
        #expect(report.row.contains { $0.hasPrefix("due ") })
        let late = try self.report(request, now: 1_780_000_000 + 31 * 86_400).0
        #expect(late.isOverdue && late.row.contains { $0.hasPrefix("OVERDUE since ") })
    }

    @Test func aFileIsNamedAsLongAsItIsKept() throws {
        var request = request(.dataRequest)
        request.take(.done(file: "acme-customer-7-12.json", remark: nil), now: Instant(seconds: 1_780_000_100))
        #expect(try report(request).0.file == "/f/acme-customer-7-12.json")
        #expect(try report(request, now: 1_780_000_100 + 30 * 86_400).0.file == nil)
        // Erased since, or moved away by whoever handed it on.
        #expect(try report(request, exists: false).0.file == nil)
    }

    @Test func theProofCountsWhatWasErased() throws {
        var request = request()
        var counts = ErasureCounts()
        counts.customers = 1
        counts.orders = 2
        request.count(counts)
        var task = CRMErasure(
            request: request.id,
            destination: DestinationName("hubspot"),
            store: request.store,
            customerID: 7,
            link: nil,
            adopting: nil,
            due: .beginning
        )
        task.outcome = .unreachable
        request.count([task])
        request.take(.done(file: nil, remark: nil), now: Instant(seconds: 1_780_000_100))
        let report = try report(request).0
        #expect(report.lines.count == 3 && report.lines[1].contains("1 customers, 2 orders"))
        #expect(report.lines[2] == "  hubspot: 1 unreachable")
        #expect(report.needsPerson)
    }

    @Test func theWarningSaysWhatHappensInEachCRM() throws {
        for (policy, words) in [
            ("blank", "our fields and our id in the contact are emptied"), ("delete", "removed for good"),
            ("leave", "nothing is changed"),
        ] {
            let folder = try ConfigurationFolder([
                "sluice.yaml": """
                compliance: { folder: people }
                stores: [{ name: acme, shop: acme.myshopify.com, webhook_secrets: [s] }]
                destinations:
                  - { name: hubspot, type: hubspot, credentials: { access_token: t }, on_redact: \(policy) }
                """
            ])
            let configuration = try folder.load()
            #expect(configuration.complianceFolder.hasSuffix("/people"))
            let key = RecordKey(store: StoreName("acme"), kind: .customer, id: 7)
            let lines = RedactCustomerCommand.warning(key, configuration)
            #expect(lines[0].contains("Customer 7 of acme"))
            #expect(lines[2].hasPrefix("  hubspot: ") && lines[2].contains(words))
        }
    }
}
