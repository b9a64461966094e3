import Sandbox
import Testing

/// A clock that jumps by hours, forwards and back, while a server works.
@Suite("Clock jumps", .timeLimit(.minutes(3)), .enabled(if: FaultyMachine.isExpected, "needs Linux and clang"))
struct ClockJumpTests {
    /// The lease is over at once, tokens and caches too, and what was due later is due.
    @Test func forwardsNothingIsLost() async throws {
        try await Stage.run(.faulty(seed: 31)) { stage in
            _ = try await stage.serve()
            try await stage.deliver(await stage.sell(2))
            await stage.hubspot.add(SandboxFault(.delay(milliseconds: 400), .after, path: "batch", times: 6))
            try await stage.deliver(await stage.sell(2))
            try stage.machine.set(3 * 3_600, .clockOffsetSeconds)
            try await stage.deliver(await stage.sell(2))
            try await stage.expectWhole()
        }
    }

    /// What waits for its time would else wait until the clock is there again, hours later.
    @Test func backwardsNothingWaitsForHours() async throws {
        try await Stage.run(.faulty(seed: 32)) { stage in
            try stage.machine.set(3 * 3_600, .clockOffsetSeconds)
            let server = try await stage.serve()
            try await stage.deliver(await stage.sell(2))
            await stage.hubspot.add(SandboxFault(.status(503), path: "batch", times: nil))
            try await stage.deliver(await stage.sell(3))
            #expect(await server.errors.line { $0.contains("The destination cannot be reached") } != nil)
            try stage.machine.set(0, .clockOffsetSeconds)
            try await stage.deliver(await stage.sell(2))
            await stage.hubspot.clearFaults()
            try await stage.expectWhole(seconds: 45)
        }
    }

    /// A pause that is probed from time to time is probed after the jump as well.
    @Test func backwardsAPauseIsLifted() async throws {
        try await Stage.run(.faulty(seed: 33)) { stage in
            try stage.machine.set(3 * 3_600, .clockOffsetSeconds)
            let server = try await stage.serve()
            try await stage.deliver(await stage.sell(1))
            try await stage.settle()
            await stage.hubspot.revoke(token: Stage.token)
            try await stage.deliver(await stage.sell(2))
            try await server.awaitPause()
            try stage.machine.set(0, .clockOffsetSeconds)
            await stage.hubspot.accept(token: Stage.token)
            try await stage.expectWhole(seconds: 45)
        }
    }
}
