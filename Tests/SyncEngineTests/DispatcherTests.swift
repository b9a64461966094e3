import ServiceLifecycle
import SyncModel
import Synchronization
import Testing

@testable import SyncEngine

/// The running dispatcher: what it takes when, and what becomes of work under way.
@Suite(.timeLimit(.minutes(3))) struct DispatcherTests {
    @Test func aMarkIsDeliveredAtItsWake() async throws {
        let running = DispatcherStage()
        try await running.run { _ in
            try await running.apply(EngineStage.customer(1, "a@x.de"), EngineStage.order(11, customer: 1))
            try await running.until(.order, 11, is: .clean)
        }
        #expect(running.stage.writes.map(\.kind) == [.customer, .order])
        #expect(running.stage.deal(11)?.contacts.count == 1)
    }

    @Test func aMarkOfAnotherProcessIsFoundWithoutAWake() async throws {
        let running = DispatcherStage()
        try await running.run { _ in
            try await running.stage.apply(EngineStage.customer(1, "a@x.de"))
            try await running.until(.customer, 1, is: .clean)
            try await running.stage.apply(EngineStage.customer(2, "b@x.de"))
            try await running.until(.customer, 2, is: .clean)
        }
        #expect(running.stage.contacts.count == 2)
    }

    /// What is claimed while no call may be made would be put off and claimed again without end, each time with a note.
    @Test func nothingIsClaimedWhileNoCallMayBeMade() async throws {
        let running = DispatcherStage()
        let fence = Mutex((isOpen: false, asked: 0))
        running.stage.route.pacer.fence {
            fence.withLock {
                $0.asked += 1
                return $0.isOpen
            }
        }
        try await running.run { _ in
            try await running.apply(EngineStage.customer(1, "a@x.de"))
            for look in 2...4 {
                running.wake.notify()
                try await running.store.until { fence.withLock { $0.asked >= look } }
            }
            #expect(try await running.stage.lane(.customer, 1).state == .dirty)
            fence.withLock { $0.isOpen = true }
            try await running.until(.customer, 1, is: .clean)
        }
        #expect(running.stage.writes.count == 1)
    }

    @Test func aLaneThatIsDueLaterIsTakenWhenItsTimeComes() async throws {
        let running = DispatcherStage(retry: RetryPolicy(first: .seconds(40)))
        running.stage.crm.with { $0.refusals["1"] = DeliveryFault(.locked, .retry, message: "locked") }
        try await running.run { _ in
            try await running.apply(EngineStage.customer(1, "a@x.de"))
            try await running.store.until { try await running.stage.lane(.customer, 1).attempts == 1 }
            running.stage.crm.with { $0.refusals = [:] }
            running.advance(.seconds(41))
            try await running.until(.customer, 1, is: .clean)
        }
        #expect(running.stage.contact(1)?.writes == 1)
    }

    @Test func changesThatCameWhileItWasUnderWayAreOneMoreWrite() async throws {
        let gate = Gate()
        let running = DispatcherStage(crm: FakeCRM { _ in await gate.pass() })
        try await running.run { _ in
            try await running.apply(EngineStage.customer(1, "a@x.de", name: "v1"))
            await gate.arrived()
            for version in 2...11 {
                try await running.apply(EngineStage.customer(1, "a@x.de", name: "v\(version)", version: Int64(version)))
            }
            gate.open()
            try await running.until(.customer, 1, is: .clean)
        }
        #expect(running.stage.writes.count == 2)
        #expect(running.stage.contact(1)?.fields["firstname"] == "v11")
    }

    @Test func liveOvertakesHistory() async throws {
        let gate = Gate()
        let running = DispatcherStage(crm: FakeCRM(limit: 1, concurrency: 1) { _ in await gate.pass() })
        try await running.stage.apply((1...3).map { EngineStage.customer($0, "\($0)@x.de") }, origin: .history)
        try await running.run { _ in
            await gate.arrived()
            try await running.apply(EngineStage.customer(9, "9@x.de"))
            gate.open()
            for id in Int64(1)...3 { try await running.until(.customer, id, is: .clean) }
        }
        #expect(running.stage.writes.compactMap { $0.records.first?.key.id } == [1, 9, 2, 3])
    }

    /// With all turns taken by passes of history, a sale would wait for their end.
    @Test func historyLeavesTheLastTurnToLiveRecords() async throws {
        let gate = Gate()
        let running = DispatcherStage(crm: FakeCRM(limit: 1, concurrency: 3) { _ in await gate.pass() })
        try await running.stage.apply((1...4).map { EngineStage.customer($0, "\($0)@x.de") }, origin: .history)
        try await running.run { _ in
            await gate.arrived(2)
            try await running.apply(EngineStage.customer(9, "9@x.de"))
            await gate.arrived(3)
            #expect(try await running.stage.lane(.customer, 9).state == .claimed)
            for id in Int64(3)...4 { #expect(try await running.stage.lane(.customer, id).state == .dirty) }
            gate.open()
            for id in Int64(1)...4 { try await running.until(.customer, id, is: .clean) }
        }
    }

    @Test func ofFourTurnsTwoAreLeft() async throws {
        let gate = Gate()
        let running = DispatcherStage(crm: FakeCRM(limit: 1, concurrency: 4) { _ in await gate.pass() })
        try await running.stage.apply((1...4).map { EngineStage.customer($0, "\($0)@x.de") }, origin: .history)
        try await running.run { _ in
            await gate.arrived(2)
            try await running.apply(EngineStage.customer(8, "8@x.de"))
            await gate.arrived(3)
            try await running.apply(EngineStage.customer(9, "9@x.de"))
            await gate.arrived(4)
            for id in Int64(8)...9 { #expect(try await running.stage.lane(.customer, id).state == .claimed) }
            for id in Int64(3)...4 { #expect(try await running.stage.lane(.customer, id).state == .dirty) }
            gate.open()
            for id in Int64(1)...4 { try await running.until(.customer, id, is: .clean) }
        }
    }

    /// An answer tells what is left of the day: the last tenth is for live calls, and nothing is left at the end.
    @Test func aDayThatIsUsedUpHoldsHistoryThenLive() async throws {
        let running = DispatcherStage()
        let pacer = running.stage.route.pacer
        @Sendable func left(_ remaining: Int) {
            let day = QuotaObservation(dailyLimit: 1_000, dailyRemaining: remaining, dailyResetsIn: .seconds(20))
            pacer.observe(day, for: CallClass())
        }
        left(100)
        try await running.stage.apply([EngineStage.customer(1, "1@x.de")], origin: .history)
        try await running.run { _ in
            try await running.apply(EngineStage.customer(2, "2@x.de"))
            try await running.until(.customer, 2, is: .clean)
            #expect(try await running.stage.lane(.customer, 1).state == .dirty)
            left(0)
            try await running.apply(EngineStage.customer(3, "3@x.de"))
            running.advance(.seconds(20))
            try await running.until(.customer, 3, is: .clean)
            try await running.until(.customer, 1, is: .clean)
        }
        #expect(running.stage.writes.compactMap { $0.records.first?.key.id }.first == 2)
    }

    @Test func manyPassesNeverHaveOnePersonInHandTwice() async throws {
        let crm = FakeCRM(limit: 5, concurrency: 4) { _ in for _ in 0..<20 { await Task.yield() } }
        let running = DispatcherStage(crm: crm)
        try await running.run { _ in
            for version in Int64(1)...10 {
                for id in Int64(1)...40 {
                    try await running.apply(
                        EngineStage.customer(id, "\((id + version) % 12)@x.de", name: "\(version)", version: version),
                        EngineStage.order(100 + id, customer: id, name: "#\(version)", version: version)
                    )
                }
            }
            for id in Int64(1)...40 {
                running.advance(.seconds(600))
                try await running.store.until {
                    running.advance(.milliseconds(500))
                    let customer = try await running.stage.lane(.customer, id)
                    let order = try await running.stage.lane(.order, 100 + id)
                    return customer.state == .clean && order.state == .clean
                }
            }
        }
        #expect(crm.with { $0.overlaps } == [])
        #expect((2...4).contains(crm.with { $0.maximumAtOnce }))
    }

    @Test func aGracefulShutdownFinishesWhatIsUnderWayAndGivesBackTheRest() async throws {
        let gate = Gate()
        let running = DispatcherStage(crm: FakeCRM { _ in await gate.pass() })
        try await running.run { services in
            try await running.apply(EngineStage.customer(1, "a@x.de"))
            await gate.arrived()
            // Waits in memory for its customer.
            try await running.apply(EngineStage.order(11, customer: 1))
            try await running.until(.order, 11, is: .claimed)
            await services.triggerGracefulShutdown()
            gate.open()
        }
        #expect(try await running.stage.lane(.customer, 1).state == .clean)
        let order = try await running.stage.lane(.order, 11)
        #expect(order.state == .dirty && order.attempts == 0 && order.deliveries == [])
        #expect(try await running.store.holder(of: EngineStage.crmName.leaseName) == nil)
    }

    /// The time for stopping is over while a call hangs: the next owner need not wait until the lease ends by itself.
    @Test func whatIsEndedByForceHandsItsLeaseBack() async throws {
        struct Stop: Error {}
        let gate = Gate()
        gate.open()
        let running = DispatcherStage(
            crm: FakeCRM { _ in
                await gate.pass()
                try? await Task.sleep(for: .seconds(600))
            }
        )
        await #expect(throws: Stop.self) {
            try await running.run { _ in
                try await running.apply(EngineStage.customer(1, "a@x.de"))
                await gate.arrived()
                #expect(try await running.store.holder(of: EngineStage.crmName.leaseName) != nil)
                throw Stop()
            }
        }
        #expect(try await running.store.holder(of: EngineStage.crmName.leaseName) == nil)
    }

    @Test func aBrokenStoreLosesNothingAndMakesNoDuplicate() async throws {
        let gate = Gate()
        let running = DispatcherStage(crm: FakeCRM { _ in await gate.pass() })
        try await running.run { _ in
            try await running.apply(EngineStage.customer(1, "a@x.de"))
            await gate.arrived()
            running.store.breakDown(true)
            gate.open()
            try await running.store.until { running.stage.contact(1) != nil }
            #expect(try await running.stage.lane(.customer, 1).state == .claimed)
            running.store.breakDown(false)
            try await running.until(.customer, 1, is: .clean)
        }
        #expect(running.stage.contacts.count == 1)
    }

    @Test func aCRMThatDoesNotAnswerIsToldOfUntilItDoes() async throws {
        let running = DispatcherStage()
        let inner = running.store.inner
        let party = running.stage.route.name.leaseName
        try await inner.keep(Trouble(party: party, since: .beginning, message: "long ago", nextTryAt: .beginning))
        try await running.run { _ in
            try await running.store.until { try await inner.troubles().isEmpty }
            running.stage.crm.with { $0.outage = DeliveryFault(.unavailable, .retry, message: "503: maintenance") }
            try await running.apply(EngineStage.customer(1, "a@x.de"))
            try await running.store.until { try await !inner.troubles().isEmpty }
            let trouble = try #require(try await inner.troubles().first)
            #expect(trouble.party == party && trouble.message == "503: maintenance")
            #expect(trouble.since == running.stage.clock.now && trouble.nextTryAt > trouble.since)
            running.stage.crm.with { $0.outage = nil }
            running.advance(.seconds(60))
            try await running.until(.customer, 1, is: .clean)
            try await running.store.until { try await inner.troubles().isEmpty }
        }
    }
}
