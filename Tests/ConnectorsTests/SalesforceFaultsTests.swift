import Connectors
import Outbound
import SyncModel
import Synchronization
import Testing

@testable import Sandbox

@Suite("Salesforce: faults")
struct SalesforceFaultsTests {
    private typealias Bench = SalesforceBench

    struct Refused: Sendable, CustomTestStringConvertible {
        var code: String
        var message: String
        var fields: [String] = []
        var fault: DeliveryFault.Code
        var disposition: Disposition
        var testDescription: String { "\(code): \(message.prefix(40))" }
    }

    static let table: [Refused] = [
        Refused(
            code: "UNABLE_TO_LOCK_ROW",
            message: "unable to obtain exclusive access",
            fault: .locked,
            disposition: .retry
        ),
        Refused(
            code: "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY",
            message:
                "AcmeTrigger: execution of AfterUpdate caused by: UNABLE_TO_LOCK_ROW, unable to obtain exclusive access",
            fault: .locked,
            disposition: .retry
        ),
        Refused(
            code: "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY",
            message: "AcmeTrigger: System.LimitException: Too many SOQL queries: 101",
            fault: .unavailable,
            disposition: .retry
        ),
        Refused(
            code: "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY",
            message: "AcmeTrigger: System.NullPointerException",
            fault: .refused,
            disposition: .park
        ),
        Refused(
            code: "FIELD_CUSTOM_VALIDATION_EXCEPTION",
            message: "Deals need a region",
            fields: ["Amount"],
            fault: .refused,
            disposition: .park
        ),
        Refused(
            code: "REQUIRED_FIELD_MISSING",
            message: "Required fields are missing: [Region__c]",
            fields: ["Region__c"],
            fault: .requiredField,
            disposition: .park
        ),
        Refused(
            code: "INVALID_FIELD_FOR_INSERT_UPDATE",
            message: "Unable to create/update fields: Amount.",
            fields: ["Amount"],
            fault: .missingField,
            disposition: .pause(.kind(.order))
        ),
        Refused(
            code: "INSUFFICIENT_ACCESS_OR_READONLY",
            message: "insufficient access rights on object id",
            fault: .missingScope,
            disposition: .pause(.kind(.order))
        ),
        Refused(
            code: "INVALID_FIELD",
            message: "Foreign key external ID: 1 not found for field Shopify_Customer_Id__c in entity Account",
            fault: .unavailable,
            disposition: .retry
        ),
        Refused(
            code: "STORAGE_LIMIT_EXCEEDED",
            message: "storage limit exceeded",
            fault: .quotaExhausted,
            disposition: .pause(.destination)
        ),
        Refused(
            code: "REQUEST_LIMIT_EXCEEDED",
            message: "ConcurrentRequests limit exceeded",
            fault: .rateLimited,
            disposition: .wait(.seconds(60))
        ),
        Refused(
            code: "DUPLICATE_VALUE",
            message: "duplicate value found: Their_Key__c duplicates value on record with id: 006",
            fault: .refused,
            disposition: .park
        ),
        Refused(code: "SOMETHING_NEW", message: "nobody knows", fault: .refused, disposition: .park),
    ]

    @Test("a refused row is told by its code, and its neighbours arrive", arguments: table)
    func rows(_ refused: Refused) async throws {
        let bench = try await Bench.prepared()
        await bench.salesforce.refuse(
            "Opportunity",
            code: refused.code,
            message: refused.message,
            fields: refused.fields,
            where: "Shopify_Order_Id__c",
            is: "2",
            times: nil
        )
        let outcomes = try await bench.connector.upsert((1...3).map { Bench.order($0) }, kind: .order)
        guard case .failed(let fault) = outcomes[1] else {
            Issue.record("\(outcomes[1])")
            return
        }
        #expect(fault.code == refused.fault && fault.disposition == refused.disposition)
        #expect(fault.message.contains(refused.message))
        #expect(await bench.salesforce.count("Opportunity") == 2)
    }

    @Test("a value that Salesforce refuses is left out where the record can exist without it")
    func mending() async throws {
        let bench = try await Bench.prepared()
        let wrong = Bench.customer(1, email: "not an address", fields: [MappedField("FirstName", .text("Ada"))])
        let written = try await bench.write([wrong], .customer)[0]
        #expect(written.warnings.contains(where: { $0.words.hasPrefix("Email was left out") }))
        #expect(await bench.salesforce.record("Contact", written.crmID)?.text("FirstName") == "Ada")
    }

    @Test("two writes of a new key that cross end as one record")
    func crossing() async throws {
        let bench = try await Bench.prepared()
        await bench.salesforce.refuse(
            "Opportunity",
            code: "DUPLICATE_VALUE",
            message: "duplicate value found: Shopify_Order_Id__c duplicates value on record with id: 006000000000001"
        )
        #expect(try await bench.write([Bench.order(1)], .order).count == 1)
    }

    @Test("chunks become smaller where the org's automation cannot take them, and everything arrives")
    func chunks() async throws {
        let bench = try await Bench.prepared()
        await bench.salesforce.refuse(
            "Opportunity",
            code: "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY",
            message: "AcmeTrigger: System.LimitException: Too many SOQL queries: 101",
            times: 200
        )
        bench.transport.forget()
        #expect(try await bench.write((1...200).map { Bench.order($0) }, .order).count == 200)
        let sizes = bench.transport.bodies("/composite/sobjects/Opportunity/").map { $0["records"]?.list?.count ?? 0 }
        #expect(sizes == [200, 100, 100])
    }

    @Test("too many calls at once hold the destination for a minute")
    func burst() async throws {
        let bench = try await Bench.prepared()
        await bench.salesforce.add(SandboxFault(.status(403), path: "/composite/sobjects/"))
        let fault = await bench.fault(Bench.order(1), .order)
        #expect(fault?.code == .rateLimited && fault?.disposition == .wait(.seconds(60)))
    }

    @Test("a spent day holds the destination for a quarter of an hour at a time")
    func quota() async throws {
        let bench = try await Bench.prepared()
        await bench.salesforce.use(calls: 100_000)
        let fault = await bench.fault(Bench.order(1), .order)
        #expect(fault?.code == .rateLimited && fault?.disposition == .wait(.seconds(900)))
        #expect(bench.pacer.observed.withLock { $0.last?.dailyRemaining } == 0)
    }

    @Test("the day's quota is told with every answer")
    func observed() async throws {
        let bench = try await Bench.prepared()
        _ = try await bench.write([Bench.order(1)], .order)
        let last = bench.pacer.observed.withLock { $0.last }
        #expect(last?.dailyLimit == 100_000 && last?.dailyRemaining ?? 100_000 < 100_000)
    }

    @Test("a version that the org no longer has stops the destination and names the key")
    func version() async throws {
        let bench = SalesforceBench(apiVersion: "33.0")
        let fault = await bench.fault(Bench.order(1), .order)
        #expect(fault?.disposition == .pause(.destination) && fault?.message.contains("api_version") == true)
    }

    @Test("a field that the org lacks stops its kind without a write")
    func missingField() async throws {
        let bench = try await Bench.prepared()
        bench.transport.forget()
        let fault = await bench.fault(Bench.order(1, fields: [MappedField("Region__c", .text("North"))]), .order)
        #expect(fault?.code == .missingField && fault?.fields == ["Region__c"])
        #expect(fault?.disposition == .pause(.kind(.order)))
        #expect(!bench.transport.requests.contains(where: { $0.method == .patch }))
    }

    @Test(
        "duplicate rules: saved anyway by default, held where a person must decide",
        arguments: [
            (SalesforceSettings.Duplicates.link, true), (.create, true), (.hold, false),
        ]
    )
    func duplicateRules(_ policy: SalesforceSettings.Duplicates, _ isWritten: Bool) async throws {
        let bench = try await Bench.prepared(duplicates: policy)
        await bench.salesforce.seed("Account", ["Name": "Person 1"])
        let outcome = try await bench.connector.upsert([Bench.customer(1)], kind: .customer)[0]
        switch outcome {
        case .written: #expect(isWritten)
        case .failed(let fault): #expect(!isWritten && fault.code == .identityConflict && fault.disposition == .park)
        default: Issue.record("\(outcome)")
        }
    }

    @Test("a rule that blocks parks the record, and nothing loops")
    func blocking() async throws {
        var options = SalesforceOptions()
        options.accountRule = .block
        let bench = try await Bench.prepared(org: options)
        await bench.salesforce.seed("Account", ["Name": "Person 1"])
        bench.transport.forget()
        let fault = await bench.fault(Bench.customer(1), .customer)
        #expect(fault?.disposition == .park)
        #expect(bench.transport.requests.filter { $0.method == .patch }.count == 1)
    }
}
