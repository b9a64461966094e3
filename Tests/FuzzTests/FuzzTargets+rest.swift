import Outbound
import SyncModel

@testable import Commands
@testable import Connectors

extension FuzzTarget {
    /// Answers of CRMs, as JSON, and as a description reads them: its paths, its rules of what is a fault, and what it finds.
    static let restAnswers = FuzzTarget(
        "rest answers",
        seeds: [
            #"{"list":[{"id":"5","name":"A \u00e4 \ud83d\ude00","amount":-12.50e2,"ok":true,"none":null}],"total":1}"#,
            #"{"data":{"items":[{"id":"d1","shop_id":"7","fields":{"title":"x"}},null]},"account":{"id":1}}"#,
            #"{"error":{"code":"RATE","wait":"12","text":"slow down","fields":["a"]}}"#,
            "[]", "\"text\"", #"{"error":{"code":400,"fields":["a"]}}"#, "<html>Log in</html>", "",
        ],
        folders: ["hubspot/examples", "salesforce/responses", "zoho/examples"]
    ) { bytes in
        _ = ZohoJSON.parse(bytes)
        let parsed = RESTJSON(parsing: bytes)
        let body = parsed ?? .null
        _ = body.shape
        _ = RESTJSON(parsing: body.bytes)
        guard let connector = described else { return }
        let client = connector.client
        for (kind, object) in client.description.objects {
            for (_, operation) in object.operations {
                for status in [200, 400, 404, 429, 500] {
                    let response = OutboundResponse(status: status, body: bytes)
                    let context = RESTFaults.Context(kind: kind, isWrite: status > 400, count: status == 400 ? 2 : 1)
                    _ = client.faults.refusal(response, body, operation, context)
                }
            }
            let answer = RESTAnswer(
                status: 200,
                header: { _ in nil },
                body: body,
                form: RESTForm(bytes, isJSON: parsed != nil)
            )
            let finder = RESTFinder(client: client, object: object, kind: kind)
            for lookup in [object.find, object.findByEmail, object.read].compactMap(\.self) {
                _ = try? finder.records(in: answer, lookup)
            }
        }
    }

    private static let described: RESTConnector? = {
        struct NoTransport: OutboundTransport {
            func send(_ request: OutboundRequest) async throws(OutboundFailure) -> OutboundResponse {
                throw .notSent(reason: "nothing is called")
            }
        }
        struct NoPacer: RequestPacer {
            func admit(_ call: CallClass) async throws {}
            func observe(_ observation: QuotaObservation, for call: CallClass) {}
        }
        struct StoppedClock: WallClock {
            var now: Instant { Instant(seconds: 1_780_000_000) }
        }
        guard let node = try? YAMLDocument.parse(description, file: "crm.yaml") else { return nil }
        let settings = ConnectorSettings(
            credentials: ["token": Secret("t")],
            baseURL: "https://crm.test",
            definition: node,
            transport: NoTransport(),
            pacer: NoPacer(),
            clock: StoppedClock()
        )
        return try? RESTConnector(RESTDescription(reading: node), settings)
    }()

    /// Whether the description is one; a target that reads nothing would find nothing.
    static var isDescribed: Bool { described != nil }

    private static let description = """
        auth: { kind: bearer }
        probe: { path: /me, account: account.id }
        errors:
          message: [error.text, message, "errors[0].detail"]
          rules:
            - { status: 200, path: code, equals: NOT_FOUND, then: gone }
            - { status: 429, then: throttle, seconds: error.wait }
            - { status: 400, path: error.code, contains: dup, then: conflict }
            - { status: 400, then: park, fields: error.fields }
        objects:
          customer:
            object: person
            external_id: shop_id
            find: { path: /people, query: { shop_id: "{external_id}" }, records: [items, list] }
            find_by_email: { path: /people, query: { email: "{email}" }, records: "data.items[0].person" }
            read: { path: "/people/{id}" }
            create: { path: /people }
            update: { path: "/people/{id}" }
            erase: { path: "/people/{id}" }
          order:
            object: deal
            external_id: shop_id
            find: { path: /deals, query: { shop_id: "{external_id}" }, records: data.items }
            create: { path: /deals }
            update: { path: "/deals/{id}" }
        """
}
