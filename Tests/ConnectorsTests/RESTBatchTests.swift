import Connectors
import Outbound
import SyncModel
import Testing

@Suite("REST: several records in one call")
struct RESTBatchTests {
    private static let text = """
        auth: { kind: none }
        values: { decimals: text, external_id: number }
        errors: { message: [error, message] }
        objects:
          order:
            object: deal
            external_id: shop_id
            upsert:
              path: "/deals/{external_id}"
              batch:
                size: 3
                path: /deals/batch
                body: { inputs: "{records}" }
                results: results
                match: shop_id
                status: status
        """

    private func records(_ count: Int64) -> [CRMUpsert] { (1...count).map { RESTBench.order($0) } }

    /// Answers each input, in reverse, with an error for the ids given.
    private static func answer(_ asked: RESTBench.Asked, refusing: Set<String> = []) -> String {
        let inputs = RESTJSON(parsing: Array(asked.body.utf8))?["inputs"]?.items ?? []
        let results = inputs.reversed().map { input -> String in
            let id = input["shop_id"]?.scalar ?? ""
            return refusing.contains(id)
                ? #"{"shop_id":"\#(id)","status":422,"error":"too long"}"#
                : #"{"shop_id":"\#(id)","status":201,"id":"d\#(id)"}"#
        }
        return "{\"results\":[\(results.joined(separator: ","))]}"
    }

    @Test func resultsAreReadOneByOneAndMatchedById() async throws {
        let bench = try RESTBench(Self.text) { .text(200, Self.answer($0, refusing: ["2"])) }
        let outcomes = try await bench.connector.upsert(records(5), kind: .order)
        #expect(outcomes.count == 5)
        #expect(outcomes[1] == .failed(DeliveryFault(.refused, .park, message: "too long")))
        for index in [0, 2, 3, 4] {
            #expect(outcomes[index] == .written(WrittenRecord(crmID: "d\(index + 1)", isNew: true)))
        }
        #expect(bench.calls == ["POST /deals/batch", "POST /deals/batch"])
        #expect(
            bench.asked[1].body
                == #"{"inputs":[{"shop_id":4,"title":"Shopify Order #1","amount":"149.9"},"#
                + #"{"shop_id":5,"title":"Shopify Order #1","amount":"149.9"}]}"#
        )
    }

    @Test func aBatchThatIsRefusedAsAWholeIsHalvedUntilTheRecordAtFaultStandsAlone() async throws {
        let bench = try RESTBench(Self.text) { asked in
            if asked.target == "/deals/batch" {
                return asked.body.contains(#""shop_id":3,"#)
                    ? .text(400, #"{"error":"bad"}"#) : .text(200, Self.answer(asked))
            }
            return asked.target == "/deals/3" ? .text(400, #"{"error":"bad"}"#) : .text(200, #"{"id":"d1"}"#)
        }
        let outcomes = try await bench.connector.upsert(records(3), kind: .order)
        #expect(outcomes[0] == .written(WrittenRecord(crmID: "d1", isNew: false)))
        #expect(outcomes[1] == .written(WrittenRecord(crmID: "d1", isNew: false)))
        #expect(outcomes[2] == .failed(DeliveryFault(.refused, .park, message: "bad")))
    }

    @Test func anOutageEndsThePass() async throws {
        let bench = try RESTBench(Self.text) { _ in .text(503) }
        await #expect(throws: DeliveryFault.self) { try await bench.connector.upsert(records(9), kind: .order) }
        #expect(bench.calls.count == 1)
    }

    @Test func aRecordThatTheAnswerDoesNotNameIsTriedAgain() async throws {
        let bench = try RESTBench(Self.text) { _ in .text(200, #"{"results":[]}"#) }
        await #expect(throws: DeliveryFault.self) { try await bench.connector.upsert(records(2), kind: .order) }
    }

    /// A CRM whose batches answer in the order sent, without saying which record a result is of.
    private static func positional(_ write: String, match: String = "") -> String {
        """
        auth: { kind: none }
        values: { external_id: number }
        objects:
          order:
            object: deal
            external_id: shop_id
            find: { path: /deals, query: { shop_id: "{external_id}" }, records: items }
            \(write):
              path: "/deals\(write == "create" ? "" : write == "update" ? "/{id}" : "/{external_id}")"
              batch:
                size: 3
                path: /deals/batch
                body: { inputs: "{records}" }
                results: results
                status: status
                \(match)
            \(write == "update" ? "create: { path: /deals }" : "")
        """
    }

    /// The second of three records is left out of the answer.
    private static func leavingOut(_ asked: RESTBench.Asked) -> Result<OutboundResponse, OutboundFailure> {
        guard asked.method != "GET" else { return .text(200, #"{"items":[]}"#) }
        return .text(
            200,
            #"{"results":[{"shop_id":1,"status":201,"id":"d1"},{"shop_id":3,"status":201,"id":"d3"}]}"#
        )
    }

    private func three(_ write: String) -> [CRMUpsert] {
        (1...3).map { RESTBench.order($0, write == "update" ? .record("d\($0)") : .externalID) }
    }

    @Test(
        "A batch that answers fewer results than records, and does not say whose they are, gives nobody another's id",
        arguments: ["create", "update", "upsert"]
    )
    func fewerResults(_ write: String) async throws {
        let bench = try RESTBench(Self.positional(write), Self.leavingOut)
        do throws(DeliveryFault) {
            let outcomes = try await bench.connector.upsert(three(write), kind: .order)
            Issue.record("\(outcomes)")
        } catch {
            #expect(error.code == .unreadable && error.disposition == .retry && error.mayBeWritten)
            #expect(error.message.contains("the batch of a deal (\(write))"))
            #expect(error.message.contains("3 results at results") && error.message.contains("not 2"))
            #expect(error.message.contains("\"match\""))
        }
        #expect(bench.calls.count { $0 == "POST /deals/batch" } == 1)
    }

    @Test("With match, only the record that was left out is in doubt", arguments: ["create", "upsert"])
    func fewerResultsThatAreNamed(_ write: String) async throws {
        let bench = try RESTBench(Self.positional(write, match: "match: shop_id"), Self.leavingOut)
        let outcomes = try await bench.connector.upsert(three(write), kind: .order)
        #expect(outcomes[0] == .written(WrittenRecord(crmID: "d1", isNew: true)))
        #expect(outcomes[2] == .written(WrittenRecord(crmID: "d3", isNew: true)))
        guard case .failed(let fault) = outcomes[1] else {
            Issue.record("\(outcomes)")
            return
        }
        #expect(fault.code == .unreadable && fault.mayBeWritten)
    }
}
