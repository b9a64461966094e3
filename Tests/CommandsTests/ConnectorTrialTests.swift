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
        private let found: String
        private let nothing: String
        private let status: Int
        private var isThere = false

        /// - Parameters:
        ///   - found: the answer to a look-up once the deal is there.
        ///   - nothing: the answer before.
        ///   - status: of both.
        init(
            found: String = #"{"data":[{"id":"d1"}]}"#,
            nothing: String = #"{"data":[]}"#,
            status: Int = 200
        ) {
            (self.found, self.nothing, self.status) = (found, nothing, status)
        }

        func send(_ request: OutboundRequest) async throws(OutboundFailure) -> OutboundResponse {
            let (status, body): (Int, String)
            switch request.method {
            case .get: (status, body) = (self.status, isThere ? found : nothing)
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

    private func walk(
        _ text: String = ConnectorTrialTests.text,
        _ crm: any OutboundTransport = OneDeal()
    ) async throws -> [ConnectorTrial.Step] {
        let node = try YAMLDocument.parse(text, file: "crm.yaml")
        let description = try RESTDescription(reading: node)
        let mapping = try MappingCompiler(MappingOptions(externalIDs: description.externalIDs)).compile(
            try #require(description.mapping)
        )
        guard case .content(let content) = try mapping.map(RESTSample.input(.order)) else { return [] }
        let transport = ShowingTransport(base: crm, secrets: ["t0p-secret"])
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

    @Test("Nothing is made where the place of the records is wrong")
    func wrongPlace() async throws {
        let steps = try await walk(Self.text, OneDeal(nothing: #"{"items":[]}"#))
        #expect(steps.map(\.name) == ["deal look-up", "find", "create"])
        for step in steps { #expect(!step.isFine && step.outcome.contains("records at data"), "\(step.outcome)") }
        #expect(!steps.flatMap(\.exchanges).contains(where: { $0.method == "POST" }))
    }

    @Test(
        "What was written and is not found is a failure",
        arguments: [
            (#"{"data":[],"items":[{"shop_id":"820982911946154508"}]}"#, 200, "items[0].shop_id"),
            (#"{"data":[{"id":"d1","ref":"7"}]}"#, 200, "1 records, and in none of them our id at ref"),
            (#"{"items":[{"id":"d1"}]}"#, 200, "records at data"), ("", 404, "404"),
        ]
    )
    func notFoundAgain(found: String, status: Int, words: String) async throws {
        let text = Self.text.replacing("records: data }", with: "records: data, external_id: ref }")
        let steps = try await walk(text, OneDeal(found: found, status: status))
        let step = try #require(steps.first { $0.name == "find again" })
        #expect(!step.isFine && step.outcome.contains(words), "\(step.outcome)")
    }

    @Test("An empty list is too early, which is no failure")
    func tooSoon() async throws {
        let steps = try await walk(Self.text, OneDeal(found: #"{"data":[],"filter":{"shop_id":"820982911946154508"}}"#))
        let step = try #require(steps.first { $0.name == "find again" })
        #expect(step.isFine && step.outcome.contains("too soon"))
    }

    /// Answers nothing.
    private struct Unreachable: OutboundTransport {
        func send(_ request: OutboundRequest) async throws(OutboundFailure) -> OutboundResponse {
            throw .notSent(reason: "no connection could be opened")
        }
    }

    @Test("A CRM that cannot be reached is not called a matter of credentials")
    func unreachable() async throws {
        let text = Self.text.replacing("objects:", with: "probe: { path: /me }\nobjects:")
        let step = try #require(try await walk(text, Unreachable()).first)
        #expect(step.name == "connection" && !step.isFine && !step.outcome.contains("unauthorized"))
    }
}
