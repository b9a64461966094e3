import Sandbox
import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// SIGKILL at any moment loses nothing that was acknowledged and makes nothing twice.
@Suite("Killed under traffic", .timeLimit(.minutes(3)))
struct KilledTests {
    @Test(arguments: [UInt64(7), 20_261])
    func everyAcknowledgedWebhookArrivesOnce(seed: UInt64) async throws {
        var settings = StageSettings()
        settings.shop.seed = seed
        settings.logLevel = "info"
        try await Stage.run(settings) { stage in
            // Answers of writes come late, so that some kills fall between the CRM's commit and ours.
            await stage.hubspot.add(
                SandboxFault(.delay(milliseconds: 150), .after, path: "batch", times: nil, probability: 0.4)
            )
            var script = TrafficScript.Settings()
            script.actionsPerSecond = 60
            script.actions = 400
            script.newCustomerShare = 0.3
            script.burstProbability = 0.02
            script.duplicateProbability = 0.1
            script.reorderProbability = 0.2
            script.reorderWindowMilliseconds = 1_500
            script.seed = seed
            let traffic = Traffic(stage, script)
            let first = try await stage.serve()
            async let playing = traffic.play()
            try await kill(first, stage, traffic, seed: seed)
            let shop = try await playing
            try await stage.settle()

            #expect(traffic.refused.isEmpty)
            #expect(traffic.acknowledged.count > 600)
            try await traffic.expectAllApplied()
            let differences = await Truth(shop: shop).differences(from: stage.hubspot)
            #expect(differences.isEmpty, "\(differences.count) differences: \(differences.prefix(20))")
            try await stage.expectAudited()
        }
    }

    /// Kills and restarts the server seven times while traffic flows.
    private func kill(_ first: ChildProcess, _ stage: Stage, _ traffic: Traffic, seed: UInt64) async throws {
        var server = first
        var generator = SeededGenerator(seed: seed)
        // Alternately after so many acknowledgements and so many records written in the CRM.
        var answers = traffic.progress.makeAsyncIterator()
        var writes = await stage.hubspot.recordEvents().makeAsyncIterator()
        var inDoubt = false
        for round in 0..<7 {
            for _ in 0..<generator.integer(10...60) {
                if round.isMultiple(of: 2) { _ = await answers.next() } else { _ = await writes.next() }
            }
            server.signal(SIGKILL)
            #expect(await server.ended() == .killed(signal: SIGKILL))
            server = try await stage.serve()
            let start = await server.errors.line { $0.contains("Owns the destination") }
            inDoubt = inDoubt || start?.contains("redelivered=0") == false
        }
        #expect(inDoubt, "no kill fell into a delivery")
    }
}
