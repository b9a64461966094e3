import Conformance
import SyncModel
import Testing

@testable import SyncEngine

/// When a destination is left alone: pauses and their probes, outages and theirs, requests to wait.
@Suite(.timeLimit(.minutes(3))) struct PausingTests {
    private static func missingScope(_ scope: PauseScope, fields: [String] = []) -> DeliveryFault {
        DeliveryFault(fields.isEmpty ? .missingScope : .missingField, .pause(scope), message: "no", fields: fields)
    }

    private static let paused = "Delivery is paused until this is mended"

    /// Whatever a check of the account would find: it only reads, and the pause may be for writing.
    @Test func aPauseIsProbedWithOneRecordAndLiftedOnceThatIsWritten() async throws {
        let log = CapturedLog()
        let running = DispatcherStage(logger: log.logger)
        let fault = Self.missingScope(.destination)
        running.stage.crm.with { state in
            state.writeFault = fault
            state.findings = [Finding(.problem, "pipeline", "has no stage that nobody uses")]
        }
        try await running.run { _ in
            try await running.apply(EngineStage.customer(1, "a@x.de"))
            try await running.store.until { try await !running.store.pauses().isEmpty }
            let began = try #require(try await running.store.pauses().first)
            #expect(began.fault == fault && began.scope == .destination)
            #expect(began.probeAt == running.stage.clock.now + .seconds(15))
            try await running.apply(EngineStage.customer(2, "b@x.de"))
            #expect(running.stage.writes.count == 1)
            try await running.store.until {
                running.advance(.seconds(5))
                return running.stage.writes.count >= 4
            }
            #expect(running.stage.writes.allSatisfy({ $0.records.count == 1 }))
            #expect(try await running.store.pauses().first?.since == began.since)
            running.stage.crm.with { $0.writeFault = nil }
            try await running.store.until {
                running.advance(.seconds(5))
                return try await running.store.pauses().isEmpty
            }
            for id in Int64(1)...2 { try await running.until(.customer, id, is: .clean) }
        }
        #expect(log.count(Self.paused) == 1 && log.count("What paused delivery is mended") == 1)
        let checks = running.stage.crm.with { $0.calls.count { $0.name == "check" } }
        #expect(checks == 0)
        let lane = try await running.stage.lane(.customer, 1)
        #expect(lane.deliveries.map(\.outcome) == ["wait", "created"])
    }

    /// A record without the missing field says nothing of it: it is delivered, and the pause stands.
    @Test func onlyAWriteOfTheMissingFieldLiftsItsPause() async throws {
        let running = DispatcherStage()
        let fault = Self.missingScope(.kind(.customer), fields: ["firstname"])
        running.stage.crm.with { $0.refusals["9"] = fault }
        let tries: @Sendable () -> Int = { running.stage.writes.count { $0.records.first?.externalID == "9" } }
        try await running.run { _ in
            try await running.apply(EngineStage.customer(8, "h@x.de", name: "Ada"))
            try await running.until(.customer, 8, is: .clean)
            try await running.apply(EngineStage.customer(9, "i@x.de", name: "Bea"))
            try await running.store.until { try await !running.store.pauses().isEmpty }
            let began = try #require(try await running.store.pauses().first)
            // Only its address changes.
            try await running.apply(EngineStage.customer(8, "new@x.de", name: "Ada", version: 2))
            try await running.store.until {
                running.advance(.seconds(5))
                return tries() >= 3
            }
            try await running.until(.customer, 8, is: .clean)
            #expect(try await running.store.pauses().first?.since == began.since)
            running.stage.crm.with { $0.refusals = [:] }
            try await running.store.until {
                running.advance(.seconds(5))
                return try await running.store.pauses().isEmpty
            }
            try await running.until(.customer, 9, is: .clean)
        }
        #expect(running.stage.contact(8)?.fields["email"] == "new@x.de")
    }

    @Test func aPauseOfOrdersIsProbedBesideTheCustomers() async throws {
        let running = DispatcherStage()
        running.stage.crm.with { $0.refusals["11"] = Self.missingScope(.kind(.order)) }
        try await running.run { _ in
            try await running.apply(EngineStage.order(11))
            try await running.store.until { try await !running.store.pauses().isEmpty }
            try await running.apply(EngineStage.customer(1, "a@x.de"), EngineStage.order(12))
            try await running.until(.customer, 1, is: .clean)
            #expect(try await running.stage.lane(.order, 12).state == .dirty)
            running.stage.crm.with { $0.refusals = [:] }
            try await running.store.until {
                running.advance(.seconds(5))
                return try await running.store.pauses().isEmpty
            }
            for id in Int64(11)...12 { try await running.until(.order, id, is: .clean) }
        }
        #expect(running.stage.deal(11)?.writes == 1 && running.stage.deal(12)?.writes == 1)
    }

    @Test func anUnknownCurrencyPausesItsOrdersAlone() async throws {
        let running = DispatcherStage()
        let fault = DeliveryFault(.unknownCurrency, .pause(.currency("GBP")), message: "orders in GBP wait")
        running.stage.crm.with { $0.refusals["11"] = fault }
        try await running.run { _ in
            try await running.apply(EngineStage.order(11), EngineStage.order(12))
            try await running.until(.order, 12, is: .clean)
            try await running.store.until { try await !running.store.pauses().isEmpty }
            let began = try #require(try await running.store.pauses().first)
            #expect(began.scope == .currency("GBP") && began.fault == fault)
            try await running.apply(EngineStage.order(13))
            try await running.until(.order, 13, is: .clean)
            // More often than a record is tried before it is parked, and longer than its pause stands without it.
            for _ in 1...15 {
                let due = try #require(try await running.stage.lane(.order, 11).due)
                #expect(due <= running.stage.clock.now + .seconds(600))
                running.advance(due.since(running.stage.clock.now))
                try await running.store.until {
                    let end = try await running.store.pauses().first?.probeAt
                    return end == running.stage.clock.now + .seconds(720)
                }
            }
            #expect(try await running.store.pauses().first?.since == began.since)
            #expect(try await running.stage.lane(.order, 11).attempts == 0)
            running.stage.crm.with { $0.refusals = [:] }
            running.advance(.seconds(600))
            try await running.until(.order, 11, is: .clean)
            running.advance(.seconds(120))
            try await running.store.until { try await running.store.pauses().isEmpty }
        }
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
            #expect(running.stage.writes.isEmpty)
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
        let began = running.stage.clock.now
        running.stage.crm.with {
            $0.troubles = [.before(DeliveryFault(.rateLimited, .wait(.seconds(30)), message: "429"))]
        }
        try await running.run { _ in
            try await running.apply(EngineStage.customer(1, "a@x.de"))
            try await running.store.until { try await !running.stage.lane(.customer, 1).deliveries.isEmpty }
            // Others that are due wait as well: the limit is the destination's.
            try await running.apply(EngineStage.customer(2, "b@x.de"))
            try await running.store.until {
                running.advance(.seconds(1))
                return running.stage.contacts.count == 2
            }
        }
        #expect(running.stage.clock.now >= began + .seconds(30))
        #expect(try await running.stage.lane(.customer, 1).attempts == 0)
    }

    @Test func anOutageIsProbedWithOneRecordAndThenAnother() async throws {
        let running = DispatcherStage()
        try await running.stage.apply((1...10).map { EngineStage.customer($0, "\($0)@x.de").newcomer })
        running.stage.crm.with { $0.outage = .outage() }
        let sizes: @Sendable () -> [Int] = { running.stage.writes.map(\.records.count) }
        try await running.run { _ in
            try await running.store.until {
                running.advance(.milliseconds(200))
                return sizes().count >= 8
            }
            running.stage.crm.with { $0.outage = nil }
            try await running.store.until {
                running.advance(.milliseconds(200))
                return running.stage.contacts.count == 10
            }
            for id in Int64(1)...10 { try await running.until(.customer, id, is: .clean) }
        }
        #expect(sizes().prefix(8) == [10, 5, 5, 10, 5, 5, 1, 1])
        let probes = running.stage.writes[6...7].compactMap { $0.records.first?.key }
        #expect(Set(probes).count == 2)
        for id in Int64(1)...10 { #expect(try await running.stage.lane(.customer, id).attempts == 0) }
    }

    /// A live record that the CRM chokes on is first in every claim; it must not keep history from being delivered.
    @Test func aRecordThatLooksLikeAnOutageHoldsUpNoOther() async throws {
        let running = DispatcherStage()
        running.stage.crm.with { $0.poison["1"] = .outage(mayBeWritten: true) }
        try await running.run { _ in
            try await running.apply(EngineStage.customer(1, "1@x.de"))
            try await running.store.until {
                running.advance(.milliseconds(500))
                return running.stage.writes.count >= 3
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
