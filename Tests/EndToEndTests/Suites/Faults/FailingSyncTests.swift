import Sandbox
import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A disk that cannot sync, or takes its time: nothing is acknowledged that is not on it.
@Suite("Failing sync", .timeLimit(.minutes(3)), .enabled(if: FaultyMachine.isExpected, "needs Linux and clang"))
struct FailingSyncTests {
    @Test func whatTheInboxCannotSyncIsNotAcknowledged() async throws {
        try await Stage.run(.faulty(seed: 21)) { stage in
            let server = try await stage.serve()
            try await stage.deliver(await stage.sell(1))
            try stage.machine.failSyncs(of: .inbox)
            let late = await stage.sell(3)
            for delivery in late { #expect(try await stage.post(delivery).status == 503) }
            let ready = try await stage.get("/readyz")
            #expect(ready.status == 503 && ready.text.contains("inbox"), "\(ready.text)")
            #expect(try await stage.get("/healthz").status == 200)
            // A crash in the middle of it neither loses what was taken nor brings up what was refused.
            server.signal(SIGKILL)
            _ = await server.ended()
            try stage.machine.mend()
            _ = try await stage.serve()
            try stage.machine.failSyncs(of: .inbox)
            for delivery in late.prefix(2) { #expect(try await stage.post(delivery).status == 503) }
            try stage.machine.mend()
            #expect(try await stage.get("/readyz").status == 200)
            try await stage.deliver(late)
            try await stage.expectWhole()
        }
    }

    @Test func whatTheStoreCannotSyncWaitsInTheInbox() async throws {
        try await Stage.run(.faulty(seed: 22)) { stage in
            let server = try await stage.serve()
            try await stage.deliver(await stage.sell(1))
            try await stage.settle()
            try stage.machine.failSyncs(of: .store)
            // Taken all the same: the inbox has it.
            try await stage.deliver(await stage.sell(10))
            #expect(await server.errors.line { $0.contains("cannot be applied") } != nil)
            server.signal(SIGKILL)
            _ = await server.ended()
            try stage.machine.mend()
            _ = try await stage.serve()
            try await stage.expectWhole()
        }
    }

    @Test func aSlowDiskDelaysAnswersAndManyShareOneSync() async throws {
        try await Stage.run(.faulty(seed: 23)) { stage in
            _ = try await stage.serve()
            try await stage.deliver(await stage.sell(1))
            try stage.machine.set(250, .syncDelayMilliseconds)
            let deliveries = await stage.sell(20)
            let began = ContinuousClock.now
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for delivery in deliveries { group.addTask { try await stage.post(delivery).status } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses.allSatisfy { $0 == 200 }, "\(statuses)")
            // One sync for each would take twice as long at least.
            #expect(ContinuousClock.now - began < .milliseconds(125 * deliveries.count), "\(deliveries.count)")
            try stage.machine.mend()
            try await stage.expectWhole()
        }
    }
}
