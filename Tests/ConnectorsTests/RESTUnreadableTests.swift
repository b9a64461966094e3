import Connectors
import Outbound
import SyncModel
import Testing

@Suite("REST: answers that are not what the description says")
struct RESTUnreadableTests {
    private static let deals = """
        auth: { kind: bearer }
        probe: { path: /me, account: account.id }
        errors: { rules: [{ status: 200, path: code, equals: NOT_FOUND, then: gone }] }
        objects:
          customer:
            object: person
            external_id: shop_id
            find: { path: /people, query: { shop_id: "{external_id}" }, records: items }
            find_by_email: { path: /people, query: { email: "{email}" }, records: items }
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

    /// A CRM that answers look-ups of deals like this and takes everything else.
    private static func bench(_ status: Int = 200, _ answer: String) throws -> RESTBench {
        try RESTBench(deals) { asked in
            asked.method == "GET" ? .text(status, answer) : .text(201, #"{"id":"d1"}"#)
        }
    }

    private func fault(_ bench: RESTBench, _ record: CRMUpsert = RESTBench.order()) async -> DeliveryFault? {
        do {
            for case .failed(let fault) in try await bench.connector.upsert([record], kind: record.key.kind) {
                return fault
            }
            return nil
        } catch {
            return error
        }
    }

    @Test(
        "Nothing is made after a look-up that tells nothing",
        arguments: [
            "<html>Maintenance, back soon</html>", "\u{FEFF}\n<!doctype html><title>Log in</title>", "", "busy",
            #"{"status":"error","error":{"text":"index is being rebuilt"}}"#, #"{"data":{"item":[]}}"#, "[]", "{}",
            #"{"items":[]}"#, #"{"data":null}"#, #"{"data":{"items":"none"}}"#, #"{"data":{"items":[{"key":"d1"}]}}"#,
            #"{"data":{"items":[{"id":"d1","shop_id":"70"},{"error":"shard 2"}]}}"#,
        ]
    )
    func nothing(answer: String) async throws {
        let bench = try Self.bench(200, answer)
        let fault = await fault(bench)
        #expect(fault?.code == .unreadable && fault?.disposition == .retry && fault?.mayBeWritten == false)
        #expect(bench.calls == ["GET /deals?shop_id=7"])
        await #expect(throws: DeliveryFault.self) { try await bench.connector.find(externalIDs: ["7"], kind: .order) }
    }

    @Test(
        "What the description or HTTP calls none is none",
        arguments: [
            (200, #"{"data":{"items":[]}}"#), (200, #"{"data":{"items":null}}"#), (200, #"{"data":{"items":{}}}"#),
            (200, #"{"data":{"items":[null]}}"#), (200, #"{"code":"NOT_FOUND"}"#), (204, ""), (404, ""),
            (404, #"{"error":"none"}"#),
        ]
    )
    func none(status: Int, answer: String) async throws {
        let bench = try Self.bench(status, answer)
        let outcomes = try await bench.connector.upsert([RESTBench.order()], kind: .order)
        #expect(outcomes == [.written(WrittenRecord(crmID: "d1", isNew: true))])
    }

    @Test("A place in a list that is too short is empty, and one in no list is not there")
    func places() async throws {
        let text = Self.deals.replacing("records: data.items }", with: "records: \"data.items[0].deal\" }")
        for (answer, isReadable) in [(#"{"data":{"items":[]}}"#, true), (#"{"data":{}}"#, false)] {
            let bench = try RESTBench(text) { asked in
                asked.method == "GET" ? .text(200, answer) : .text(201, #"{"id":"d1"}"#)
            }
            #expect((await fault(bench) == nil) == isReadable, "\(answer)")
        }
    }

    @Test("A person reads what came and what was expected, and nothing that the answer says of anybody")
    func words() async throws {
        let page = try Self.bench(200, "<html>Plantedfirst,\n  back soon</html>" + String(repeating: "x", count: 9_000))
        let told = try #require(await fault(page)?.message)
        #expect(told.contains("200") && told.contains("a page instead of JSON") && told.count < 600)
        let text = try #require(await fault(try Self.bench(200, "Plantedfirst"))?.message)
        #expect(text.contains("what is no JSON"))
        let error = try Self.bench(
            200,
            #"{"status":"error","people":[{"name":"Plantedfirst","age":7,"is_vip":true},{}],"ada@example.com":{"1":null}}"#
        )
        let words = try #require(await fault(error)?.message)
        #expect(words.contains("find of a deal") && words.contains("records at data.items"))
        #expect(words.contains("{status: a text, people: [2 × {name: a text, age: a number, is_vip: a yes or no}]"))
        #expect(words.contains("…: {…: null}}") && words.contains("then: gone"))
        for said in [told, text, words] { #expect(!said.contains("Planted") && !said.contains("ada@")) }
    }

    @Test("What is told of the destination repeats no answer", arguments: [401, 403, 404, 500, 503])
    func ofTheDestination(status: Int) async throws {
        let bench = try RESTBench(Self.deals) { _ in .text(status, #"{"echo":{"name":"Plantedfirst"}}"#) }
        let fault = try #require(await fault(bench))
        #expect(!fault.message.contains("Planted"), "\(fault.message)")
        #expect(fault.message.contains("echo: {name: a text}"), "\(fault.message)")
    }

    @Test("A person is not made beside one whom a search could not show, and not read as empty")
    func people() async throws {
        let bench = try RESTBench(Self.deals) { asked in
            if asked.method != "GET" { return .text(201, #"{"id":"p1"}"#) }
            return asked.target.contains("shop_id") ? .text(200, #"{"items":[]}"#) : .text(200, #"{"status":"error"}"#)
        }
        #expect(await fault(bench, RESTBench.customer())?.code == .unreadable)
        #expect(!bench.calls.contains(where: { $0.hasPrefix("POST") }))
        await #expect(throws: DeliveryFault.self) {
            try await bench.connector.read(["p1"], kind: .customer, fields: ["email"])
        }
    }

    @Test("A page is no answer to a write either", arguments: [RecordKind.customer, .order])
    func writes(kind: RecordKind) async throws {
        let bench = try RESTBench(Self.deals) { asked in
            asked.method == "GET"
                ? .text(200, #"{"items":[],"data":{"items":[]}}"#) : .text(200, "<html>Maintenance</html>")
        }
        let created = await fault(bench, kind == .order ? RESTBench.order() : RESTBench.customer())
        #expect(created?.code == .unreadable && created?.mayBeWritten == true)
        let linked = kind == .order ? RESTBench.order(7, .record("d1")) : RESTBench.customer(1, .record("p1"))
        #expect(await fault(bench, linked)?.code == .unreadable)
        await #expect(throws: DeliveryFault.self) {
            try await bench.connector.erase(ContactErasure(crmID: "p1", fields: ["email"], deletes: true))
        }
    }

    @Test("An answer to a creation without an id is not a delivery")
    func withoutID() async throws {
        let bench = try RESTBench(Self.deals) { asked in
            .text(200, asked.method == "GET" ? #"{"data":{"items":[]}}"# : #"{"status":"error"}"#)
        }
        let fault = await fault(bench)
        #expect(fault?.code == .unreadable && fault?.mayBeWritten == true)
        #expect(fault?.message.contains("the id of the record at id") == true)
    }

    @Test("A batch whose answer has no list of results is in doubt as a whole")
    func batches() async throws {
        let bench = try RESTBench(
            """
            auth: { kind: bearer }
            objects:
              order:
                object: deal
                external_id: shop_id
                upsert:
                  path: "/deals/{external_id}"
                  batch: { size: 10, path: /deals/batch, body: { inputs: "{records}" }, results: results }
            """
        ) { _ in .text(200, #"{"status":"error"}"#) }
        do throws(DeliveryFault) {
            _ = try await bench.connector.upsert((1...3).map { RESTBench.order($0) }, kind: .order)
            Issue.record("it passed")
        } catch {
            #expect(error.code == .unreadable && error.mayBeWritten)
            #expect(error.message.contains("a list of results at results"))
        }
        #expect(bench.calls == ["POST /deals/batch"])
    }

    @Test(
        "doctor does not take a page, or an answer that is none, for a CRM that works",
        arguments: [
            ("<html>Log in</html>", "connection"), (#"{"status":"error"}"#, "connection"),
            (#"{"account":{"id":1}}"#, "person look-up"),
        ]
    )
    func doctor(answer: String, subject: String) async throws {
        let bench = try RESTBench(Self.deals) { _ in .text(200, answer) }
        let problems = try await bench.connector.check().filter { $0.level == .problem }
        #expect(problems.first?.subject == subject, "\(problems)")
    }

    @Test("An outage is none of the credentials' faults", arguments: [502, 500])
    func outage(status: Int) async throws {
        let bench = try RESTBench(Self.deals) { _ in .text(status, "<html>Bad gateway</html>") }
        #expect(try await bench.connector.check().map(\.subject) == ["connection"])
        let refused = try RESTBench(Self.deals) { _ in .failure(.notSent(reason: "refused")) }
        #expect(try await refused.connector.check().map(\.subject) == ["connection"])
    }
}
