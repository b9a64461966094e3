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

    private static let readable = people.replacing(
        "create: {",
        with: "read: { path: \"/people/{id}\" }\n    create: {"
    )

    private func erase(
        _ description: String,
        _ answer: @escaping RESTBench.Answer
    ) async throws
        -> Result<ContactErasure.Outcome, DeliveryFault>
    {
        let bench = try RESTBench(description, answer)
        do throws(DeliveryFault) {
            return .success(try await bench.connector.erase(erasure(deletes: true)))
        } catch {
            return .failure(error)
        }
    }

    @Test("A proxy's 404 does not pass for an erasure")
    func proxy() async throws {
        for description in [Self.people, Self.readable] {
            let result = try await erase(description) { _ in .text(404, "<html>not found</html>") }
            guard case .failure(let fault) = result else {
                Issue.record("\(result)")
                continue
            }
            #expect(fault.disposition == .retry && fault.message.contains("proxy"))
        }
    }

    @Test("A record that can be read still is not erased by a 404 at the erasure's address")
    func stillThere() async throws {
        let result = try await erase(Self.readable) { asked in
            asked.method == "GET" ? .text(200, #"{"id":"p1"}"#) : .text(404, #"{"error":"no route"}"#)
        }
        guard case .failure(let fault) = result else { throw UnexpectedErasure() }
        #expect(fault.disposition == .retry && fault.message.contains("can be read"))
    }

    @Test("What the API, a rule, or a look-up that is answered says is gone is gone")
    func gone() async throws {
        let words = try await erase(Self.people) { _ in .text(404, #"{"error":"no such person"}"#) }
        #expect(words == .success(.absent))
        let rule = Self.people.replacing("rules: [", with: "rules: [{ status: 404, then: gone }, ")
        let ruled = try await erase(rule) { _ in .text(404, "<html>none</html>") }
        #expect(ruled == .success(.absent))
        let looked = try await erase(Self.readable) { asked in
            asked.target.contains("shop_id") ? .text(200, #"{"data":[]}"#) : .text(404, "<html>none</html>")
        }
        #expect(looked == .success(.absent))
    }

    private struct UnexpectedErasure: Error {}
}
