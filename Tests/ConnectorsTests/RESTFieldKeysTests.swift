import Connectors
import Outbound
import SyncModel
import Testing

@Suite("REST: fields under keys of the CRM's own")
struct RESTFieldKeysTests {
    private static let text = """
        auth: { kind: bearer }
        objects:
          order:
            object: deal
            external_id: shopify_order_id
            own_fields:
              path: /fields
              query: { limit: "2", cursor: "{cursor}" }
              records: data
              next: more.cursor
              label: name
              key: code
              create: { path: /fields, body: { name: "{field}" } }
            upsert: { path: "/deals/{external_id}", body: { custom: "{own_fields}" } }
        """

    private func bench(_ answer: @escaping RESTBench.Answer) throws -> RESTBench {
        let own = ["shopify_order_id", "shopify_tags"].map { OwnField(name: $0, label: $0, type: .text) }
        return try RESTBench(Self.text, ownFields: [.order: own], answer)
    }

    @Test("A field on the second page is there, and is not made again")
    func pages() async throws {
        let bench = try bench { asked in
            asked.target == "/fields?limit=2"
                ? .text(200, #"{"data":[{"name":"shopify_order_id","code":"a1"}],"more":{"cursor":"p2"}}"#)
                : .text(200, #"{"data":[{"name":"shopify_tags","code":"b2"}],"more":{"cursor":null}}"#)
        }
        let findings = try await bench.connector.prepare()
        #expect(findings.filter { $0.level != .fine } == [])
        #expect(bench.calls == ["GET /fields?limit=2", "GET /fields?limit=2&cursor=p2"])
    }

    @Test(
        "Fields are not made again after a list that cannot be read",
        arguments: [
            "<html>Maintenance</html>", "", #"{"status":"error"}"#, #"{"data":[{"label":"shopify_tags","code":"b2"}]}"#,
            #"{"data":[{"name":"x","code":"x"}],"more":{"cursor":"p2"}}"#,
        ]
    )
    func unreadable(answer: String) async throws {
        let bench = try bench { _ in .text(200, answer) }
        await #expect(throws: DeliveryFault.self) { try await bench.connector.prepare() }
        #expect(!bench.calls.contains(where: { $0.hasPrefix("POST") }) && bench.calls.count <= 2)
    }

    @Test("An empty list is one in which the fields are missing")
    func empty() async throws {
        let bench = try bench { asked in .text(asked.method == "GET" ? 200 : 201, #"{"data":[]}"#) }
        #expect(try await bench.connector.prepare().filter { $0.level == .made }.count == 2)
    }

    @Test("A description that names the next page must ask for it")
    func asking() throws {
        let mistakes = try RESTBench.mistakes(Self.text.replacing(", cursor: \"{cursor}\"", with: ""))
        #expect(mistakes.count == 1 && mistakes[0].contains("does not ask for the next page"))
    }
}
