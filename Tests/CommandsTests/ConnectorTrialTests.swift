import Connectors
import Outbound
import SyncEngine
import SyncModel
import Testing

@testable import Commands

@Suite("Trying a description out")
struct ConnectorTrialTests {
    private static let text = """
        auth: { kind: bearer }
        objects:
          order:
            object: deal
            external_id: shop_id
            find: { path: /deals, query: { shop_id: "{external_id}" }, records: data }
            create: { path: /deals, body: { title: "{fields.title}" } }
            update: { path: "/deals/{id}", body: { title: "{fields.title}" } }
            erase: { path: "/deals/{id}" }
        mapping: { order: { object: deal, fields: { title: order.name } } }
        """

    /// A CRM with at most one deal.
    private actor OneDeal: OutboundTransport {
        private var isThere = false

        func send(_ request: OutboundRequest) async throws(OutboundFailure) -> OutboundResponse {
            let (status, body): (Int, String)
            switch request.method {
            case .get: (status, body) = (200, isThere ? #"{"data":[{"id":"d1"}]}"# : #"{"data":[]}"#)
            case .post:
                isThere = true
                (status, body) = (201, #"{"id":"d1","echo":"t0p-secret"}"#)
            case .delete:
                isThere = false
                (status, body) = (204, "")
            default: (status, body) = (200, "{}")
            }
            return OutboundResponse(
                status: status,
                headers: [(name: "content-type", value: "application/json")],
                body: Array(body.utf8)
            )
        }
    }

    private struct NoPacer: RequestPacer {
        func admit(_ call: CallClass) async throws {}
        func observe(_ observation: QuotaObservation, for call: CallClass) {}
    }

    private func walk() async throws -> [ConnectorTrial.Step] {
        let node = try YAMLDocument.parse(Self.text, file: "crm.yaml")
        let description = try RESTDescription(reading: node)
        let mapping = try MappingCompiler(MappingOptions(externalIDs: description.externalIDs)).compile(
            try #require(description.mapping)
        )
        guard case .content(let content) = try mapping.map(RESTSample.input(.order)) else { return [] }
        let transport = ShowingTransport(base: OneDeal(), secrets: ["t0p-secret"])
        let connector = try RESTConnector(
            description,
            ConnectorSettings(
                credentials: ["token": Secret("t0p-secret")],
                baseURL: "https://crm.test",
                definition: node,
                transport: transport,
                pacer: NoPacer(),
                clock: SystemClock()
            )
        )
        var walk = ConnectorWalk(connector: connector, transport: transport) { _ in }
        await walk.check()
        await walk.run(content, kind: .order, keeps: false)
        await walk.tidy()
        return walk.steps
    }

    @Test func theSampleIsFoundMadeChangedFoundAndTakenOut() async throws {
        let steps = try await walk()
        #expect(steps.map(\.name) == ["credentials", "find", "create", "update", "find again", "remove"])
        #expect(steps.filter { !$0.isFine }.isEmpty)
        #expect(steps[2].outcome == "made d1" && steps[4].outcome == "the same: d1" && steps[5].outcome == "removed d1")
        let calls = steps.flatMap(\.exchanges).map { "\($0.method) \($0.url)" }
        #expect(
            calls == [
                // Without a probe, the look-up is what can be checked.
                "GET https://crm.test/deals?shop_id=0",
                "GET https://crm.test/deals?shop_id=820982911946154508",
                "GET https://crm.test/deals?shop_id=820982911946154508", "POST https://crm.test/deals",
                "PATCH https://crm.test/deals/d1", "GET https://crm.test/deals?shop_id=820982911946154508",
                "DELETE https://crm.test/deals/d1",
            ]
        )
    }

    @Test func noSecretIsShown() async throws {
        let lines = try await walk().flatMap { ConnectorTrialScreen.lines($0) }
        #expect(!lines.contains(where: { $0.contains("t0p-secret") }))
        #expect(lines.contains("  > authorization: Bearer ***"))
        #expect(lines.contains(#"  < {"id":"d1","echo":"***"}"#))
        #expect(lines.contains(##"  > {"title":"#1001"}"##))
    }
}
