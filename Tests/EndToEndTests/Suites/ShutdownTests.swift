import Sandbox
import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Stopping in order, and starting twice.
@Suite("Shutdown and ownership", .timeLimit(.minutes(4)))
struct ShutdownTests {
    @Test func stoppedUnderLoadItEndsInOrderAndLosesNothing() async throws {
        var settings = StageSettings()
        settings.shop.seed = 5
        settings.logLevel = "info"
        try await Stage.run(settings) { stage in
            await stage.hubspot.add(
                SandboxFault(.delay(milliseconds: 200), .after, path: "batch", times: nil, probability: 0.5)
            )
            var script = TrafficScript.Settings()
            script.actionsPerSecond = 80
            script.actions = 240
            script.newCustomerShare = 0.4
            script.duplicateProbability = 0.1
            script.seed = 5
            let traffic = Traffic(stage, script)
            var server = try await stage.serve()
            async let playing = traffic.play()
            var answers = traffic.progress.makeAsyncIterator()
            for _ in 0..<3 {
                for _ in 0..<60 { _ = await answers.next() }
                server.signal(SIGTERM)
                #expect(await server.ended() == .exited(0))
                // Whatever was acknowledged is on disk although nobody runs.
                let acknowledged = Set(traffic.acknowledged.map(\.delivery.webhookID))
                #expect(acknowledged.count >= 50)
                server = try await stage.serve()
                // What was under way was finished, so nothing is in doubt.
                let start = await server.errors.line { $0.contains("Owns the destination") }
                #expect(start?.contains("redelivered=0") == true, "\(start ?? "nothing")")
            }
            let shop = try await playing
            try await stage.settle()
            #expect(traffic.refused.isEmpty)
            try await traffic.expectAllApplied()
            let differences = await Truth(shop: shop).differences(from: stage.hubspot)
            #expect(differences.isEmpty, "\(differences.count) differences: \(differences.prefix(20))")
        }
    }

    @Test func anInterruptEndsAnIdleServerAtOnce() async throws {
        try await Stage.run { stage in
            let server = try await stage.serve()
            server.signal(SIGINT)
            #expect(await server.ended() == .exited(0))
        }
    }

    @Test func aSecondServerOnTheSameAddressSaysWhy() async throws {
        try await Stage.run { stage in
            let first = try await stage.serve()
            let second = try stage.launch("serve")
            #expect(await second.ended() == .exited(1))
            let message = second.errors.text
            #expect(message.contains("127.0.0.1:\(stage.port)") && message.contains("in use"), "\(message)")
            #expect(!first.hasEnded)
            #expect(try await stage.get("/readyz").status == 200)
        }
    }

    @Test func aSecondWorkerWaitsAndTakesOverWhenTheFirstDies() async throws {
        try await Stage.run { stage in
            let first = try await stage.serve()
            let second = try stage.launch("serve", "--role", "worker", "--config", try stage.secondConfiguration())
            let up = await second.errors.line { $0.contains("Listening") }
            try #require(up != nil, "\(second.errors.text)")
            var shop = SimulatedShop(settings: stage.settings.shop)
            try await stage.deliver(shop.placeOrder(by: .newCustomer, at: .system()).deliveries)
            try await stage.settle()
            #expect(!second.errors.text.contains("Owns the destination"))
            try await stage.deliver(shop.placeOrder(by: .newCustomer, at: .system()).deliveries)
            first.signal(SIGKILL)
            #expect(await first.ended() == .killed(signal: SIGKILL))
            #expect(await second.errors.line { $0.contains("Owns the destination") } != nil)
            try await stage.settle()
            stage.keepPrivate(shop.personalWords)
            #expect(await Truth(shop: shop).differences(from: stage.hubspot) == [])
        }
    }
}
