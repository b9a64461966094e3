import SyncModel
import Testing

@testable import SyncEngine

/// Trouble that lasts, on a clock that a test moves: half an hour of outage, storms of refusals, a clock that is set back.
@Suite(.timeLimit(.minutes(3))) struct LongTroubleTests {
    @Test func halfAnHourOfOutageBurnsNothingAndEndsAtOnce() async throws {
        let running = DispatcherStage()
        let people = Int64(1)...60
        try await running.stage.apply(people.map { EngineStage.customer($0, "\($0)@x.de").newcomer })
        running.stage.crm.with { $0.outage = .outage() }
        let began = running.stage.clock.now
        try await running.run { _ in
            try await running.store.until {
                running.advance(.seconds(5))
                return running.stage.clock.now.since(began) >= .seconds(1_800)
            }
            // Changed again and again meanwhile.
            for version in Int64(2)...4 {
                for id in people.prefix(10) {
                    try await running.apply(
                        EngineStage.customer(id, "\(id)@x.de", name: "\(version)", version: version)
                    )
                }
            }
            let calls = running.stage.writes.count
            #expect(calls < 120, "\(calls) calls: a destination that only fails is probed, not hammered")
            for id in people { #expect(try await running.stage.lane(.customer, id).attempts == 0) }
            let before = running.stage.clock.now
            running.stage.crm.with { $0.outage = nil }
            try await running.store.until {
                running.advance(.seconds(1))
                return running.stage.contacts.count == people.count
            }
            for id in people { try await running.until(.customer, id, is: .clean) }
            #expect(running.stage.clock.now.since(before) < .seconds(180))
        }
        #expect(running.stage.contact(1)?.fields["firstname"] == "4")
        // Each once, however often it changed.
        for id in people { #expect(running.stage.contact(id)?.writes == 1) }
        #expect(try await running.store.parkedLanes(FailureFilter(), limit: 10).isEmpty)
    }

    @Test func aStormOfRefusalsBurnsNoAttempt() async throws {
        let running = DispatcherStage()
        let people = Int64(1)...40
        let refusal = DeliveryFault(.rateLimited, .wait(.seconds(10)), message: "429")
        running.stage.crm.with { $0.troubles = Array(repeating: .before(refusal), count: 20) }
        try await running.run { _ in
            for id in people { try await running.apply(EngineStage.customer(id, "\(id)@x.de").newcomer) }
            let began = running.stage.clock.now
            try await running.store.until {
                running.advance(.milliseconds(500))
                return running.stage.contacts.count == people.count
            }
            for id in people {
                try await running.until(.customer, id, is: .clean)
                #expect(try await running.stage.lane(.customer, id).attempts == 0)
            }
            let took = running.stage.clock.now.since(began)
            let passes = running.stage.writes.count
            // Several that were under way may be refused at once; nothing is sent while it was asked to wait.
            #expect(
                took >= .seconds(10 * 20 / running.stage.crm.capabilities.concurrency),
                "\(took) for \(passes) calls"
            )
        }
        for id in people { #expect(running.stage.contact(id)?.writes == 1) }
    }

    /// What waits by a time that is hours ahead would else wait for hours.
    @Test func aClockThatIsSetBackPutsNothingOff() async throws {
        let running = DispatcherStage()
        try await running.run { _ in
            running.stage.crm.with { $0.refusals["1"] = DeliveryFault(.locked, .retry, message: "423") }
            try await running.apply(EngineStage.customer(1, "1@x.de").newcomer)
            try await running.store.until { try await running.stage.lane(.customer, 1).attempts > 0 }
            running.stage.crm.with { $0.refusals = [:] }
            running.advance(.seconds(-3 * 3_600))
            try await running.until(.customer, 1, is: .clean)
        }
        #expect(running.stage.contacts.count == 1)
    }

    /// Set back while no server ran: the next owner sees what waits for longer than anything is ever put off.
    @Test func aClockThatWasSetBackBetweenTwoServersPutsNothingOff() async throws {
        let running = DispatcherStage()
        try await running.stage.apply(EngineStage.customer(1, "1@x.de").newcomer)
        running.stage.clock.advance(.seconds(-3 * 3_600))
        try await running.run { _ in try await running.until(.customer, 1, is: .clean) }
        #expect(running.stage.contacts.count == 1)
    }

    @Test func aPauseIsProbedAlthoughTheClockWasSetBack() async throws {
        let running = DispatcherStage()
        running.stage.crm.with { $0.outage = DeliveryFault(.unauthorized, .pause(.destination), message: "401") }
        try await running.run { _ in
            try await running.apply(EngineStage.customer(1, "1@x.de").newcomer)
            try await running.store.until { try await !running.store.pauses().isEmpty }
            running.stage.crm.with { $0.outage = nil }
            running.advance(.seconds(-3 * 3_600))
            try await running.until(.customer, 1, is: .clean)
            try await running.store.until { try await running.store.pauses().isEmpty }
        }
        #expect(running.stage.contacts.count == 1)
    }
}
