import Synchronization
import SyncModel
import Testing

@testable import SyncEngine

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// One owner at a time: how a destination changes hands, and what a former owner can no longer do.
@Suite(.timeLimit(.minutes(3))) struct OwnershipTests {
    private let lease = EngineStage.crmName.leaseName

    @Test func whoLostTheLeaseInTheMidstSettlesNothing() async throws {
        let gate = Gate()
        let running = DispatcherStage(crm: FakeCRM { _ in await gate.pass() })
        try await running.run { [lease] _ in
            try await running.apply(EngineStage.customer(1, "a@x.de"))
            await gate.arrived()
            let held = try #require(try await running.store.holder(of: lease))
            let taken = try await running.store.takeOver(held, owner: "elsewhere/1/b", lasting: .seconds(9_000))
            let epoch = try #require(taken).epoch
            #expect(epoch > held.epoch)
            let now = running.stage.clock.now
            let freed = try await running.store.releaseClaims(
                destination: EngineStage.crmName,
                before: epoch,
                now: now,
                redeliverAt: now + .seconds(9_000)
            )
            #expect(freed == 1)
            let before = try await running.stage.lane(.customer, 1)
            // The former owner notices at its next renewal; its write arrives all the same.
            running.renewals.end()
            gate.open()
            try await running.store.until { try await running.stage.lane(.customer, 1).wanted > before.wanted }
            let lane = try await running.stage.lane(.customer, 1)
            // Not settled, and wanted anew with force, since the late write may have been older than the new owner's.
            #expect(lane.state == .dirty && lane.link == nil && lane.delivered == 0)
            #expect(running.stage.contacts.count == 1)
            try await running.apply(EngineStage.customer(2, "b@x.de"))
        }
        #expect(running.stage.writes.count == 1)
        #expect(try await running.store.holder(of: lease)?.owner == "elsewhere/1/b")
    }

    /// The store answers and one operation of it fails: another server may fare better.
    @Test func whatCannotBeWorkedIsGivenUp() async throws {
        let running = DispatcherStage()
        try await running.stage.apply(EngineStage.customer(1, "a@x.de"))
        running.store.claimFailure.withLock { $0 = (ObservedStore.Broken(), 0) }
        try await running.run { [lease] _ in
            try await running.store.until {
                guard running.store.claimFailure.withLock({ $0.map { $0.count > 0 } ?? false }) else { return false }
                return try await running.store.holder(of: lease) == nil
            }
            running.store.claimFailure.withLock { $0 = nil }
            running.wake.notify()
            try await running.until(.customer, 1, is: .clean)
        }
    }

    @Test func theLeaseIsKeptByRenewing() async throws {
        let running = DispatcherStage()
        try await running.run { [lease] _ in
            try await running.apply(EngineStage.customer(1, "a@x.de"))
            try await running.until(.customer, 1, is: .clean)
            let first = try #require(try await running.store.holder(of: lease))
            for _ in 0..<3 {
                running.stage.clock.advance(.seconds(30))
                let expected = running.stage.clock.now + .seconds(45)
                try await running.store.until {
                    running.renewals.end()
                    return try await running.store.holder(of: lease)?.expiresAt == expected
                }
            }
            let now = try #require(try await running.store.holder(of: lease))
            #expect(now.epoch == first.epoch && now.owner == first.owner)
        }
    }

    @Test func aDeadProcessOfThisMachineIsFollowedAtOnce() async throws {
        let running = DispatcherStage()
        try await running.stage.apply(EngineStage.customer(1, "a@x.de"))
        let dead = try #require(
            try await running.store.acquire(lease: lease, owner: "here/999999999/b", lasting: .seconds(9_000))
        )
        let claimed = try await running.store.claim(
            ClaimRequest(
                destination: EngineStage.crmName,
                epoch: dead.epoch,
                now: running.stage.clock.now,
                limits: [.customer: 10]
            )
        )
        #expect(claimed.count == 1)
        try await running.run { _ in
            try await running.until(.customer, 1, is: .clean)
            // What the dead one sent may have come since.
            running.advance(DestinationRoute.requestTime)
            try await running.store.until { running.stage.contact(1)?.writes == 2 }
            try await running.until(.customer, 1, is: .clean)
        }
        #expect(running.stage.contacts.count == 1)
    }

    @Test func aNodeElsewhereIsFollowedWhenItsLeaseHasEnded() async throws {
        let running = DispatcherStage()
        try await running.stage.apply(EngineStage.customer(1, "a@x.de"))
        _ = try await running.store.acquire(lease: lease, owner: "elsewhere/1/b", lasting: .seconds(30))
        try await running.run { [lease] _ in
            // It has tried, and was told no.
            try await running.store.until { true }
            #expect(try await running.store.holder(of: lease)?.owner == "elsewhere/1/b")
            #expect(running.stage.writes.isEmpty)
            running.advance(.seconds(31))
            try await running.until(.customer, 1, is: .clean)
        }
    }

    @Test func whoIsKnownToBeDead() {
        let node = NodeIdentity(host: "here", process: getpid(), nonce: "a")
        #expect(node.knowsToBeDead("here/999999999/b"))
        // Its process id was given to us.
        #expect(node.knowsToBeDead("here/\(getpid())/b"))
        #expect(!node.knowsToBeDead(node.owner))
        #expect(!node.knowsToBeDead("here/\(getppid())/b"))
        #expect(!node.knowsToBeDead("elsewhere/999999999/b"))
        for text in ["", "here", "here/x/b", "here/999999999", "here/1/2/3"] { #expect(!node.knowsToBeDead(text)) }
    }
}
