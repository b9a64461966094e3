import Outbound
import SyncModel
import Synchronization
import Testing

@testable import Connectors

@Suite("HubSpot: every refusal means one thing")
struct HubSpotFaultsTests {
    private let write = HubSpotFaults.Context(kind: .order, isWrite: true, count: 1)

    struct Case: Sendable, CustomTestStringConvertible {
        var example: String
        var code: DeliveryFault.Code
        var disposition: Disposition
        var count = 1
        var mayBeWritten = false
        var fields: [String] = []
        var testDescription: String { "\(example) × \(count)" }
    }

    static let cases = [
        Case(example: "batch.400-duplicate-ids", code: .refused, disposition: .bisect, count: 2),
        Case(
            example: "batch.400-non-unique-id-property",
            code: .missingField,
            disposition: .pause(.kind(.order)),
            count: 100
        ),
        Case(
            example: "batch.400-whole-batch-validation",
            code: .missingField,
            disposition: .pause(.kind(.order)),
            count: 100,
            fields: ["first000name", "last000name"]
        ),
        Case(example: "contact.400-invalid-email", code: .invalidValue, disposition: .park, fields: ["email"]),
        Case(
            example: "contact.400-invalid-email",
            code: .invalidValue,
            disposition: .bisect,
            count: 2,
            fields: ["email"]
        ),
        Case(
            example: "write.400-conditional-required",
            code: .requiredField,
            disposition: .park,
            fields: ["closedate"]
        ),
        Case(example: "auth.401-expired", code: .unauthorized, disposition: .pause(.destination)),
        Case(example: "auth.403-missing-scopes", code: .missingScope, disposition: .pause(.kind(.order))),
        Case(example: "contact-create.409-conflict", code: .identityConflict, disposition: .park),
        Case(example: "contacts-batch-create.409-conflict", code: .identityConflict, disposition: .bisect, count: 100),
        Case(example: "limit.429-ten-secondly", code: .rateLimited, disposition: .wait(.seconds(10))),
        Case(example: "limit.429-search-secondly", code: .rateLimited, disposition: .wait(.seconds(1))),
        Case(example: "limit.429-daily", code: .quotaExhausted, disposition: .wait(.seconds(3_600))),
        Case(example: "limit.423-locked", code: .locked, disposition: .retry),
        Case(example: "migration.477", code: .unavailable, disposition: .wait(.seconds(3_600))),
        Case(example: "gateway.502-html", code: .unavailable, disposition: .retry, mayBeWritten: true),
    ]

    @Test("from the recorded and documented answers", arguments: cases)
    func example(_ expected: Case) throws {
        let example = try HubSpotExample(expected.example)
        var context = write
        context.count = expected.count
        let fault = try #require(HubSpotFaults.refusal(example.response, context)).fault
        #expect(fault.code == expected.code)
        #expect(fault.disposition == expected.disposition)
        #expect(fault.mayBeWritten == expected.mayBeWritten)
        #expect(fault.fields == expected.fields)
        #expect(!fault.message.isEmpty)
    }

    @Test("a missing scope is named, with HubSpot's correlation id")
    func scopes() throws {
        let example = try HubSpotExample("auth.403-missing-scopes")
        let fault = try #require(HubSpotFaults.refusal(example.response, write)).fault
        #expect(fault.message.contains("crm.objects.orders.write"))
        #expect(fault.correlationID == "dc49c0a8-9952-4937-aad4-e322b1e5cee0")
    }

    @Test("the day's quota comes back at the account's midnight")
    func midnight() async throws {
        // 2026-11-23T10:00:00Z is 05:00 at -05:00: nineteen hours to go, and a few seconds for clocks that differ.
        let bench = HubSpotBench(clock: { Instant(seconds: 1_795_428_000) }) { call in
            call.path.contains("account-info")
                ? .account
                : .json(429, ["message": "You have reached your daily limit.", "policyName": "DAILY"])
        }
        let fault = try #require(await bench.thrown([HubSpotRecords.customer(1)], .customer))
        #expect(fault.disposition == .wait(.seconds(19 * 3_600 + 5)))
        #expect(fault.code == .quotaExhausted)
    }

    @Test("statuses without an example", arguments: [500, 503, 504, 521, 522, 523, 524, 525, 526])
    func serverErrors(_ status: Int) throws {
        let response = OutboundResponse(status: status, body: Array("<html>no</html>".utf8))
        let fault = try #require(HubSpotFaults.refusal(response, write)).fault
        #expect(fault.code == .unavailable)
        #expect(fault.disposition == .retry)
        #expect(fault.mayBeWritten)
        let reading = HubSpotFaults.Context(kind: .order, isWrite: false)
        #expect(try #require(HubSpotFaults.refusal(response, reading)).fault.mayBeWritten == false)
    }

    @Test("what is no answer of HubSpot's at all")
    func strangers() throws {
        func fault(_ status: Int, _ body: String) throws -> DeliveryFault {
            try #require(HubSpotFaults.refusal(OutboundResponse(status: status, body: Array(body.utf8)), write)).fault
        }
        #expect(try fault(301, "").disposition == .pause(.destination))
        #expect(try fault(403, "<html>blocked</html>").code == .refused)
        #expect(try fault(403, "<html>blocked</html>").disposition == .pause(.destination))
        #expect(try fault(404, "<html>none</html>").disposition == .pause(.kind(.order)))
        #expect(try fault(404, #"{"category":"OBJECT_NOT_FOUND","message":"no"}"#).code == .gone)
        #expect(try fault(414, "").disposition == .park)
        #expect(try fault(400, "<html>bad</html>").disposition == .park)
        #expect(HubSpotFaults.refusal(OutboundResponse(status: 204), write) == nil)
    }

    @Test("a call without an answer")
    func transport() {
        #expect(HubSpotFaults.refusal(.notSent(reason: "refused"), write).fault.mayBeWritten == false)
        #expect(HubSpotFaults.refusal(.notSent(reason: "refused"), write).fault.disposition == .retry)
        #expect(HubSpotFaults.refusal(.noAnswer(reason: "timeout"), write).fault.mayBeWritten)
        #expect(HubSpotFaults.refusal(.noAnswer(reason: "timeout"), write).fault.code == .noAnswer)
        #expect(HubSpotFaults.refusal(.tooLarge(limit: 1), write).fault.mayBeWritten)
        #expect(HubSpotFaults.refusal(.refusedHost("https://x"), write).fault.disposition == .pause(.destination))
    }

    @Test("a lock holds the next call for its two seconds")
    func lock() async throws {
        let bench = HubSpotBench { call in
            call.path.contains("account-info") ? .account : .json(423, ["message": "Locked"])
        }
        let outcomes = try await bench.connector.upsert([HubSpotRecords.customer(1)], kind: .customer)
        guard case .failed(let fault) = outcomes[0] else { throw Unexpected(outcomes[0]) }
        #expect(fault.code == .locked)
        #expect(bench.pacer.observed.withLock { $0.last?.refusedFor } == .seconds(2))
    }
}

/// An outcome that the test did not expect.
struct Unexpected: Error {
    var outcome: UpsertOutcome
    init(_ outcome: UpsertOutcome) { self.outcome = outcome }
}
