import Testing

@testable import SyncEngine
@testable import SyncModel

/// Customers who share another one's contact, as an audit tells of them.
@Suite struct SharedAuditTests {
    /// All customers are delivered; then customer 3 comes to share the contact of customer 4.
    private func sharing() async throws -> AuditStage {
        let stage = try await AuditStage.filled()
        let store = stage.base.inner
        let name = ReadingStage.crm
        let key = stage.base.key(.customer, 3)
        let lease = try #require(
            await store.acquire(lease: name.leaseName, owner: "test", lasting: .seconds(1_000_000))
        )
        let now = stage.base.clock.now
        await store.mark([key], destination: name, force: true, origin: .live, now: now)
        let request = ClaimRequest(destination: name, epoch: lease.epoch, now: now, limits: [.customer: 10])
        let lane = try #require(await store.claim(request).first)
        let link = Link(object: "contact", crmID: await stage.crmID(.customer, 4), standing: .shared)
        let state = DeliveredState(whole: 0, fields: [:])
        let settlement = Settlement(
            key: lane.key,
            wanted: lane.wanted,
            result: .delivered(state, link: link, waitsForCustomer: nil)
        )
        _ = await store.settle([settlement], destination: name, epoch: lease.epoch, now: now)
        return stage
    }

    private func findings(_ report: AuditReport) -> [AuditFinding] {
        report.differences.filter { $0.kind == .customer && $0.id == 3 }.map(\.finding)
    }

    @Test func theContactThatOneLeftIsNamedWhileWhatItHoldsIsUntrue() async throws {
        let stage = try await sharing()
        #expect(try await findings(stage.audit()).map(\.cause) == [.sharedContact])
        let own = stage.crm.with { state in
            let id = state.records[.customer]?.first { $0.value.externalID == "3" }?.key ?? ""
            state.records[.customer]?[id]?.fields["firstname"] = "Before"
            return id
        }
        let left = AuditFinding(.leftContact, ReadingStage.crm, fields: ["firstname"], detail: own)
        #expect(try await findings(stage.audit()).contains(left))
        // What it does not hold is nothing untrue.
        stage.crm.with { $0.records[.customer]?[own]?.fields["firstname"] = nil }
        #expect(try await findings(stage.audit()).map(\.cause) == [.sharedContact])
    }

    /// The owner's store was taken from the destination: its contact is told nothing any more.
    @Test func oneWhoSharesWithAStoreThatSendsNoMoreIsNotInStep() async throws {
        let stage = try await sharing()
        let others: Set<StoreName> = [StoreName("elsewhere")]
        #expect(try await findings(stage.audit(senders: others)).map(\.cause) == [.lostLink])
        #expect(try await findings(stage.audit(senders: [ReadingStage.name])).map(\.cause) == [.sharedContact])
    }
}
