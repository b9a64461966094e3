import Connectors
import Outbound
import SyncModel
import Testing

@testable import Sandbox

@Suite("REST: what is gone, and what was never there")
struct RESTAbsenceTests {
    private static let deals = """
        auth: { kind: bearer }
        objects:
          order:
            object: deal
            external_id: shop_id
            find: { path: /deals, query: { shop_id: "{external_id}" }, records: data }
            create: { path: /deals }
            update: { path: "/deals/{id}" }
        """

    private func fault(_ bench: RESTBench, _ ids: ClosedRange<Int64> = 7...7) async -> DeliveryFault? {
        do throws(DeliveryFault) {
            _ = try await bench.connector.upsert(ids.map { RESTBench.order($0, .record("d\($0)")) }, kind: .order)
            return nil
        } catch {
            return error
        }
    }

    @Test("A proxy's 404 to everything deletes nothing and stops the kind")
    func proxy() async throws {
        let bench = try RESTBench(Self.deals) { _ in .text(404, "<html>not found</html>") }
        let fault = await fault(bench, 1...3)
        #expect(fault?.code == .refused && fault?.disposition == .pause(.kind(.order)))
        #expect(bench.calls.count == 2)
    }

    @Test("A record that is found where a change found none shows that the address for changes is wrong")
    func wrongAddress() async throws {
        let bench = try RESTBench(Self.deals) { asked in
            asked.method == "GET"
                ? .text(200, #"{"data":[{"id":"d7","shop_id":"7"}]}"#) : .text(404, #"{"error":"no route"}"#)
        }
        #expect(await fault(bench)?.disposition == .pause(.kind(.order)))
    }

    @Test("An API without look-up is refused at the first record")
    func noLookUp() async throws {
        let bench = try RESTBench(Self.deals) { asked in
            asked.method == "POST" ? .text(201, #"{"id":"d1"}"#) : .text(405)
        }
        do throws(DeliveryFault) {
            _ = try await bench.connector.upsert([RESTBench.order()], kind: .order)
            Issue.record("it passed")
        } catch {
            #expect(error.disposition == .pause(.kind(.order)))
        }
        #expect(!bench.calls.contains(where: { $0.hasPrefix("POST") }))
    }

    @Test("The shipped description refuses an API that can only create, and says how to take the risk")
    func yourCRM() async throws {
        let crm = SimulatedRESTCRM(YourCRMShape())
        await crm.add(SandboxFault(.status(404), path: "/v1/deals", method: "GET", times: nil))
        let connector = try RESTSandbox.connector("yourcrm", crm)
        let findings = try await connector.check()
        #expect(findings.contains(where: { $0.level == .problem && $0.subject == "deal look-up" }))
        do throws(DeliveryFault) {
            _ = try await connector.upsert([RESTBench.order()], kind: .order)
            Issue.record("it passed")
        } catch {
            #expect(error.message.contains("i_accept_duplicates_when_an_answer_is_lost"))
        }
        #expect(await crm.createdCount("deals") == 0)
    }

    @Test("A search's hit that does not carry our id is another's record")
    func searchHit() async throws {
        let crm = SimulatedRESTCRM(PipedriveShape())
        let connector = try RESTSandbox.connector("pipedrive", crm)
        _ = try await connector.prepare()
        await crm.act("POST", "/api/v2/dealFields", ["field_name": "Old connector", "field_type": "varchar"])
        let code = try #require(
            await (crm.shape as? PipedriveShape)?.fields["deals"]?.first(where: { $0.name == "Old connector" })?.code
        )
        let old = await crm.act(
            "POST",
            "/api/v2/deals",
            ["title": "Theirs", "custom_fields": .object([.init(code, "7")])]
        )
        #expect(old.status == 201)
        #expect(try await connector.find(externalIDs: ["7"], kind: .order).isEmpty)
        let ours = RESTBench.order(
            7,
            fields: [MappedField("title", .text("Ours")), MappedField("status", .text("won"))]
        )
        for _ in 1...2 { _ = try await connector.upsert([ours], kind: .order) }
        #expect(await crm.rows("deals").count == 2)
    }

    @Test("A search without a place for our id is refused at load")
    func searchWithoutPlace() throws {
        let text = Self.deals.replacing("{ shop_id: \"{external_id}\" }", with: "{ q: \"{external_id}\" }")
        let mistakes = try RESTBench.mistakes(text)
        #expect(mistakes.count == 1 && mistakes[0].contains("only mention the number"))
    }
}
