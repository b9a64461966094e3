import SyncModel
import Synchronization
import Testing

import Connectors

@Suite("HubSpot: deals and orders")
struct HubSpotOrdersTests {
    /// A pipeline as HubSpot tells it; stages are `(id, label, isClosed, probability)`.
    static func pipeline(_ id: String, _ label: String, _ stages: [(String, String, String, String)]) -> JSONValue {
        [
            "id": .string(id), "label": .string(label), "displayOrder": 0,
            "stages": .array(
                stages.enumerated().map { order, stage in
                    [
                        "id": .string(stage.0), "label": .string(stage.1), "displayOrder": .int(order),
                        "metadata": ["isClosed": .string(stage.2), "probability": .string(stage.3)],
                    ]
                }
            ),
        ]
    }

    static let sales = pipeline(
        "default",
        "Sales Pipeline",
        [
            ("new", "New", "false", "0.2"), ("closedwon", "Closed Won", "true", "1.0"),
            ("closedlost", "Closed Lost", "true", "0.0"),
        ]
    )
    static let shop = pipeline(
        "77",
        "Shopify",
        [("71", "Placed", "false", "0.5"), ("72", "Paid", "true", "1.0"), ("73", "Dead", "true", "0.0")]
    )

    /// Answers like an account in which everything goes well.
    static func healthy(_ pipelines: [JSONValue]) -> HubSpotBench.Answer {
        { call in
            if call.path.contains("account-info") { return .account }
            if call.path.contains("pipelines") { return .json(200, ["results": .array(pipelines)]) }
            if call.path.contains("/associations/") {
                return .batch(call.path.hasSuffix("default") ? call.inputs : [])
            }
            let isUpdate = call.path.hasSuffix("update")
            return .batch(call.inputs.map { HubSpotRecords.result(of: $0, id: isUpdate ? $0["id"]?.string : nil) })
        }
    }

    @Test("a thousand people and a thousand deals with their people take 10 + 10 + 1 calls")
    func callCount() async throws {
        let bench = HubSpotBench(Self.healthy([Self.sales]))
        let limits = bench.connector.capabilities.claimLimit
        let people = (1...1_000).map { HubSpotRecords.customer($0, origin: .history) }
        for start in stride(from: 0, to: people.count, by: limits[.customer] ?? 1) {
            let pass = Array(people[start..<min(start + (limits[.customer] ?? 1), people.count)])
            _ = try await bench.connector.upsert(pass, kind: .customer)
        }
        let deals = (1...1_000).map {
            HubSpotRecords.order($0, fields: [MappedField("dealstage", .text("won"))], parent: "9\($0)")
        }
        #expect(limits[.order] == 1_000)
        let outcomes = try await bench.connector.upsert(deals, kind: .order)
        #expect(outcomes.allSatisfy { if case .written = $0 { true } else { false } })
        #expect(bench.asked("contacts/batch/upsert").count == 10)
        #expect(bench.asked("deals/batch/upsert").count == 10)
        #expect(bench.asked("/crm/associations/2026-09/deals/contacts/batch/associate/default").count == 1)
        // The account and its pipelines are looked at once in a connector's life.
        #expect(bench.asked.count == 23)
        #expect(bench.pacer.admitted.withLock { $0.filter { $0.bucket == "associations" }.count } == 1)
    }

    @Test("a meaning becomes the stage of the pipeline named Shopify, else of the default one")
    func stages() async throws {
        for (pipelines, expected) in [
            ([Self.sales], ["closedwon", "default"]), ([Self.sales, Self.shop], ["72", "77"]),
        ] {
            let bench = HubSpotBench(Self.healthy(pipelines))
            let order = HubSpotRecords.order(1, fields: [MappedField("dealstage", .text("won"))])
            _ = try await bench.connector.upsert([order], kind: .order)
            let sent = bench.asked("deals/batch/upsert").first?.inputs.first?["properties"]
            #expect(sent?["dealstage"]?.string == expected[0])
            #expect(sent?["pipeline"]?.string == expected[1])
        }
    }

    @Test("a deal that somebody moved keeps its pipeline: the stage is looked up there")
    func movedDeal() async throws {
        let bench = HubSpotBench { call in
            if call.path.hasSuffix("deals/batch/read") {
                return .batch([["id": "501", "properties": ["pipeline": "default"]]])
            }
            return Self.healthy([Self.sales, Self.shop])(call)
        }
        let orders = [
            HubSpotRecords.order(1, target: .record("501"), fields: [MappedField("dealstage", .text("lost"))]),
            HubSpotRecords.order(2, target: .record("502")),
        ]
        _ = try await bench.connector.upsert(orders, kind: .order)
        #expect(bench.asked("deals/batch/read").first?.inputs.count == 1)
        let sent = bench.asked("deals/batch/update").first?.inputs.first { $0["id"] == "501" }?["properties"]
        #expect(sent?["dealstage"] == "closedlost")
        #expect(sent?["pipeline"] == nil)
    }

    @Test("a deal that somebody moved where there is no such stage keeps the one it has, and all others go")
    func movedDealWithoutTheStage() async throws {
        let repairs = Self.pipeline("55", "Repairs", [("51", "Received", "false", "0.5")])
        let bench = HubSpotBench { call in
            if call.path.hasSuffix("deals/batch/read") {
                return .batch(
                    [("501", "55"), ("502", "gone"), ("503", "default")].map { id, pipeline -> JSONValue in
                        ["id": .string(id), "properties": ["pipeline": .string(pipeline)]]
                    }
                )
            }
            return Self.healthy([Self.sales, repairs])(call)
        }
        let orders = [Int64(1), 2, 3].map {
            HubSpotRecords.order(
                $0,
                target: .record("50\($0)"),
                fields: [MappedField("dealstage", .text("lost")), MappedField("amount", .integer(0))]
            )
        }
        let outcomes = try await bench.connector.upsert(orders, kind: .order)
        let warnings = outcomes.map { outcome -> [WriteWarning] in
            if case .written(let record) = outcome { record.warnings } else { ["not written"] }
        }
        #expect(warnings.map(\.count) == [1, 1, 0])
        #expect(warnings[0].first?.words.contains("\"Repairs\" has no stage \"lost\"") == true)
        let sent = bench.asked("deals/batch/update").flatMap(\.inputs).map { $0["properties"]?["dealstage"]?.string }
        #expect(sent == [nil, nil, "closedlost"])
    }

    @Test("a meaning without a stage pauses orders, a label without one parks its order")
    func unknownStages() async throws {
        let open = Self.pipeline("default", "Sales", [("new", "New", "false", "0.2")])
        let bench = HubSpotBench(Self.healthy([open]))
        let won = try #require(
            await bench.thrown([HubSpotRecords.order(1, fields: [MappedField("dealstage", .text("won"))])], .order)
        )
        #expect(won.disposition == .pause(.kind(.order)))
        #expect(won.message.contains("New"))
        let outcomes = try await bench.connector.upsert(
            [
                HubSpotRecords.order(1, fields: [MappedField("dealstage", .text("Shipped"))]),
                HubSpotRecords.order(2, fields: [MappedField("dealstage", .text("new"))]),
            ],
            kind: .order
        )
        guard case .failed(let fault) = outcomes[0] else { throw Unexpected(outcomes[0]) }
        #expect(fault.disposition == .park && fault.fields == ["dealstage"])
        guard case .written = outcomes[1] else { throw Unexpected(outcomes[1]) }
    }

    @Test("each pair is associated once, and the former contact goes after the new one has come")
    func associations() async throws {
        let bench = HubSpotBench(Self.healthy([Self.sales]))
        let orders = [
            HubSpotRecords.order(1, target: .record("501"), parent: "11", formerParents: ["10", "9"]),
            HubSpotRecords.order(2, target: .record("502"), parent: "11", formerParents: ["11"]),
            HubSpotRecords.order(3, target: .record("501"), parent: "11"),
            HubSpotRecords.order(4, target: .record("504")),
        ]
        _ = try await bench.connector.upsert(orders, kind: .order)
        let made = try #require(bench.asked("associate/default").first)
        #expect(
            made.inputs == [
                ["from": ["id": "501"], "to": ["id": "11"]], ["from": ["id": "502"], "to": ["id": "11"]],
            ]
        )
        let archived = try #require(bench.asked("contacts/batch/archive").first)
        #expect(archived.inputs == [["from": ["id": "501"], "to": [["id": "10"], ["id": "9"]]]])
        #expect(bench.asked.last?.path == archived.path)
    }

    @Test("an order of which only the contact is new is associated and not written")
    func onlyAssociated() async throws {
        let bench = HubSpotBench(Self.healthy([Self.sales]))
        var order = HubSpotRecords.order(1, target: .record("501"), parent: "11")
        order.fields = []
        let outcomes = try await bench.connector.upsert([order], kind: .order)
        #expect(outcomes == [.written(WrittenRecord(crmID: "501", isNew: false))])
        #expect(bench.asked("batch/update").isEmpty)
        #expect(bench.asked("associate/default").count == 1)
    }

    @Test("an order whose contact is not there any more is written without it; where it is there, that is tried again")
    func goneParent() async throws {
        let bench = HubSpotBench { call in
            if call.path.hasSuffix("deals/contacts/batch/read") {
                return .batch([["from": ["id": "91"], "to": []], ["from": ["id": "93"], "to": []]])
            }
            if call.path.hasSuffix("objects/2026-09/contacts/batch/read") {
                return .batch([["id": "15", "properties": [:]]])
            }
            guard call.path.hasSuffix("associate/default") else { return Self.healthy([Self.sales])(call) }
            return .batch(
                call.inputs.filter { $0["to"]?["id"] == "14" },
                errors: [HubSpotRecords.error("OBJECT_NOT_FOUND", "contact 13 is not there", context: ["ids": ["13"]])]
            )
        }
        let outcomes = try await bench.connector.upsert(
            [
                HubSpotRecords.order(1, parent: "13", formerParents: ["12"]), HubSpotRecords.order(2, parent: "14"),
                HubSpotRecords.order(3, parent: "15"),
            ],
            kind: .order
        )
        guard case .written(let first) = outcomes[0] else { throw Unexpected(outcomes[0]) }
        #expect(first.lacksParent && first.warnings.count == 1)
        guard case .written(let second) = outcomes[1] else { throw Unexpected(outcomes[1]) }
        #expect(!second.lacksParent)
        guard case .failed(let fault) = outcomes[2] else { throw Unexpected(outcomes[2]) }
        #expect(fault.disposition == .retry && fault.mayBeWritten)
        // Its former contact stays until it has another.
        #expect(bench.asked("batch/archive").isEmpty)
    }

    @Test("an association that the answer leaves out is looked up before it counts as failed")
    func silentAssociation() async throws {
        let bench = HubSpotBench { call in
            if call.path.hasSuffix("deals/contacts/batch/read") {
                return .batch([["from": ["id": "91"], "to": [["toObjectId": 13, "associationTypes": []]]]])
            }
            return call.path.hasSuffix("associate/default") ? .batch([]) : Self.healthy([Self.sales])(call)
        }
        let outcomes = try await bench.connector.upsert([HubSpotRecords.order(1, parent: "13")], kind: .order)
        guard case .written = outcomes[0] else { throw Unexpected(outcomes[0]) }
    }

    private static func inCurrency(_ id: Int64, _ code: String) -> CRMUpsert {
        HubSpotRecords.order(id, fields: [MappedField("deal_currency_code", .text(code))])
    }

    private static func account(_ additional: [JSONValue]) -> JSONValue {
        [
            "portalId": 1, "companyCurrency": "USD", "additionalCurrencies": .array(additional),
            "utcOffsetMilliseconds": 0,
        ]
    }

    @Test("the currency goes along only where the account has several; one that it lacks pauses its orders alone")
    func currency() async throws {
        let one = HubSpotBench(Self.healthy([Self.sales]))
        let outcomes = try await one.connector.upsert(
            [Self.inCurrency(1, "USD"), Self.inCurrency(2, "EUR")],
            kind: .order
        )
        let sent = try #require(one.asked("batch/upsert").first?.inputs)
        #expect(sent.count == 1 && sent.first?["properties"]?["deal_currency_code"] == nil)
        guard case .failed(let alone) = outcomes[1] else { throw Unexpected(outcomes[1]) }
        #expect(alone.disposition == .pause(.currency("EUR")) && alone.message.contains("Starter"))

        let many = HubSpotBench { call in
            call.path.contains("account-info")
                ? .json(200, Self.account(["EUR"])) : Self.healthy([Self.sales])(call)
        }
        let mixed = try await many.connector.upsert(
            [Self.inCurrency(1, "EUR"), Self.inCurrency(2, "GBP")],
            kind: .order
        )
        #expect(many.asked("batch/upsert").first?.inputs.map { $0["properties"]?["deal_currency_code"] } == ["EUR"])
        guard case .failed(let fault) = mixed[1] else { throw Unexpected(mixed[1]) }
        #expect(fault.disposition == .pause(.currency("GBP")) && fault.message.contains("GBP"))
        #expect(!fault.mayBeWritten)
    }

    @Test("an order's or a line's currency that the account lacks pauses it too", arguments: [true, false])
    func currencyOfOrders(isOfTheOrder: Bool) async throws {
        let bench = HubSpotBench(order: .order, lines: .items, Self.healthy([]))
        let line = MappedLine(
            externalID: "31",
            fields: [MappedField("hs_line_item_currency_code", .text(isOfTheOrder ? "USD" : "EUR"))]
        )
        let order = HubSpotRecords.order(
            1,
            fields: [MappedField("hs_currency_code", .text(isOfTheOrder ? "EUR" : "USD"))],
            lines: [line]
        )
        let outcomes = try await bench.connector.upsert([order], kind: .order)
        guard case .failed(let fault) = outcomes[0] else { throw Unexpected(outcomes[0]) }
        #expect(fault.disposition == .pause(.currency("EUR")) && fault.mayBeWritten == !isOfTheOrder)
        #expect(bench.asked("orders/batch/upsert").count == (isOfTheOrder ? 0 : 1))
        #expect(bench.asked("line_items/batch/upsert").isEmpty)
    }

    @Test("a currency that was added is seen without a restart, and the account is asked at most twice a minute")
    func addedCurrency() async throws {
        let now = Mutex(Instant(seconds: 1_795_579_200))
        let additional = Mutex<[JSONValue]>([])
        let bench = HubSpotBench(clock: { now.withLock { $0 } }) { call in
            call.path.contains("account-info")
                ? .json(200, Self.account(additional.withLock { $0 })) : Self.healthy([Self.sales])(call)
        }
        func isWritten() async throws -> Bool {
            let outcomes = try await bench.connector.upsert((1...3).map { Self.inCurrency($0, "EUR") }, kind: .order)
            return outcomes.allSatisfy { $0.crmID != nil }
        }
        #expect(try await !isWritten())
        additional.withLock { $0 = ["EUR"] }
        now.withLock { $0 = $0 + .seconds(20) }
        #expect(try await !isWritten())
        #expect(bench.asked("/details").count == 1)
        now.withLock { $0 = $0 + .seconds(20) }
        #expect(try await isWritten())
        #expect(bench.asked("/details").count == 2)
        // The clocks of the account may have changed.
        now.withLock { $0 = $0 + .seconds(3_600) }
        #expect(try await isWritten())
        #expect(bench.asked("/details").count == 3)
    }

    @Test("line items are written, hung onto their order, and archived when they are removed")
    func lines() async throws {
        let bench = HubSpotBench(order: .order, lines: .items) { call in
            if call.path.hasSuffix("line_items/batch/read") {
                return .batch([["id": "6003", "properties": ["shopify_line_item_id": "33"]]])
            }
            return call.path.hasSuffix("line_items/batch/archive") ? .json(204, "") : Self.healthy([])(call)
        }
        let lines = [
            MappedLine(externalID: "31", fields: [MappedField("quantity", .integer(2))]),
            MappedLine(externalID: "32", fields: []), MappedLine(externalID: "33", fields: [], isRemoved: true),
        ]
        let outcomes = try await bench.connector.upsert(
            [HubSpotRecords.order(1, lines: lines, parent: "11")],
            kind: .order
        )
        guard case .written = outcomes[0] else { throw Unexpected(outcomes[0]) }
        #expect(bench.asked("orders/batch/upsert").count == 1)
        #expect(
            bench.asked("line_items/batch/upsert").first?.inputs.compactMap { $0["idProperty"]?.string }
                == ["shopify_line_item_id", "shopify_line_item_id"]
        )
        #expect(
            bench.asked("orders/line_items/batch/associate/default").first?.inputs == [
                ["from": ["id": "91"], "to": ["id": "931"]], ["from": ["id": "91"], "to": ["id": "932"]],
            ]
        )
        #expect(bench.asked("line_items/batch/archive").first?.inputs == [["id": "6003"]])
        #expect(bench.asked("orders/contacts/batch/associate/default").count == 1)
    }

    @Test("a stage that was replaced in HubSpot is found again after the refusal")
    func replacedStage() async throws {
        let now = Mutex(Instant(seconds: 1_795_579_200))
        let renewed = Self.pipeline("default", "Sales", [("won2", "Won again", "true", "1.0")])
        let asked = Mutex(0)
        let bench = HubSpotBench(clock: { now.withLock { $0 } }) { call in
            if call.path.contains("pipelines") {
                let first = asked.withLock {
                    $0 += 1; return $0 == 1
                }
                return .json(200, ["results": [first ? Self.sales : renewed]])
            }
            now.withLock { $0 = $0 + .seconds(60) }
            let isOld = call.inputs.contains { $0["properties"]?["dealstage"] == "closedwon" }
            guard isOld, call.path.hasSuffix("upsert") else { return Self.healthy([])(call) }
            return .json(
                400,
                [
                    "category": "VALIDATION_ERROR",
                    "message": .string(HubSpotRecords.refused("dealstage", "INVALID_OPTION")),
                ]
            )
        }
        let order = HubSpotRecords.order(1, fields: [MappedField("dealstage", .text("won"))])
        let outcomes = try await bench.connector.upsert([order], kind: .order)
        guard case .written = outcomes[0] else { throw Unexpected(outcomes[0]) }
        #expect(bench.asked("deals/batch/upsert").last?.inputs.first?["properties"]?["dealstage"] == "won2")
    }
}
