import Connectors
import Foundation
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

    @Test func whatCannotBeTakenOutIsNamed() async throws {
        let lasting = Self.text.replacingOccurrences(of: "    erase: { path: \"/deals/{id}\" }\n", with: "")
        #expect(lasting != Self.text)
        let steps = try await walk(lasting)
        #expect(steps.last?.name == "remove" && steps.last?.exchanges.isEmpty == true)
        #expect(steps.last?.outcome.hasPrefix("d1 stays in the CRM: the description has no \"erase\"") == true)
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

    private static let batches = """
        auth: { kind: none }
        objects:
          order:
            object: deal
            external_id: shop_id
            find: { path: /deals, query: { shop_id: "{external_id}" }, records: data }
            create:
              path: /deals
              batch: { size: 10, path: /deals/batch, body: { inputs: "{records}" }, results: results }
            update:
              path: "/deals/{id}"
              batch: { size: 10, method: PUT, path: /deals/batch, body: { inputs: "{records}" }, results: results }
            erase: { path: "/deals/{id}" }
        mapping: { order: { object: deal, fields: { title: order.name, shop_id: order.id } } }
        """

    /// Takes batches as well as single deals, of which the first is d1; a batch's answer is given.
    private actor ManyDeals: OutboundTransport {
        private let answer: String
        private var isThere = false

        init(answer: String) { self.answer = answer }

        func send(_ request: OutboundRequest) async throws(OutboundFailure) -> OutboundResponse {
            let body: String
            switch request.method {
            case .get: body = isThere ? #"{"data":[{"id":"d1","shop_id":"820982911946154508"}]}"# : #"{"data":[]}"#
            case _ where request.url.hasSuffix("/batch"): body = answer
            default:
                isThere = request.method != .delete
                body = #"{"id":"d1"}"#
            }
            return OutboundResponse(
                status: 200,
                headers: [(name: "content-type", value: "application/json")],
                body: Array(body.utf8)
            )
        }
    }

    @Test("The batches that a server would use are tried with one record each, and what they made is taken out")
    func batches() async throws {
        let steps = try await walk(Self.batches, ManyDeals(answer: #"{"results":[{"id":"d2"}]}"#))
        #expect(steps.filter { !$0.isFine }.isEmpty, "\(steps)")
        #expect(
            steps.map(\.name) == [
                "credentials", "find", "create", "update", "create in a batch", "update in a batch", "find again",
                "remove",
                "remove",
            ]
        )
        let calls = steps.flatMap(\.exchanges)
        let made = try #require(calls.first { $0.method == "POST" && $0.url.hasSuffix("/batch") })
        // Another record, for the first is there already.
        #expect(made.requestBody?.contains("820982911946154509") == true)
        #expect(made.requestBody?.contains("820982911946154508") == false)
        let changed = try #require(calls.first { $0.method == "PUT" })
        #expect(changed.requestBody?.contains("820982911946154508") == true)
        #expect(
            calls.filter { $0.method == "DELETE" }.map(\.url) == ["d2", "d1"].map { "https://crm.test/deals/\($0)" }
        )
    }

    @Test("A batch that cannot be read is a failure, although single records are written")
    func brokenBatch() async throws {
        let steps = try await walk(Self.batches, ManyDeals(answer: #"{"items":[]}"#))
        let failed = steps.filter { !$0.isFine }
        #expect(failed.map(\.name) == ["create in a batch", "update in a batch"])
        for step in failed { #expect(step.outcome.contains("results") && step.outcome.contains("mend the batch")) }
    }

    @Test("The requests that are shown without a call include the batches")
    func rehearsedBatches() throws {
        let description = try RESTDescription(reading: YAMLDocument.parse(Self.batches, file: "crm.yaml"))
        let mapping = try MappingCompiler(MappingOptions(externalIDs: description.externalIDs)).compile(
            try #require(description.mapping)
        )
        guard case .content(let content) = try mapping.map(RESTSample.input(.order)) else { return }
        let requests = try #require(description.rehearsal(of: content, kind: .order))
        #expect(
            requests.map(\.name) == [
                "find", "create", "update", "erase", "create in a batch", "update in a batch",
            ]
        )
        let body = String(decoding: requests.last?.request.body ?? [], as: UTF8.self)
        #expect(body.hasPrefix(#"{"inputs":[{""#), "\(body)")
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
