import Connectors
import Outbound
import SyncModel
import Testing

@Suite("REST: erasure")
struct RESTErasureTests {
    private static let people = """
        auth: { kind: bearer }
        values: { empty: omit }
        errors: { rules: [{ status: 422, then: park, fields: fields }] }
        objects:
          customer:
            object: person
            external_id: shop_id
            find: { path: /people, query: { shop_id: "{external_id}" }, records: data }
            create: { path: /people }
            update: { path: "/people/{id}" }
            erase: { path: "/people/{id}" }
            erased: { name: "(erased)" }
        """

    private func erasure(deletes: Bool) -> ContactErasure {
        ContactErasure(crmID: "p1", fields: ["name", "email", "vat"], deletes: deletes)
    }

    @Test("Neutral texts stand for what must not be empty, also where empty fields are left out")
    func neutral() async throws {
        let bench = try RESTBench(Self.people) { _ in .text(200, "{}") }
        #expect(try await bench.connector.erase(erasure(deletes: false)) == .blanked)
        #expect(bench.asked[0].body == #"{"shop_id":null,"name":"(erased)","email":null,"vat":null}"#)
    }

    @Test("A field that the CRM names is left, the others are emptied")
    func named() async throws {
        let bench = try RESTBench(Self.people) { asked in
            asked.body.contains("vat") ? .text(422, #"{"fields":["vat"]}"#) : .text(200, "{}")
        }
        #expect(try await bench.connector.erase(erasure(deletes: false)) == .blanked)
        #expect(bench.asked.last?.body == #"{"shop_id":null,"name":"(erased)","email":null}"#)
    }

    @Test("A refused blanking does not keep the person from being deleted, an outage does")
    func refused() async throws {
        let bench = try RESTBench(Self.people) { asked in
            asked.method == "DELETE" ? .text(204) : .text(400, #"{"message":"name is required"}"#)
        }
        #expect(try await bench.connector.erase(erasure(deletes: true)) == .deleted)
        await #expect(throws: DeliveryFault.self) { try await bench.connector.erase(erasure(deletes: false)) }
        let down = try RESTBench(Self.people) { _ in .text(503) }
        await #expect(throws: DeliveryFault.self) { try await down.connector.erase(erasure(deletes: true)) }
        #expect(down.calls.count == 1)
    }
}
