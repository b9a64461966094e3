import SyncModel
import Testing

extension StoreConformance {
    private typealias Stage = StoreStage

    static let alerting: [StoreCheck] = [
        StoreCheck("Alerts are kept as they are, the oldest first, until others replace them.") { stage in
            #expect(try await stage.store.alerts().isEmpty)
            var lag = Alert(AlertCondition(.lag, "hubspot", "records wait"), since: Stage.at(2))
            lag.toldAt = Stage.at(3)
            let silence = Alert(AlertCondition(.noDelivery, "acme", "no webhook"), since: Stage.at(1))
            try await stage.store.keep([lag, silence])
            #expect(try await stage.store.alerts() == [silence, lag])
            lag.quietSince = Stage.at(4)
            lag.endedAt = Stage.at(5)
            try await stage.store.keep([lag])
            #expect(try await stage.store.alerts() == [lag])
            try await stage.store.keep([])
            #expect(try await stage.store.alerts().isEmpty)
        },
        StoreCheck("What waits is told of live traffic, history may take its time.") { stage in
            try await stage.own()
            let waits: @Sendable () async throws -> Instant? = {
                try await stage.store.liveWaits(for: [Stage.crm, DestinationName("sf")])[Stage.crm]
            }
            try await stage.apply("w1", Stage.customer(1), origin: .history)
            #expect(try await waits() == nil)
            try await stage.apply("w2", Stage.order(2), now: Stage.at(2))
            try await stage.apply("w3", Stage.customer(3), now: Stage.at(1))
            #expect(try await waits() == Stage.at(1))
            #expect(try await stage.store.liveWaits(for: [DestinationName("sf")]).isEmpty)
            // What is under way waits as well, until its delivery is confirmed.
            let claimed = try await stage.claim(now: Stage.at(5), orders: 0)
            #expect(try await waits() == Stage.at(1))
            for lane in claimed {
                let delivered = Settlement.Result.delivered(Stage.state, link: nil, waitsForCustomer: nil)
                try await stage.settle(lane, delivered, now: Stage.at(6))
            }
            #expect(try await waits() == Stage.at(2))
        },
    ]

    static let remembering: [StoreCheck] = [
        StoreCheck("Another mapping tries what is parked for what a mapping may mend, and nothing else.") { stage in
            try await stage.own()
            try await stage.apply("w1", Stage.customer(1), Stage.customer(2), Stage.customer(3))
            let codes: [DeliveryFault.Code] = [.mapping, .invalidValue, .identityConflict]
            for lane in try await stage.claim() {
                let code = codes[Int(lane.key.record.id) - 1]
                try await stage.settle(lane, .parked(DeliveryFault(code, .park, message: "no")), now: Stage.at(1))
            }
            func takeUp(_ mapping: String, _ name: DestinationName = Stage.crm) async throws -> Int {
                try await stage.store.takeUp(mapping: mapping, of: name, now: Stage.at(9))
            }
            // What it was before is not known: nothing may have changed.
            #expect(try await takeUp("a") == 0)
            #expect(try await takeUp("a") == 0)
            #expect(try await stage.store.parkedLanes(FailureFilter(), limit: 9).count == 3)
            #expect(try await takeUp("b", DestinationName("sf")) == 0)
            #expect(try await takeUp("b") == 2)
            #expect(try await stage.store.parkedLanes(FailureFilter(), limit: 9).map(\.key.record.id) == [3])
            let entry = try #require(try await stage.entry(Stage.customerKey(1)))
            #expect(entry.state == .dirty && entry.due == Stage.at(9) && entry.fault == nil && entry.attempts == 0)
            #expect(try await takeUp("b") == 0)
            #expect(try await takeUp("a") == 0)
        },
        StoreCheck("What is done about guests is remembered for each destination, beside its mapping.") { stage in
            let other = DestinationName("sf")
            #expect(try await stage.store.guestPolicy(of: Stage.crm) == nil)
            try await stage.store.note(guests: .link, of: Stage.crm, now: Stage.at(1))
            try await stage.store.note(guests: .create, of: Stage.crm, now: Stage.at(2))
            #expect(try await stage.store.guestPolicy(of: Stage.crm) == .create)
            #expect(try await stage.store.guestPolicy(of: other) == nil)
            #expect(try await stage.store.takeUp(mapping: "a", of: other, now: Stage.at(3)) == 0)
            #expect(try await stage.store.guestPolicy(of: other) == nil)
        },
    ]
}
