import Connectors
import Outbound
import SyncModel
import Synchronization
import Testing

@Suite("REST: calls and answers")
struct RESTConnectorTests {
    /// Find, create, update, with everything at its default.
    private static let plain = """
        auth: { kind: bearer }
        errors:
          rules:
            - { status: 200, path: errors, exists: true, then: park, fields: "errors[0].field" }
            - { status: 422, path: code, equals: DUPLICATE, then: conflict, records: existing, id: id }
            - { status: 422, path: code, equals: NO_CONTACT, then: parent_gone }
            - { status: 403, path: message, contains: slow down, then: throttle, seconds: retry_in }
        objects:
          customer:
            object: person
            external_id: shop_id
            find: { path: /people, query: { shop_id: "{external_id}" }, records: data }
            find_by_email: { path: /people, query: { email: "{email}" }, records: data }
            read: { path: "/people/{id}" }
            create: { path: /people }
            update: { path: "/people/{id}" }
            erase: { path: "/people/{id}" }
          order:
            object: deal
            external_id: shop_id
            find: { path: /deals, query: { shop_id: "{external_id}" }, records: data }
            create: { path: /deals, body: { title: "{fields.title}", amount: "{fields.amount}", contact: "{parent}" } }
            update: { path: "/deals/{id}", body: { title: "{fields.title}", contact: "{parent}" } }
        """

    private static let nothing = Result<OutboundResponse, OutboundFailure>.text(200, #"{"data":[]}"#)

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

    @Test func aRecordIsLookedForAndThenMade() async throws {
        let bench = try RESTBench(Self.plain) { asked in
            asked.method == "GET" ? Self.nothing : .text(201, #"{"id":9007199254740993}"#)
        }
        let outcomes = try await bench.connector.upsert([RESTBench.order()], kind: .order)
        #expect(outcomes == [.written(WrittenRecord(crmID: "9007199254740993", isNew: true))])
        #expect(bench.calls == ["GET /deals?shop_id=7", "POST /deals"])
        #expect(bench.asked[1].body == #"{"title":"Shopify Order #1","amount":149.9}"#)
        #expect(bench.asked[1].headers["authorization"] == "Bearer t0ken")
        #expect(bench.asked[1].headers["content-type"] == "application/json")
    }

    @Test func oneThatIsThereAlreadyIsWrittenTo() async throws {
        let bench = try RESTBench(Self.plain) { asked in
            asked.method == "GET" ? .text(200, #"{"data":[{"id":"d1","shop_id":"7"}]}"#) : .text(204)
        }
        let outcomes = try await bench.connector.upsert([RESTBench.order()], kind: .order)
        #expect(outcomes == [.written(WrittenRecord(crmID: "d1", isNew: false))])
        #expect(bench.calls == ["GET /deals?shop_id=7", "PATCH /deals/d1"])
    }

    @Test func aLookThatFindsAnothersRecordFindsNothing() async throws {
        let bench = try RESTBench(Self.plain) { asked in
            asked.method == "GET" ? .text(200, #"{"data":[{"id":"d1","shop_id":"70"}]}"#) : .text(201, #"{"id":"d2"}"#)
        }
        _ = try await bench.connector.upsert([RESTBench.order()], kind: .order)
        #expect(bench.calls.last == "POST /deals")
    }

    @Test(arguments: [
        #"{"data":[{"id":"d1","shop_id":7}]}"#, #"{"deals":[{"id":"d0","shop_id":"70"},{"id":"d1","shop_id":"7"}]}"#,
        #"[{"key":"d1","shop_id":"7"},{"id":"d9"}]"#, #"{"id":"d1","shop_id":"7"}"#,
    ])
    func whereRecordsStandMayBeSaidInSeveralWays(found: String) async throws {
        let text = Self.plain.replacing(
            "find: { path: /deals, query: { shop_id: \"{external_id}\" }, records: data }",
            with: "find: { path: /deals, query: { q: \"{external_id}\" }, records: [data, deals, $], id: [id, key],"
                + " external_id: shop_id }"
        )
        let bench = try RESTBench(text) { asked in asked.method == "GET" ? .text(200, found) : .text(204) }
        _ = try await bench.connector.upsert([RESTBench.order()], kind: .order)
        #expect(bench.calls.last == "PATCH /deals/d1")
    }

    @Test func severalRecordsWithOneIdAreForAPersonToSee() async throws {
        let bench = try RESTBench(Self.plain) { _ in
            .text(200, #"{"data":[{"id":"d1","shop_id":"7"},{"id":"d2","shop_id":"7"}]}"#)
        }
        let fault = await fault(bench)
        #expect(fault?.code == .identityConflict && fault?.disposition == .park)
        #expect(fault?.candidates.map(\.crmID) == ["d1", "d2"])
        #expect(bench.calls.count == 1)
    }

    @Test func valuesCannotLeaveTheirPlaces() async throws {
        let hostile = #"x" , "admin": true, "a":"'{}/../%2F&="#
        let bench = try RESTBench(Self.plain) { asked in
            asked.method == "GET" ? Self.nothing : .text(201, #"{"id":1}"#)
        }
        let record = RESTBench.customer(fields: [
            MappedField("email", .text("a&b=c#d@example.com")), MappedField("note", .text(hostile)),
        ])
        _ = try await bench.connector.upsert([record], kind: .customer)
        #expect(bench.calls[1] == "GET /people?email=a%26b%3Dc%23d%40example.com")
        let sent = try #require(RESTJSON(parsing: Array(bench.asked[2].body.utf8)))
        #expect(sent["note"] == .text(hostile) && sent["admin"] == nil)
        _ = try await bench.connector.upsert([RESTBench.order(7, .record("a/../b?c=d"))], kind: .order)
        #expect(bench.calls.last == "PATCH /deals/a%2F..%2Fb%3Fc%3Dd")
        let escaped = await fault(bench, RESTBench.order(7, .record("..")))
        #expect(escaped?.code == .mapping && escaped?.disposition == .park)
    }

    @Test func peopleWhoAreThereAreInConflictWithTheirIds() async throws {
        let bench = try RESTBench(Self.plain) { asked in
            if asked.target.hasPrefix("/people?shop_id") { return Self.nothing }
            if asked.target.hasPrefix("/people?email") { return .text(200, #"{"data":[{"id":"p1"}]}"#) }
            return .text(200, #"{"id":"p1","shop_id":"99"}"#)
        }
        let outcomes = try await bench.connector.upsert([RESTBench.customer()], kind: .customer)
        #expect(outcomes == [.conflict(IdentityConflict(candidates: [CRMCandidate(crmID: "p1", externalID: "99")]))])
        #expect(bench.calls[1] == "GET /people?email=ada%40example.com")
    }

    @Test func aRefusalAsADuplicateNamesTheRecordsInTheWay() async throws {
        let bench = try RESTBench(Self.plain) { asked in
            if asked.method == "POST" { return .text(422, #"{"code":"DUPLICATE","existing":[{"id":"p8"}]}"#) }
            return asked.target == "/people/p8" ? .text(200, #"{"id":"p8"}"#) : Self.nothing
        }
        let outcomes = try await bench.connector.upsert([RESTBench.customer()], kind: .customer)
        #expect(outcomes == [.conflict(IdentityConflict(candidates: [CRMCandidate(crmID: "p8")]))])
    }

    @Test func anOrderWhoseContactIsGoneGoesWithoutIt() async throws {
        let bench = try RESTBench(Self.plain) { asked in
            if asked.method == "GET" { return Self.nothing }
            return asked.body.contains("contact") ? .text(422, #"{"code":"NO_CONTACT"}"#) : .text(201, #"{"id":"d1"}"#)
        }
        let outcomes = try await bench.connector.upsert([RESTBench.order(parent: "p1")], kind: .order)
        #expect(outcomes == [.written(WrittenRecord(crmID: "d1", isNew: true, lacksParent: true))])
    }

    @Test("An order without a buyer loses its contact, and the rest of it where the CRM does not let that go")
    func withoutABuyer() async throws {
        for isTaken in [true, false] {
            let bench = try RESTBench(Self.plain) { asked in
                asked.body.contains(#""contact":null"#) && !isTaken
                    ? .text(422, #"{"message":"contact is required"}"#) : .text(200, #"{"id":"d1"}"#)
            }
            #expect(bench.connector.capabilities.emptiesParents)
            var order = RESTBench.order(7, .record("d1"), fields: [MappedField("title", .text("Order"))])
            order.losesParent = true
            let outcomes = try await bench.connector.upsert([order], kind: .order)
            guard case .written(let written) = outcomes[0] else {
                Issue.record("\(outcomes)")
                continue
            }
            #expect(written.warnings.count == (isTaken ? 0 : 1))
            let bodies = [#"{"title":"Order","contact":null}"#] + (isTaken ? [] : [#"{"title":"Order"}"#])
            #expect(bench.asked.map(\.body) == bodies)
        }
        let text = Self.plain.replacing(#", contact: "{parent}""#, with: "")
        #expect(try !RESTBench(text).connector.capabilities.emptiesParents)
    }

    @Test func anErrorInsideA200IsAnError() async throws {
        let bench = try RESTBench(Self.plain) { asked in
            asked.method == "GET"
                ? Self.nothing : .text(200, #"{"errors":[{"field":"amount"}],"message":"too much"}"#)
        }
        let fault = await fault(bench)
        #expect(fault == DeliveryFault(.invalidValue, .park, message: "too much", fields: ["amount"]))
    }

    @Test(arguments: [
        (401, DeliveryFault.Code.unauthorized, Disposition.pause(.destination), false),
        (403, .missingScope, .pause(.kind(.order)), false), (404, .refused, .pause(.kind(.order)), false),
        (422, .refused, .park, false), (423, .locked, .retry, false), (500, .unavailable, .retry, true),
        (408, .unavailable, .retry, true), (302, .refused, .pause(.destination), false),
        (429, .rateLimited, .wait(.seconds(10)), false),
    ])
    func statusesMeanWhatTheyUsuallyDo(
        status: Int,
        code: DeliveryFault.Code,
        disposition: Disposition,
        mayBeWritten: Bool
    ) async throws {
        let bench = try RESTBench(Self.plain) { asked in
            asked.method == "GET" ? Self.nothing : .text(status, #"{"message":"no"}"#)
        }
        let fault = await fault(bench)
        #expect(fault?.code == code && fault?.disposition == disposition && fault?.mayBeWritten == mayBeWritten)
    }

    @Test func aRecordThatIsNotThereIsGone() async throws {
        let bench = try RESTBench(Self.plain) { asked in
            asked.target.hasPrefix("/deals?") ? Self.nothing : .text(404, "")
        }
        #expect(try await bench.connector.upsert([RESTBench.order(7, .record("d1"))], kind: .order) == [.gone])
        #expect(try await bench.connector.read(["d1"], kind: .customer, fields: []).isEmpty)
    }

    @Test func anAddressThatTakesNoChangesIsToldAndStopsNothing() async throws {
        let bench = try RESTBench(Self.plain) { _ in .text(405, "") }
        let outcomes = try await bench.connector.upsert([RESTBench.order(7, .record("d1"))], kind: .order)
        guard case .written(let record) = outcomes[0] else {
            throw DeliveryFault(.refused, .park, message: "\(outcomes)")
        }
        #expect(record.crmID == "d1" && record.warnings.count == 1)
    }

    /// What stands before a CRM in trouble answers 501 too: taken for "no changes there", the change was lost.
    @Test(arguments: [500, 501, 502, 503, 504])
    func anOutageLosesNoChange(status: Int) async throws {
        let bench = try RESTBench(Self.plain) { _ in .text(status, "") }
        #expect(await fault(bench)?.disposition == .retry)
        #expect(await fault(bench, RESTBench.order(7, .record("d1")))?.disposition == .retry)
    }

    @Test(arguments: [
        ([("Retry-After", "3")], 3.0), ([("RateLimit", "limit=100, remaining=0, reset=5")], 5.0), ([], 10.0),
    ])
    func waitsAreReadFromWhatTheCRMSays(headers: [(String, String)], seconds: Double) async throws {
        let bench = try RESTBench(Self.plain) { _ in .text(429, "", headers: headers) }
        #expect(await fault(bench)?.disposition == .wait(.seconds(seconds)))
        #expect(bench.pacer.observed.withLock { $0.last?.refusedFor } == .seconds(seconds))
    }

    @Test func aRuleCanTellAWaitInTheBody() async throws {
        let bench = try RESTBench(Self.plain) { _ in .text(403, #"{"message":"Slow down!","retry_in":12}"#) }
        #expect(await fault(bench)?.disposition == .wait(.seconds(12)))
    }

    @Test func afterAnOutageTheRestIsNotTried() async throws {
        let bench = try RESTBench(Self.plain) { _ in .failure(.noAnswer(reason: "timeout")) }
        await #expect(throws: DeliveryFault.self) {
            try await bench.connector.upsert((1...5).map { RESTBench.order($0) }, kind: .order)
        }
        #expect(bench.calls.count == 1)
    }

    @Test func aLostAnswerToACreationMayHaveWritten() async throws {
        let bench = try RESTBench(Self.plain) { asked in
            asked.method == "GET" ? Self.nothing : .failure(.noAnswer(reason: "timeout"))
        }
        let fault = await fault(bench)
        #expect(fault?.code == .noAnswer && fault?.mayBeWritten == true)
    }

    @Test func anErasedPersonIsEmptiedAndThenTakenOut() async throws {
        let bench = try RESTBench(Self.plain) { asked in asked.method == "DELETE" ? .text(204) : .text(200, "{}") }
        let erasure = ContactErasure(crmID: "p1", fields: ["email"], deletes: true)
        #expect(try await bench.connector.erase(erasure) == .deleted)
        #expect(bench.calls == ["PATCH /people/p1", "DELETE /people/p1"])
        #expect(bench.asked[0].body == #"{"shop_id":null,"email":null}"#)
        let gone = try RESTBench(Self.plain) { _ in .text(404) }
        #expect(try await gone.connector.erase(erasure) == .absent)
        #expect(try await gone.connector.remove(CRMRemoval(crmID: "p1", kind: .customer, isForGood: true)) == false)
    }
}
