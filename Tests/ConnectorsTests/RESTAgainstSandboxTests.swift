import Connectors
import SyncModel
import Testing

@testable import Sandbox

@Suite("REST: the CRM of the original request")
struct RESTAgainstSandboxTests {
    private static let order: [MappedField] = [
        MappedField("deal_name", .text("Shopify Order #1001")), MappedField("amount", RESTBench.amount),
        MappedField("customer_email", .text("bob@example.com")),
        MappedField("shopify_order_id", .text("820982911946154508")),
        MappedField("pipeline_stage", .text("Closed Won")),
    ]

    private func upsert(_ target: CRMUpsert.Target = .externalID, _ fields: [MappedField] = order) -> CRMUpsert {
        CRMUpsert(
            key: RecordKey(store: StoreName("acme"), kind: .order, id: 820_982_911_946_154_508),
            target: target,
            externalID: "820982911946154508",
            fields: fields
        )
    }

    @Test func anOrderIsOneDealWithItsFiveFields() async throws {
        let crm = SimulatedRESTCRM(YourCRMShape())
        let connector = try RESTSandbox.connector("yourcrm", crm)
        // Customers, of which it is told nothing, are taken all the same: to be left out, and not to wait for ever.
        #expect(RecordKind.allCases.allSatisfy { connector.capabilities.claimLimit[$0, default: 0] > 0 })
        for _ in 0..<2 { _ = try await connector.upsert([upsert()], kind: .order) }
        let rows = await crm.rows("deals")
        #expect(rows.count == 1)
        #expect(
            SandboxJSON.object(rows[0].values).rendered
                == #"{"deal_name":"Shopify Order #1001","amount":149.9,"customer_email":"bob@example.com","#
                + #""shopify_order_id":"820982911946154508","pipeline_stage":"Closed Won"}"#
        )
    }

    @Test func changesAreWrittenToTheSameDeal() async throws {
        let crm = SimulatedRESTCRM(YourCRMShape())
        let connector = try RESTSandbox.connector("yourcrm", crm)
        guard case .written(let made) = try await connector.upsert([upsert()], kind: .order)[0] else {
            throw DeliveryFault(.refused, .park, message: "not made")
        }
        let change = upsert(.record(made.crmID), [MappedField("pipeline_stage", .text("Closed Lost"))])
        _ = try await connector.upsert([change], kind: .order)
        #expect(await crm.row(made.crmID, in: "deals")?["pipeline_stage"] == "Closed Lost")
        #expect(await crm.row(made.crmID, in: "deals")?["amount"] == .number("149.9"))
    }

    @Test(arguments: [SandboxFault(.status(503), .after, method: "POST"), SandboxFault(.reset, .after, method: "POST")])
    func aCreationWhoseAnswerIsLostIsNotMadeTwice(fault: SandboxFault) async throws {
        let crm = SimulatedRESTCRM(YourCRMShape())
        let connector = try RESTSandbox.connector("yourcrm", crm)
        await crm.add(fault)
        await #expect(throws: DeliveryFault.self) { try await connector.upsert([upsert()], kind: .order) }
        _ = try await connector.upsert([upsert()], kind: .order)
        #expect(await crm.rows("deals").count == 1)
    }

    @Test func theLimitIsWaitedFor() async throws {
        let crm = SimulatedRESTCRM(
            YourCRMShape(),
            limit: .init(calls: 1, seconds: 60),
            now: { SandboxTime(seconds: 90) }
        )
        let connector = try RESTSandbox.connector("yourcrm", crm)
        do {
            _ = try await connector.upsert([upsert()], kind: .order)
            Issue.record("the second call was let through")
        } catch {
            #expect(error.code == .rateLimited && error.disposition == .wait(.seconds(30)) && !error.mayBeWritten)
        }
    }

    @Test func aWrongKeyStopsTheDestination() async throws {
        let connector = try RESTSandbox.connector("yourcrm", SimulatedRESTCRM(YourCRMShape()), token: "wrong")
        do {
            _ = try await connector.upsert([upsert()], kind: .order)
            Issue.record("it passed")
        } catch {
            #expect(error.code == .unauthorized && error.disposition == .pause(.destination))
        }
    }

    @Test func pipedrivesFieldsAreMadeOnceAndMissedOnesAreTold() async throws {
        let crm = SimulatedRESTCRM(PipedriveShape())
        let connector = try RESTSandbox.connector("pipedrive", crm)
        let record = CRMUpsert(
            key: RecordKey(store: StoreName("acme"), kind: .customer, id: 1),
            externalID: "1",
            fields: [MappedField("name", .text("Ada"))]
        )
        do {
            _ = try await connector.upsert([record], kind: .customer)
            Issue.record("it passed without fields")
        } catch {
            #expect(error.code == .missingField && error.disposition == .pause(.kind(.customer)))
            #expect(error.fields.contains("shopify_customer_id"))
        }
        let made = try await connector.prepare()
        #expect(made.contains(where: { $0.level == .made }))
        let again = try await connector.prepare()
        #expect(!again.contains(where: { $0.level == .made }))
        _ = try await connector.upsert([record], kind: .customer)
        #expect(await crm.rows("persons").count == 1)
    }
}
