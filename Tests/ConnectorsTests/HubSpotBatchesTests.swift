import SyncModel
import Synchronization
import Testing

import Connectors
import Outbound

@Suite("HubSpot: batches that fail as a whole or say too little")
struct HubSpotBatchesTests {
    @Test("one bad record in a hundred is found by halving, and the others are written")
    func bisect() async throws {
        let bench = HubSpotBench { call in
            if call.path.contains("account-info") { return .account }
            let isBad = call.inputs.contains { $0["id"] == "37" }
            return isBad
                ? .json(400, ["status": "error", "category": "VALIDATION_ERROR", "message": "Something is wrong"])
                : .batch(call.inputs.map { HubSpotRecords.result(of: $0) })
        }
        let outcomes = try await bench.connector.upsert((1...100).map { HubSpotRecords.customer($0) }, kind: .customer)
        guard case .failed(let fault) = outcomes[36] else { throw Unexpected(outcomes[36]) }
        #expect(fault.disposition == .park)
        #expect(fault.message == "Something is wrong")
        #expect(outcomes.filter { if case .written = $0 { true } else { false } }.count == 99)
        #expect(bench.asked("batch/upsert").count <= 15)
    }

    @Test("an outage that begins after some calls is told as one where nothing was written")
    func outageOfSeveralCalls() async throws {
        let bench = HubSpotBench { call in
            call.path.contains("account-info")
                ? .account : .json(503, ["status": "error", "message": "Service Unavailable"])
        }
        let fault = await bench.thrown((1...150).map { HubSpotRecords.customer($0) }, .customer)
        #expect(fault?.code == .unavailable && fault?.disposition == .retry && fault?.mayBeWritten == true)
        #expect(bench.asked("batch/upsert").count == 1)
    }

    @Test("a hundred bad records cost a bounded number of calls, and none is lost")
    func bound() async throws {
        let bench = HubSpotBench { call in
            if call.path.contains("account-info") { return .account }
            return .json(400, ["status": "error", "category": "VALIDATION_ERROR", "message": "Something is wrong"])
        }
        let outcomes = try await bench.connector.upsert((1...100).map { HubSpotRecords.customer($0) }, kind: .customer)
        #expect(bench.asked("batch/upsert").count <= 100)
        let faults = outcomes.compactMap { if case .failed(let fault) = $0 { fault.disposition } else { nil } }
        #expect(faults.count == 100)
        #expect(Set(faults) == [.park, .retry])
    }

    @Test("a whole call refused for one record's value ends with that value left out")
    func wholeCallValue() async throws {
        let bench = HubSpotBench { call in
            if call.path.contains("account-info") { return .account }
            let isBad = call.inputs.contains { $0["properties"]?["lifecyclestage"] == "nonsense" }
            return isBad
                ? .json(
                    400,
                    [
                        "status": "error", "category": "VALIDATION_ERROR",
                        "message": .string(HubSpotRecords.refused("lifecyclestage", "INVALID_OPTION")),
                    ]
                ) : .batch(call.inputs.map { HubSpotRecords.result(of: $0, id: $0["id"]?.string) })
        }
        let records = (1...4).map { id in
            HubSpotRecords.customer(
                id,
                target: .record("50\(id)"),
                fields: id == 3 ? [MappedField("lifecyclestage", .text("nonsense"))] : []
            )
        }
        let outcomes = try await bench.connector.upsert(records, kind: .customer)
        #expect(
            outcomes[2]
                == .written(
                    WrittenRecord(
                        crmID: "503",
                        isNew: true,
                        warnings: [.leftOut("lifecyclestage", because: "lifecyclestage is invalid")]
                    )
                )
        )
        #expect(outcomes.allSatisfy { if case .written = $0 { true } else { false } })
    }

    @Test("a conflict without an id is looked up by address")
    func wholeCallConflict() async throws {
        let conflict = try HubSpotExample("contacts-batch-create.409-conflict")
        let bench = HubSpotBench { call in
            if call.path.contains("account-info") { return .account }
            if call.path.hasSuffix("batch/read") {
                return .batch([["id": "888", "properties": ["email": "p2@example.com", "shopify_customer_id": .null]]])
            }
            let isBad = call.inputs.contains { $0["id"] == "2" }
            return isBad
                ? .success(conflict.response) : .batch(call.inputs.map { HubSpotRecords.result(of: $0) })
        }
        let outcomes = try await bench.connector.upsert((1...4).map { HubSpotRecords.customer($0) }, kind: .customer)
        #expect(outcomes[1] == .conflict(.init(candidates: [.init(crmID: "888")])))
        #expect(bench.asked("batch/read").first?.body["idProperty"] == "email")
    }

    @Test("an empty success is no success: what is there is read back first")
    func silentEmpty() async throws {
        let silent = try HubSpotExample("batch.200-silent-empty")
        let bench = HubSpotBench { call in
            if call.path.contains("account-info") { return .account }
            guard call.path.hasSuffix("batch/read") else { return .success(silent.response) }
            // The first person is there as sent, the second with something else, the third is not.
            return .batch(
                [
                    ["id": "901", "properties": ["email": "p1@example.com", "shopify_customer_id": "1"]],
                    ["id": "902", "properties": ["email": "old@example.com", "shopify_customer_id": "2"]],
                ]
            )
        }
        let outcomes = try await bench.connector.upsert(
            [
                HubSpotRecords.customer(1, email: "P1@example.com"), HubSpotRecords.customer(2),
                HubSpotRecords.customer(3),
            ],
            kind: .customer
        )
        #expect(outcomes[0] == .written(WrittenRecord(crmID: "901", isNew: false)))
        guard case .failed(let second) = outcomes[1] else { throw Unexpected(outcomes[1]) }
        #expect(second.disposition == .retry && second.mayBeWritten)
        guard case .failed(let third) = outcomes[2] else { throw Unexpected(outcomes[2]) }
        #expect(third.disposition == .retry && !third.mayBeWritten)
        #expect(bench.asked("batch/read").count == 1)
    }

    @Test("an outage ends the pass, and what was not sent is known not to be written")
    func outage() async throws {
        let calls = Mutex(0)
        let bench = HubSpotBench { call in
            if call.path.contains("account-info") { return .account }
            let number = calls.withLock {
                $0 += 1; return $0
            }
            return number == 1
                ? .batch(call.inputs.map { HubSpotRecords.result(of: $0) }) : .failure(.noAnswer(reason: "timed out"))
        }
        let outcomes = try await bench.connector.upsert((1...300).map { HubSpotRecords.customer($0) }, kind: .customer)
        #expect(bench.asked("batch/upsert").count == 2)
        guard case .written = outcomes[0] else { throw Unexpected(outcomes[0]) }
        guard case .failed(let sent) = outcomes[100] else { throw Unexpected(outcomes[100]) }
        #expect(sent.mayBeWritten && sent.code == .noAnswer)
        guard case .failed(let unsent) = outcomes[299] else { throw Unexpected(outcomes[299]) }
        #expect(!unsent.mayBeWritten && unsent.disposition == .retry)
    }

    @Test("a refused credential is thrown, since it is nobody's record")
    func unauthorized() async throws {
        let example = try HubSpotExample("auth.401-expired")
        let bench = HubSpotBench { _ in .success(example.response) }
        #expect(await bench.thrown([HubSpotRecords.customer(1)], .customer)?.code == .unauthorized)
    }

    @Test("history waits behind live, and the quota's headers reach the pacer")
    func pacing() async throws {
        let bench = HubSpotBench { call in
            if call.path.contains("account-info") { return .account }
            return .json(
                200,
                ["results": .array(call.inputs.map { HubSpotRecords.result(of: $0) })],
                headers: [
                    ("X-HubSpot-RateLimit-Max", "190"), ("X-HubSpot-RateLimit-Remaining", "120"),
                    ("X-HubSpot-RateLimit-Interval-Milliseconds", "10000"), ("X-HubSpot-RateLimit-Daily", "625000"),
                    ("X-HubSpot-RateLimit-Daily-Remaining", "600000"),
                ]
            )
        }
        let record = HubSpotRecords.customer(1, origin: .history)
        _ = try await bench.connector.upsert([record], kind: .customer)
        #expect(bench.pacer.admitted.withLock { $0.last } == CallClass(bucket: "default", origin: .history))
        #expect(
            bench.pacer.observed.withLock { $0.last }
                == QuotaObservation(
                    limit: 190,
                    window: .seconds(10),
                    remaining: 120,
                    dailyLimit: 625_000,
                    dailyRemaining: 600_000,
                    // From 23:00 of the account's own day, and a little more.
                    dailyResetsIn: .seconds(3_605)
                )
        )
    }
}
