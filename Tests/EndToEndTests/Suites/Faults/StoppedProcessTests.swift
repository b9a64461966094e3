import AsyncHTTPClient
import NIOCore
import Sandbox
import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A process that stands still for longer than its lease lasts, and then goes on as if nothing had been.
///
/// That the lease is over is told by the clock, which is put forward meanwhile: so the test need not take as long.
@Suite("Stopped process", .timeLimit(.minutes(3)), .enabled(if: FaultyMachine.isExpected, "needs Linux and clang"))
struct StoppedProcessTests {
    private static let longerThanALease: Int64 = 60

    @Test func whoWakesUpFindsAnotherOwnerAndDoesNoHarm() async throws {
        try await Stage.run(.faulty(seed: 41)) { stage in
            let first = try await stage.serve()
            let second = try stage.launch("serve", "--role", "worker", "--config", try stage.secondConfiguration())
            try #require(await second.errors.line { $0.contains("Listening") } != nil, "\(second.errors.text)")
            try await stage.deliver(await stage.sell(1))
            try await stage.settle()
            // Written by the CRM, and the answer is on its way when the process stops.
            let writes = await stage.hubspot.recordEvents()
            await stage.hubspot.add(SandboxFault(.delay(milliseconds: 1_500), .after, path: "batch", times: 2))
            try await stage.deliver(await stage.sell(2))
            _ = await writes.first { _ in true }
            // Where it is stopped in the midst of a transaction, it has SQLite's lock until it goes on: then once more.
            var isTakenOver = false
            for attempt in Int64(1)...8 where !isTakenOver {
                first.signal(SIGSTOP)
                try stage.machine.set(attempt * Self.longerThanALease, .clockOffsetSeconds)
                for _ in 0..<30 where !isTakenOver {
                    try await Task.sleep(for: .milliseconds(100))
                    isTakenOver = second.errors.text.contains("Owns the destination")
                }
                if !isTakenOver { first.signal(SIGCONT) }
                if !isTakenOver { try await Task.sleep(for: .milliseconds(100)) }
            }
            #expect(isTakenOver)
            // Changed meanwhile: what the first one knows is old.
            let ids = await stage.shopify.shop.orderIDs
            let cancelled = await stage.shopify.act { shop, moment in
                ids.flatMap { shop.cancelOrder($0, at: moment) }
            }
            first.signal(SIGCONT)
            try await stage.insist(on: cancelled)
            try await stage.deliver(await stage.sell(2))
            try await stage.expectWhole()
            #expect(!first.hasEnded && !second.hasEnded)
        }
    }

    @Test func aloneItGoesOnWhereItStopped() async throws {
        try await Stage.run(.faulty(seed: 42)) { stage in
            let server = try await stage.serve()
            try await stage.deliver(await stage.sell(1))
            let writes = await stage.hubspot.recordEvents()
            await stage.hubspot.add(SandboxFault(.delay(milliseconds: 500), .after, path: "batch", times: 3))
            try await stage.deliver(await stage.sell(2))
            _ = await writes.first { _ in true }
            server.signal(SIGSTOP)
            try stage.machine.set(Self.longerThanALease, .clockOffsetSeconds)
            let late = await stage.sell(2)
            // The system takes the connection, and nobody answers.
            async let refused = stage.insist(on: late)
            #expect(try await stage.isSilent(for: .seconds(1)))
            server.signal(SIGCONT)
            _ = try await refused
            try await stage.expectWhole()
        }
    }
}

extension Stage {
    /// Whether the server answers nothing for so long.
    fileprivate func isSilent(for time: TimeAmount) async throws -> Bool {
        do {
            _ = try await client.execute(HTTPClientRequest(url: "http://127.0.0.1:\(port)/healthz"), timeout: time)
            return false
        } catch let error as HTTPClientError where error == .deadlineExceeded {
            return true
        }
    }
}
