import Connectors
import Outbound
import SyncModel
import Testing

@Suite("HubSpot: new orders that are made together with their contact")
struct HubSpotCreationTests {
    private static func deal(_ id: Int64, parent: String? = "11", former: [String] = []) -> CRMUpsert {
        HubSpotRecords.order(id, parent: parent, formerParents: former)
    }

    /// A bench that has written order 1 by upsert, so that the unique property is known to be one.
    private static func keyed(
        _ create: @escaping @Sendable (HubSpotBench.Asked) -> Result<OutboundResponse, OutboundFailure>
    ) async throws -> HubSpotBench {
        let bench = HubSpotBench { call in
            call.path.hasSuffix("batch/create") ? create(call) : HubSpotOrdersTests.healthy([])(call)
        }
        _ = try await bench.connector.upsert([deal(1)], kind: .order)
        #expect(bench.asked("deals/batch/create").isEmpty)
        #expect(bench.asked("deals/batch/upsert").count == 1)
        #expect(bench.asked("associate/default").count == 1)
        return bench
    }

    private static func made(_ input: JSONValue) -> JSONValue {
        HubSpotRecords.result(of: input, id: "5\(input["properties"]?["shopify_order_id"]?.string ?? "")")
    }

    @Test("one call makes and associates them, once HubSpot has taken our property for a unique one")
    func oneCall() async throws {
        let bench = try await Self.keyed { .batch($0.inputs.map(Self.made)) }
        let outcomes = try await bench.connector.upsert([Self.deal(2), Self.deal(3, parent: "12")], kind: .order)
        #expect(outcomes.compactMap(\.crmID) == ["52", "53"])
        for outcome in outcomes {
            guard case .written(let record) = outcome else { throw Unexpected(outcome) }
            #expect(record.isNew)
        }
        let call = try #require(bench.asked("deals/batch/create").first)
        #expect(call.inputs.count == 2)
        let input = try #require(call.inputs.last)
        #expect(input["id"] == nil && input["idProperty"] == nil)
        #expect(input["properties"]?["shopify_order_id"] == "3")
        #expect(
            input["associations"] == [
                [
                    "to": ["id": "12"],
                    "types": [["associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 3]],
                ]
            ]
        )
        #expect(bench.asked("associate/default").count == 1)
        #expect(bench.asked("deals/batch/upsert").count == 1)
    }

    @Test("an order of nobody goes with the others and is associated with nobody")
    func withoutContact() async throws {
        let bench = try await Self.keyed { .batch($0.inputs.map(Self.made)) }
        let outcomes = try await bench.connector.upsert([Self.deal(2), Self.deal(3, parent: nil)], kind: .order)
        #expect(outcomes.compactMap(\.crmID) == ["52", "53"])
        let call = try #require(bench.asked("deals/batch/create").first)
        #expect(call.inputs.map { $0["associations"] == nil } == [false, true])
        #expect(bench.asked("deals/batch/upsert").count == 1)
        #expect(bench.asked("associate/default").count == 1)
    }

    @Test("one that is there already, as after a lost answer, is upserted and associated; the others stay made")
    func alreadyThere() async throws {
        let bench = try await Self.keyed { call in
            let conflict = HubSpotRecords.error(
                "CONFLICT",
                "Deal already exists. Existing ID: 92",
                context: ["objectWriteTraceId": ["t-0"], "existingId": ["92"]]
            )
            return .batch(call.inputs.dropFirst().map(Self.made), errors: [conflict])
        }
        let outcomes = try await bench.connector.upsert([Self.deal(2), Self.deal(3)], kind: .order)
        #expect(outcomes.compactMap(\.crmID) == ["92", "53"])
        let upsert = try #require(bench.asked("deals/batch/upsert").last)
        #expect(upsert.inputs.map { $0["id"] } == ["2"])
        #expect(upsert.inputs.first?["associations"] == nil)
        let pairs = try #require(bench.asked("associate/default").last)
        #expect(pairs.inputs == [["from": ["id": "92"], "to": ["id": "11"]]])
    }

    @Test("a call that is refused as a whole is made by upsert, which tells each record's fault")
    func refused() async throws {
        let bench = try await Self.keyed { _ in
            .json(409, ["status": "error", "message": "Deal already exists", "category": "CONFLICT"])
        }
        let outcomes = try await bench.connector.upsert([Self.deal(2), Self.deal(3)], kind: .order)
        #expect(outcomes.compactMap(\.crmID) == ["92", "93"])
        #expect(bench.asked("deals/batch/create").count == 1)
        #expect(bench.asked("deals/batch/upsert").last?.inputs.map { $0["id"] } == ["2", "3"])
        #expect(bench.asked("associate/default").last?.inputs.count == 2)
    }

    @Test("a lost answer leaves in doubt what was written, and nothing else is tried")
    func lost() async throws {
        let bench = try await Self.keyed { _ in .failure(.noAnswer(reason: "reset")) }
        let fault = try #require(await bench.thrown([Self.deal(2)], .order))
        #expect(fault.mayBeWritten && fault.code == .noAnswer)
        #expect(bench.asked.last?.path.hasSuffix("batch/create") == true)
    }

    @Test("an order that may have been associated before is upserted")
    func byUpsert() async throws {
        let bench = try await Self.keyed { .batch($0.inputs.map(Self.made)) }
        _ = try await bench.connector.upsert([Self.deal(2, former: ["10"])], kind: .order)
        #expect(bench.asked("deals/batch/create").isEmpty)
        #expect(bench.asked("deals/batch/upsert").last?.inputs.map { $0["id"] } == ["2"])
    }

    @Test("after a missing property, and after a check, our property has to be taken for a unique one again")
    func doubted() async throws {
        let bench = try await Self.keyed { _ in
            .json(
                400,
                [
                    "category": "VALIDATION_ERROR",
                    "message": .string(HubSpotRecords.refused("shopify_order_id", "PROPERTY_DOESNT_EXIST")),
                ]
            )
        }
        let fault = try #require(await bench.thrown([Self.deal(2)], .order))
        #expect(fault.code == .missingField && fault.fields == ["shopify_order_id"])
        #expect(fault.message == "HubSpot has no property \"shopify_order_id\". \"sluice setup\" makes it.")
        #expect(bench.asked("deals/batch/create").count == 1)
        _ = try await bench.connector.upsert([Self.deal(2)], kind: .order)
        #expect(bench.asked("deals/batch/create").count == 1)
        #expect(bench.asked("deals/batch/upsert").last?.inputs.map { $0["id"] } == ["2"])

        let checked = try await Self.keyed { .batch($0.inputs.map(Self.made)) }
        _ = try await checked.connector.check()
        _ = try await checked.connector.upsert([Self.deal(2)], kind: .order)
        #expect(checked.asked("deals/batch/create").isEmpty)
        #expect(checked.asked("deals/batch/upsert").count == 2)
    }
}
