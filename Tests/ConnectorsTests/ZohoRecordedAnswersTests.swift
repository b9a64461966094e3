import Conformance
import Connectors
import Outbound
import SyncModel
import Testing

@testable import Sandbox

/// What follows from each refusal that Zoho documents.
@Suite("Zoho: recorded answers", .requiresContracts)
struct ZohoRecordedAnswersTests {
    /// One recorded answer and what it must be read as.
    struct Expected: Sendable, CustomTestStringConvertible {
        var file: String
        var code: DeliveryFault.Code
        var disposition: Disposition
        var testDescription: String { file }

        init(_ file: String, _ code: DeliveryFault.Code, _ disposition: Disposition) {
            (self.file, self.code, self.disposition) = (file, code, disposition)
        }
    }

    static let answers = [
        Expected("contacts/upsert-400-invalid-length", .invalidValue, .park),
        Expected("contacts/upsert-400-all-failed-mandatory", .requiredField, .park),
        Expected("contacts/upsert-400-layout-rule-mandatory", .requiredField, .park),
        Expected("contacts/upsert-412-already-modified", .unavailable, .retry),
        Expected("contacts/upsert-400-duplicate-data", .identityConflict, .retry),
        Expected("contacts/upsert-400-multiple-errors", .identityConflict, .retry),
        Expected("contacts/update-400-record-locked", .locked, .retry),
        Expected("records/delete-400-not-approved", .locked, .park),
        Expected("errors/400-authorization-failed", .missingScope, .pause(.kind(.customer))),
        Expected("errors/400-dependent-service-error", .unavailable, .retry),
        Expected("errors/400-invalid-module", .missingScope, .pause(.kind(.customer))),
        Expected("errors/401-authentication-failure", .unauthorized, .pause(.destination)),
        Expected("errors/401-invalid-token", .unauthorized, .pause(.destination)),
        Expected("errors/401-oauth-scope-mismatch", .missingScope, .pause(.kind(.customer))),
        Expected("errors/401-oauth-scope-mismatch-wrapped", .missingScope, .pause(.kind(.customer))),
        Expected("errors/403-no-permission", .missingScope, .pause(.kind(.customer))),
        Expected("errors/403-no-permission-wrapped", .missingScope, .pause(.kind(.customer))),
        Expected("errors/404-invalid-url-pattern", .refused, .pause(.destination)),
        Expected("errors/429-too-many-requests", .rateLimited, .wait(.seconds(2))),
        Expected("errors/429-too-many-requests-with-retry-after", .rateLimited, .wait(.seconds(60))),
        Expected("errors/500-internal-error", .unavailable, .retry),
    ]

    @Test(arguments: answers)
    func eachIsReadAsWhatItMeans(_ expected: Expected) async throws {
        let bench = ZohoBench()
        _ = try await bench.connector.prepare()
        let recorded = try SandboxJSON(parsing: Contracts.bytes("zoho/examples/\(expected.file).json"))
        let answer = OutboundResponse(
            status: try #require(recorded["http_status"]?.intValue),
            body: try #require(recorded["body"]).bytes
        )
        let connector = ZohoConnector(
            settings: ZohoBench.settings(),
            transport: AnsweringInstead(base: ZohoTransport(zoho: bench.zoho), answer: answer),
            pacer: NotingPacer(),
            clock: ScriptedClock { bench.time.instant }
        )
        var fault: DeliveryFault?
        do {
            let outcome = try await connector.upsert([ZohoBench.customer(1)], kind: .customer).first
            if case .failed(let told) = outcome { fault = told }
        } catch {
            fault = error
        }
        #expect(fault?.code == expected.code && fault?.disposition == expected.disposition, "\(fault as Any)")
        #expect(await bench.zoho.count(.contacts) == 0)
    }

    @Test("the simulated organisation refuses in the recorded words")
    func sameWords() async throws {
        let zoho = SimulatedZoho()
        await zoho.act(
            "POST",
            "/settings/fields?module=Contacts",
            [
                "fields": [
                    [
                        "field_label": "Shopify Customer ID", "data_type": "text", "length": 120,
                        "unique": ["case_sensitive": false],
                    ]
                ]
            ]
        )
        let long = String(repeating: "x", count: 100)
        let calls: [(String, SandboxJSON)] = [
            ("contacts/upsert-400-invalid-length", ["Last_Name": .string(long)]),
            ("contacts/upsert-400-all-failed-mandatory", ["Email": "a@example.com"]),
        ]
        for (file, record) in calls {
            let recorded = try SandboxJSON(parsing: Contracts.bytes("zoho/examples/\(file).json"))
            let answer = await zoho.act(
                "POST",
                "/Contacts/upsert",
                ["data": [record], "duplicate_check_fields": ["Shopify_Customer_ID"]]
            )
            #expect(answer.status == recorded["http_status"]?.intValue)
            let (told, wanted) = (answer.body["data"]?.arrayValue?.first, recorded["body"]?["data"]?.arrayValue?.first)
            for name in ["code", "message", "status"] { #expect(told?[name] == wanted?[name], "\(file): \(name)") }
            for member in wanted?["details"]?.members ?? [] {
                #expect(told?["details"]?[member.name] == member.value, "\(file): \(member.name)")
            }
        }
        for (path, file) in [
            ("/Nothing/upsert", "errors/400-invalid-module"), ("/settings/nothing", "errors/404-invalid-url-pattern"),
        ] {
            let recorded = try SandboxJSON(parsing: Contracts.bytes("zoho/examples/\(file).json"))
            let answer = await zoho.act("POST", path)
            #expect(answer.status == recorded["http_status"]?.intValue, "\(file)")
            #expect(answer.body["code"] == recorded["body"]?["code"], "\(file)")
            #expect(answer.body["message"] == recorded["body"]?["message"], "\(file)")
        }
    }
}

/// Answers writes of contacts with one recorded answer, everything else as the simulated organisation does.
private struct AnsweringInstead: OutboundTransport {
    var base: ZohoTransport
    var answer: OutboundResponse

    func send(_ request: OutboundRequest) async throws(OutboundFailure) -> OutboundResponse {
        request.url.hasSuffix("/Contacts/upsert") ? answer : try await base.send(request)
    }
}
