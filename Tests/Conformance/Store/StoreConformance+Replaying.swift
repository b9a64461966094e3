import SyncModel
import Testing

extension StoreConformance {
    private typealias Stage = StoreStage

    static let replaying: [StoreCheck] = [
        StoreCheck("Stored deliveries are found by store, topic, time and state, page by page.") { stage in
            try await stage.apply("w1", Stage.customer(1), now: Stage.at(1))
            try await stage.apply("w2", Stage.customer(2), now: Stage.at(2))
            let test = Stage.receipt("w3", [Stage.customer(3)], receivedAt: Stage.at(3), isTest: true)
            let bad = unreadable("w4", at: 4)
            _ = try await stage.store.apply(
                [test, bad],
                routing: Stage.routing,
                origin: .live,
                now: Stage.at(4),
                position: nil
            )
            func ids(_ filter: ReplayFilter, after number: Int64 = 0, limit: Int = 9) async throws -> [String] {
                try await stage.store.receipts(filter, after: number, limit: limit).map(\.receipt.webhookID)
            }
            // A test delivery is never replayed.
            #expect(try await ids(ReplayFilter()) == ["w1", "w2", "w4"])
            #expect(try await ids(ReplayFilter(store: Stage.shop, topic: "orders/updated")) == ["w1", "w2", "w4"])
            #expect(try await ids(ReplayFilter(store: StoreName("other"))) == [])
            #expect(try await ids(ReplayFilter(topic: "orders/paid")) == [])
            #expect(try await ids(ReplayFilter(since: Stage.at(2))) == ["w2", "w4"])
            #expect(try await ids(ReplayFilter(since: Stage.at(2), until: Stage.at(4))) == ["w2"])
            #expect(try await ids(ReplayFilter(state: .undecodable)) == ["w4"])
            let first = try #require(try await stage.store.receipts(ReplayFilter(), after: 0, limit: 1).first)
            #expect(first.receipt == Stage.receipt("w1", [], receivedAt: Stage.at(1)).receipt)
            #expect(first.state == .applied)
            #expect(try await ids(ReplayFilter(), after: first.number, limit: 1) == ["w2"])
        },
        StoreCheck("A replay delivers again what is told of, and makes nothing older.") { stage in
            try await stage.own()
            try await stage.apply("w1", Stage.customer(1, first: "Ada", version: 1), now: Stage.at(1))
            try await stage.apply("w2", Stage.customer(1, first: "Grace", version: 2), now: Stage.at(2))
            try await stage.deliverAll(now: Stage.at(3))
            let before = try #require(try await stage.store.record(Stage.customerKey(1)))
            let wanted = try #require(try await stage.entry(Stage.customerKey(1))?.wanted)
            let report = try await replay(["w1": [Stage.customer(1, first: "Ada", version: 1)]], stage)
            #expect(report.replayed == 1 && report.changed == 0 && report.marked == [Stage.crm: 1])
            #expect(try await stage.store.record(Stage.customerKey(1)) == before)
            #expect(try await stage.entry(Stage.customerKey(1))?.wanted == wanted + 1)
            let claimed = try #require(try await stage.claim(now: Stage.at(10)).first)
            #expect(claimed.isForced && claimed.origin == .history)
        },
        StoreCheck("What was lost comes back by a replay; what stands elsewhere is left alone.") { stage in
            try await stage.own()
            try await stage.apply("w1", Stage.customer(1), Stage.customer(2), now: Stage.at(1))
            try await stage.deliverAll(now: Stage.at(3))
            let report = try await replay(["w1": [Stage.customer(1, first: "Ada", version: 5)]], stage)
            #expect(report.changed == 1)
            #expect(try await stage.claim(now: Stage.at(10)).map(\.key.record.id) == [1])
        },
        StoreCheck("A replay to one destination leaves the others alone.") { stage in
            try await stage.own()
            try await stage.apply("w1", Stage.customer(1), now: Stage.at(1))
            try await stage.deliverAll(now: Stage.at(3))
            let elsewhere = try await replay(["w1": [Stage.customer(1)]], stage, to: [DestinationName("sf")])
            #expect(elsewhere.marked.isEmpty && elsewhere.replayed == 1)
            #expect(try await stage.claim(now: Stage.at(10)).isEmpty)
        },
        StoreCheck("A delivery that can be read now is applied from then on, and belongs to its record.") { stage in
            _ = try await stage.store.apply(
                [unreadable("w1", at: 1)],
                routing: Stage.routing,
                origin: .live,
                now: Stage.at(1),
                position: nil
            )
            #expect(try await stage.store.overview().receipts == [.undecodable: 1])
            let report = try await replay(["w1": [Stage.order(7, name: "#1")]], stage)
            #expect(report.mended == 1 && report.changed == 1 && report.replayed == 1)
            #expect(try await stage.store.overview().receipts == [.applied: 1])
            let story = try #require(try await stage.store.story(of: Stage.orderKey(7), limit: 5))
            #expect(story.receipts.map(\.webhookID) == ["w1"] && story.receipts.first?.state == .applied)
            #expect(try await replay(["w1": [Stage.order(7, name: "#1")]], stage).mended == 0)
        },
        StoreCheck("What was erased does not come back by a replay, nor is a request asked twice.") { stage in
            try await stage.apply("w1", Stage.customer(1, email: "ada@example.com"), now: Stage.at(1))
            let request = try await stage.store.ask(
                ComplianceNotice(.customerRedact, customerID: 1),
                of: Stage.shop,
                now: Stage.at(2)
            )
            _ = try await stage.store.erase(
                Erasure(request: request.id, keys: [Stage.customerKey(1)], lateUntil: Stage.at(2), now: Stage.at(2))
            )
            let bare = try await stage.store.record(Stage.customerKey(1))
            let stored = try #require(try await stage.store.receipts(ReplayFilter(), after: 0, limit: 9).first)
            #expect(stored.receipt.body.isEmpty)
            // Even where somebody kept the body.
            let report = try await replay(["w1": [Stage.customer(1, email: "ada@example.com", version: 9)]], stage)
            #expect(report.changed == 0 && report.marked.isEmpty)
            #expect(try await stage.store.record(Stage.customerKey(1)) == bare)
            let asked = DecodedReceipt(
                receipt: Stage.receipt("w2", []).receipt,
                content: .request(ComplianceNotice(.dataRequest, customerID: 1))
            )
            let again = try await stage.store.replay(
                [ReplayedReceipt(number: 1, formerState: .applied, decoded: asked)],
                routing: Stage.routing,
                destinations: nil,
                now: Stage.at(9)
            )
            #expect(again.silent == 1 && again.replayed == 0)
            #expect(try await stage.store.requests(ComplianceFilter(), limit: 9).count == 1)
        },
    ]

    private static func unreadable(_ id: String, at seconds: Int64) -> DecodedReceipt {
        var decoded = Stage.receipt(id, [], receivedAt: Stage.at(seconds))
        decoded.content = .undecodable(reason: "no id")
        return decoded
    }

    /// Replays stored deliveries as if they were decoded into these records.
    private static func replay(
        _ contents: [String: [SyncRecord]],
        _ stage: StoreStage,
        to destinations: Set<DestinationName>? = nil
    ) async throws -> ReplayReport {
        let stored = try await stage.store.receipts(ReplayFilter(), after: 0, limit: 100)
        let batch = stored.compactMap { stored -> ReplayedReceipt? in
            guard let parts = contents[stored.receipt.webhookID] else { return nil }
            var receipt = stored.receipt
            if receipt.body.isEmpty { receipt.body = [123] }
            return ReplayedReceipt(
                number: stored.number,
                formerState: stored.state,
                decoded: DecodedReceipt(receipt: receipt, content: .changes(parts))
            )
        }
        return try await stage.store.replay(
            batch,
            routing: Stage.routing,
            destinations: destinations,
            now: Stage.at(9)
        )
    }
}
