import Sandbox
import SyncModel
import Testing

@testable import SyncEngine

/// Whatever people decide, take back and decide anew, while calls fail and processes die, ends as they said last.
@Suite struct RulingHistoriesTests {
    @Test(arguments: Array(UInt64(1)...60))
    func endAsWasSaidLast(_ seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed)
        let stage = EngineStage(seed: seed)
        let ids = stage.crm.with { crm in
            [
                crm.add(.init(fields: ["email": "a@x.de"])),
                crm.add(.init(fields: ["email": "w@x.de"], furtherEmails: ["a@x.de"])),
            ]
        }
        try await stage.apply(EngineStage.customer(1, "a@x.de", name: "Ada"), EngineStage.order(11, customer: 1))
        let choices: [IdentityRuling.Choice] = [.record(ids[0]), .record(ids[1]), .new, .skip, .undone]
        var said: IdentityRuling.Choice = .undone
        var hasOwn = false
        for step in 0..<20 {
            switch Int.random(in: 0..<10, using: &random) {
            case ..<4:
                let choice = choices.randomElement(using: &random) ?? .undone
                if try await stage.rule(choice) != nil { said = choice }
            case 4:
                try await stage.apply(EngineStage.customer(1, "a@x.de", name: "v\(step)", version: Int64(step) + 2))
            case 5:
                let trouble: FakeCRM.Trouble =
                    Bool.random(using: &random) ? .before(.outage()) : .after(.outage(mayBeWritten: true))
                stage.crm.with { $0.troubles = [trouble] }
            case 6:
                stage.store.breakDown(afterWriting: Int.random(in: 0...3, using: &random))
                _ = try? await stage.pass()
                stage.store.breakDown(false)
                try await stage.releaseClaims()
            default: try await stage.pass()
            }
            hasOwn = hasOwn || stage.contacts.count > 2
        }
        stage.crm.with { $0.troubles = [] }
        try await stage.settle()
        stage.clock.advance(DestinationRoute.requestTime)
        _ = try await stage.pass()
        try await stage.settle()

        let mine = stage.contacts.filter { $0.value.externalID == "1" }.keys.sorted()
        let lane = try await stage.lane(.customer, 1)
        #expect(mine.count <= 1 && stage.contacts.count <= 3, "seed \(seed): \(stage.contacts)")
        switch said {
        case .record(let crmID):
            #expect(mine == [crmID] && lane.link?.crmID == crmID && lane.state == .clean, "seed \(seed)")
            #expect(stage.deal(11)?.contacts == [crmID], "seed \(seed)")
        case .new:
            #expect(mine.count == 1 && !ids.contains(mine[0]) && lane.link?.crmID == mine[0], "seed \(seed)")
        case .skip: #expect(lane.state == .clean && lane.deliveries.last?.outcome == "left_out", "seed \(seed)")
        case .undone:
            #expect(lane.ruling == nil, "seed \(seed)")
            // Only one of its own may be left to it.
            #expect(mine.allSatisfy { !ids.contains($0) } && lane.state == .parked, "seed \(seed): \(mine)")
        }
    }
}
