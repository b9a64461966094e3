import SyncModel
import Synchronization
import Testing

import Connectors

@Suite("HubSpot: contacts")
struct HubSpotContactsTests {
    @Test("go by our unique property, a hundred to a call, with strings and trace ids only")
    func requests() async throws {
        let bench = HubSpotBench { call in
            call.path.contains("account-info") ? .account : .batch(call.inputs.map { HubSpotRecords.result(of: $0) })
        }
        let records = (1...250).map {
            HubSpotRecords.customer(
                $0,
                fields: [MappedField("shopify_orders_count", .integer(3)), MappedField("phone", .clear)]
            )
        }
        let outcomes = try await bench.connector.upsert(records, kind: .customer)
        let calls = bench.asked("/crm/objects/2026-09/contacts/batch/upsert")
        #expect(calls.map(\.inputs.count) == [100, 100, 50])
        #expect(bench.asked.count == 4)
        for call in calls {
            #expect(Set(call.inputs.compactMap { $0["objectWriteTraceId"]?.string }).count == call.inputs.count)
            #expect(call.inputs.allSatisfy { $0["idProperty"] == "shopify_customer_id" && $0["associations"] == nil })
            #expect(call.inputs.allSatisfy { $0["properties"]?["shopify_customer_id"] == $0["id"] })
            #expect(call.inputs.allSatisfy { $0["properties"]?["shopify_orders_count"] == "3" })
            #expect(call.inputs.allSatisfy { $0["properties"]?["phone"] == "" })
        }
        #expect(outcomes.count == 250)
        #expect(outcomes[249] == .written(WrittenRecord(crmID: "9250", isNew: true)))
    }

    @Test("answers out of order find their records, whatever was done to the address")
    func outOfOrder() async throws {
        let bench = HubSpotBench { call in
            if call.path.contains("account-info") { return .account }
            return .batch(
                call.inputs.reversed().map { input in
                    [
                        "id": .string("9" + (input["id"]?.string ?? "")), "new": false,
                        "properties": ["email": "folded@example.com", "shopify_customer_id": input["id"] ?? .null],
                    ]
                }
            )
        }
        let outcomes = try await bench.connector.upsert((1...5).map { HubSpotRecords.customer($0) }, kind: .customer)
        #expect(outcomes == (1...5).map { .written(WrittenRecord(crmID: "9\($0)", isNew: false)) })
    }

    @Test("two spellings of one address never share a call")
    func emailCase() async throws {
        let bench = HubSpotBench { call in
            call.path.contains("account-info") ? .account : .batch(call.inputs.map { HubSpotRecords.result(of: $0) })
        }
        let records = [
            HubSpotRecords.customer(1, email: "Ada@Example.com"), HubSpotRecords.customer(2, email: "ada@example.com "),
            HubSpotRecords.customer(3, email: "grace@example.com"),
        ]
        let outcomes = try await bench.connector.upsert(records, kind: .customer)
        #expect(bench.asked("batch/upsert").map { $0.inputs.compactMap { $0["id"]?.string } } == [["1", "3"], ["2"]])
        #expect(outcomes.count == 3)
    }

    @Test("known and adopted people are updated by record id; adopted ones get our id")
    func updates() async throws {
        let bench = HubSpotBench { call in
            call.path.contains("account-info")
                ? .account : .batch(call.inputs.map { HubSpotRecords.result(of: $0, id: $0["id"]?.string) })
        }
        let records = [
            HubSpotRecords.customer(1, target: .record("501")), HubSpotRecords.customer(2),
            HubSpotRecords.customer(3, target: .adopt("503")),
        ]
        let outcomes = try await bench.connector.upsert(records, kind: .customer)
        let update = try #require(bench.asked("contacts/batch/update").first)
        #expect(update.inputs.compactMap { $0["id"]?.string } == ["501", "503"])
        #expect(update.inputs.allSatisfy { $0["idProperty"] == nil })
        #expect(update.inputs[0]["properties"]?["shopify_customer_id"] == nil)
        #expect(update.inputs[1]["properties"]?["shopify_customer_id"] == "3")
        #expect(bench.asked("contacts/batch/upsert").count == 1)
        #expect(outcomes[0] == .written(WrittenRecord(crmID: "501", isNew: true)))
    }

    @Test("conflicts of a whole pass cost one look-up and name who is in the way")
    func conflicts() async throws {
        let bench = HubSpotBench { call in
            if call.path.contains("account-info") { return .account }
            guard call.path.hasSuffix("batch/upsert") else {
                return .batch(
                    call.inputs.map { input in
                        let id = input["id"]?.string ?? ""
                        return ["id": .string(id), "properties": ["shopify_customer_id": id == "701" ? "77" : .null]]
                    }
                )
            }
            let refused = call.inputs.filter { ["1", "2", "150"].contains($0["id"]?.string) }
            return .batch(
                call.inputs.filter { !refused.contains($0) }.map { HubSpotRecords.result(of: $0) },
                errors: refused.map {
                    HubSpotRecords.error(
                        "CONFLICT",
                        "Contact already exists. Existing ID: 70\($0["id"]?.string ?? "")",
                        context: [
                            "objectWriteTraceId": .array([$0["objectWriteTraceId"] ?? .null]),
                            "existingId": .array([.string("70\($0["id"]?.string ?? "")")]),
                        ]
                    )
                }
            )
        }
        let outcomes = try await bench.connector.upsert((1...200).map { HubSpotRecords.customer($0) }, kind: .customer)
        #expect(outcomes[0] == .conflict(.init(candidates: [.init(crmID: "701", externalID: "77")])))
        #expect(outcomes[1] == .conflict(.init(candidates: [.init(crmID: "702")])))
        #expect(outcomes[149] == .conflict(.init(candidates: [.init(crmID: "70150")])))
        #expect(outcomes.filter { if case .written = $0 { true } else { false } }.count == 197)
        #expect(bench.asked("batch/read").count == 1)
        #expect(bench.asked("batch/read").first?.inputs.count == 3)
    }

    @Test("our id at another contact is a conflict that names it, and no wrong value")
    func takenID() async throws {
        let words =
            #"Property values were not valid: [{"isValid":false,"message":"512010 already has that value: 3","#
            + #""error":"CONFLICTING_UNIQUE_VALUE","name":"shopify_customer_id"}]"#
        let bench = HubSpotBench { call in
            if call.path.contains("account-info") { return .account }
            guard call.path.hasSuffix("batch/update") else {
                return .batch([["id": "512010", "properties": ["shopify_customer_id": "3"]]])
            }
            let traceID = call.inputs.first?["objectWriteTraceId"] ?? .null
            return .batch(
                [],
                errors: [
                    HubSpotRecords.error(
                        "VALIDATION_ERROR",
                        words,
                        context: ["objectWriteTraceId": .array([traceID])]
                    )
                ]
            )
        }
        let outcomes = try await bench.connector.upsert(
            [HubSpotRecords.customer(3, target: .adopt("503"))],
            kind: .customer
        )
        #expect(outcomes == [.conflict(.init(candidates: [.init(crmID: "512010", externalID: "3")]))])
    }

    @Test("a record id that is not there any more is gone, the rest is written")
    func gone() async throws {
        let bench = HubSpotBench { call in
            if call.path.contains("account-info") { return .account }
            return .batch(
                call.inputs.filter { $0["id"] != "502" }.map { HubSpotRecords.result(of: $0, id: $0["id"]?.string) },
                errors: [
                    HubSpotRecords.error(
                        "OBJECT_NOT_FOUND",
                        "Could not get some CONTACT objects",
                        context: ["ids": ["502"]]
                    )
                ]
            )
        }
        let outcomes = try await bench.connector.upsert(
            (1...3).map { HubSpotRecords.customer($0, target: .record("50\($0)")) },
            kind: .customer
        )
        #expect(outcomes[1] == .gone)
        #expect(outcomes[0] == .written(WrittenRecord(crmID: "501", isNew: true)))
    }

    @Test("an address that HubSpot refuses is left out with a warning, once, and the person arrives")
    func invalidEmail() async throws {
        let bench = HubSpotBench { call in
            if call.path.contains("account-info") { return .account }
            let refused = call.inputs.filter { $0["properties"]?["email"] == "name@domain.cmo" }
            return .batch(
                call.inputs.filter { !refused.contains($0) }.map { HubSpotRecords.result(of: $0) },
                errors: refused.map {
                    HubSpotRecords.error(
                        "VALIDATION_ERROR",
                        HubSpotRecords.refused("email", "INVALID_EMAIL"),
                        context: ["objectWriteTraceId": .array([$0["objectWriteTraceId"] ?? .null])]
                    )
                }
            )
        }
        let records = [HubSpotRecords.customer(1), HubSpotRecords.customer(2, email: "name@domain.cmo")]
        let outcomes = try await bench.connector.upsert(records, kind: .customer)
        #expect(outcomes[0] == .written(WrittenRecord(crmID: "91", isNew: true)))
        #expect(
            outcomes[1]
                == .written(
                    WrittenRecord(crmID: "92", isNew: true, warnings: [.leftOut("email", because: "email is invalid")])
                )
        )
        #expect(bench.asked("batch/upsert").map(\.inputs.count) == [2, 1])
        #expect(bench.asked("batch/upsert").last?.inputs.first?["properties"]?["email"] == nil)
    }

    @Test("a token of another account stops everything before the first write")
    func pinned() async throws {
        let bench = HubSpotBench(account: "999") { _ in .account }
        let fault = try #require(await bench.thrown([HubSpotRecords.customer(1)], .customer))
        #expect(fault.code == .wrongAccount)
        #expect(fault.disposition == .pause(.destination))
        #expect(bench.asked("batch/upsert").isEmpty)
    }

    @Test("and so it goes on with every probe, until the token is the right one's")
    func pinnedProbe() async throws {
        let isRight = Mutex(false)
        let bench = HubSpotBench(account: "12345678") { call in
            guard !call.path.hasSuffix("details") else {
                return isRight.withLock { $0 } ? .account : .json(200, ["portalId": 999, "accountType": "STANDARD"])
            }
            return .batch(call.inputs.map { HubSpotRecords.result(of: $0) })
        }
        for _ in 1...2 {
            let fault = try #require(await bench.thrown([HubSpotRecords.customer(1)], .customer))
            #expect(fault.code == .wrongAccount && !fault.mayBeWritten)
        }
        #expect(bench.asked.allSatisfy { $0.path.hasSuffix("details") })
        isRight.withLock { $0 = true }
        #expect(await bench.thrown([HubSpotRecords.customer(1)], .customer) == nil)
        #expect(bench.asked("batch/upsert").count == 1)
    }

    @Test("people are found under every address they have")
    func findByEmail() async throws {
        let example = try HubSpotExample("contacts-batch-read-by-email.207")
        let bench = HubSpotBench { _ in .success(example.response) }
        let found = try await bench.connector.find(emails: ["ALIAS@example.com", "nobody@example.com"])
        #expect(found.keys.sorted() == ["alias@example.com"])
        #expect(found["alias@example.com"]?.first?.crmID == "512001")
        #expect(bench.asked.first?.body["idProperty"] == "email")
    }
}
