import SyncModel
import Testing

@testable import SyncEngine

/// When a destination is left alone: pauses and their probes, outages and theirs, requests to wait.
@Suite(.timeLimit(.minutes(1))) struct PausingTests {
    private func checks(_ running: DispatcherStage) -> Int {
        running.stage.crm.with { $0.calls.count { $0.name == "check" } }
    }

    @Test func aPauseIsProbedAndLiftedOnceItIsMended() async throws {
        let running = DispatcherStage()
        let fault = DeliveryFault(.unauthorized, .pause(.destination), message: "401")
        running.stage.crm.with { $0.outage = fault }
        try await running.run { _ in
            try await running.apply(EngineStage.customer(1, "a@x.de"))
            try await running.store.until { try await !running.store.pauses().isEmpty }
            let began = try #require(try await running.store.pauses().first)
            #expect(began.fault == fault && began.scope == .destination)
            #expect(began.probeAt == running.stage.clock.now + .seconds(15))
            try await running.apply(EngineStage.customer(2, "b@x.de"))
            #expect(checks(running) == 0)
            running.advance(.seconds(15))
            try await running.store.until { try await running.store.pauses().first?.probeAt != began.probeAt }
            #expect(try await running.store.pauses().first?.since == began.since)
            #expect(checks(running) == 1)
            running.stage.crm.with { $0.outage = nil }
            running.stage.crm.with { $0.findings = [Finding(.problem, "property", "is missing")] }
            running.advance(.seconds(15))
            try await running.store.until { checks(running) == 2 }
            #expect(running.stage.writes.count == 1)
            running.stage.crm.with { $0.findings = [Finding(.warning, "property", "is odd")] }
            running.advance(.seconds(15))
            for id in Int64(1)...2 { try await running.until(.customer, id, is: .clean) }
        }
        #expect(try await running.store.pauses().isEmpty)
        let lane = try await running.stage.lane(.customer, 1)
        #expect(lane.deliveries.map(\.outcome) == ["wait", "created"])
    }

    @Test func aPersonsPauseIsNeverProbed() async throws {
        let running = DispatcherStage()
        let byHand = Pause(
            destination: EngineStage.crmName,
            scope: .destination,
            fault: nil,
            since: running.stage.clock.now,
            probeAt: nil
        )
        try await running.store.pause(byHand)
        try await running.run { _ in
            try await running.apply(EngineStage.customer(1, "a@x.de"))
            running.advance(.seconds(600))
            // The loop has owned and looked: its lease is there and it looks at each wake.
            try await running.store.until { try await running.store.holder(of: EngineStage.crmName.leaseName) != nil }
            for _ in 0..<20 {
                running.wake.notify()
                await Task.yield()
            }
            #expect(checks(running) == 0 && running.stage.writes.isEmpty)
            #expect(try await running.store.pauses() == [byHand])
            _ = try await running.store.resume(EngineStage.crmName)
            running.wake.notify()
            try await running.until(.customer, 1, is: .clean)
        }
    }

    @Test func aPauseOfOrdersLetsCustomersGo() async throws {
        let running = DispatcherStage()
        try await running.store.pause(
            Pause(
                destination: EngineStage.crmName,
                scope: .kind(.order),
                fault: nil,
                since: running.stage.clock.now,
                probeAt: nil
            )
        )
        try await running.run { _ in
            try await running.apply(EngineStage.order(11, customer: 1), EngineStage.customer(1, "a@x.de"))
            try await running.until(.customer, 1, is: .clean)
            #expect(try await running.stage.lane(.order, 11).state == .dirty)
        }
        #expect(running.stage.writes.map(\.kind) == [.customer])
    }

    @Test func aRequestToWaitIsHeeded() async throws {
        let running = DispatcherStage()
        running.stage.crm.with {
            $0.troubles = [.before(DeliveryFault(.rateLimited, .wait(.seconds(30)), message: "429"))]
        }
        try await running.run { _ in
            try await running.apply(EngineStage.customer(1, "a@x.de"))
            try await running.store.until { try await !running.stage.lane(.customer, 1).deliveries.isEmpty }
            // Others that are due wait as well: the limit is the destination's.
            try await running.apply(EngineStage.customer(2, "b@x.de"))
            running.advance(.seconds(29))
            for _ in 0..<20 {
                running.wake.notify()
                await Task.yield()
            }
            #expect(running.stage.writes.count == 1)
            running.advance(.seconds(1))
            for id in Int64(1)...2 { try await running.until(.customer, id, is: .clean) }
        }
        #expect(try await running.stage.lane(.customer, 1).attempts == 0)
    }

    @Test func anOutageIsProbedWithOneRecordAndThenAnother() async throws {
        let running = DispatcherStage()
        try await running.stage.apply((1...10).map { EngineStage.customer($0, "\($0)@x.de") })
        running.stage.crm.with { $0.outage = .outage() }
        let sizes: @Sendable () -> [Int] = { running.stage.writes.map(\.records.count) }
        try await running.run { _ in
            try await running.store.until { sizes().count == 3 }
            running.advance(.seconds(1))
            try await running.store.until { sizes().count == 6 }
            running.advance(.seconds(2))
            try await running.store.until { sizes().count == 7 }
            running.stage.crm.with { $0.outage = nil }
            running.advance(.seconds(5))
            try await running.store.until {
                try await running.store.overview().lanes.first { $0.state == .clean }?.count == 9
            }
            #expect(sizes() == [10, 5, 5, 10, 5, 5, 1, 1, 8])
            let probes = running.stage.writes[6...7].compactMap { $0.records.first?.key }
            #expect(Set(probes).count == 2)
            running.advance(.seconds(40))
            for id in Int64(1)...10 { try await running.until(.customer, id, is: .clean) }
        }
        for id in Int64(1)...10 { #expect(try await running.stage.lane(.customer, id).attempts == 0) }
    }

    /// A live record that the CRM chokes on is first in every claim; it must not keep history from being delivered.
    @Test func aRecordThatLooksLikeAnOutageHoldsUpNoOther() async throws {
        let running = DispatcherStage()
        running.stage.crm.with { $0.poison["1"] = .outage(mayBeWritten: true) }
        try await running.run { _ in
            try await running.apply(EngineStage.customer(1, "1@x.de"))
            for count in 1...3 {
                try await running.store.until {
                    running.advance(.seconds(5))
                    return running.stage.writes.count >= count
                }
            }
            try await running.stage.apply((2...9).map { EngineStage.customer($0, "\($0)@x.de") }, origin: .history)
            try await running.store.until {
                running.advance(.milliseconds(500))
                return try await running.store.overview().lanes.first { $0.state == .clean }?.count == 8
            }
        }
        #expect(running.stage.contacts.count == 8)
    }
}
