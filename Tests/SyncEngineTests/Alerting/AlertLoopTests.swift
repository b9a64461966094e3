import Conformance
import Synchronization
import SyncModel
import Testing

@testable import SyncEngine

@Suite struct AlertLoopTests {
    private static let start = Instant(seconds: 1_780_000_000)
    private static let crm = DestinationName("hubspot")

    private let store = InMemoryStore { start }
    private let channel = HeardChannel()
    private let clock = TestClock()
    private let log = CapturedLog()

    private func loop(isHeard: Bool = true) -> AlertLoop {
        AlertLoop(
            rules: AlertRules(),
            sources: AlertSources(stores: [AlertSources.Store(StoreName("acme"))], destinations: [Self.crm: nil]),
            store: store,
            channel: isHeard ? channel : nil,
            node: NodeIdentity(host: "here", process: 1, nonce: "a"),
            clock: clock,
            logger: log.logger
        )
    }

    private func pause() async {
        await store.pause(
            Pause(destination: Self.crm, scope: .destination, fault: nil, since: Self.start, probeAt: nil)
        )
    }

    @Test func anAlertIsSentOnceAlsoByANewProcess() async throws {
        try await loop().look()
        #expect(channel.texts.isEmpty)
        await pause()
        try await loop().look()
        clock.advance(.seconds(30))
        // Nothing is in the loop's own memory.
        try await loop().look()
        #expect(channel.texts.count == 1)
        let text = try #require(channel.texts.first)
        #expect(text.hasPrefix("Sluice :warning: hubspot: nothing is delivered: paused by hand."))
        _ = await store.resume(Self.crm)
        try await loop().look()
        clock.advance(.seconds(300))
        try await loop().look()
        try await loop().look()
        #expect(channel.texts.count == 2)
        #expect(channel.texts.last?.hasPrefix("Sluice :white_check_mark: hubspot: over since ") == true)
        #expect(
            log.entries.map(\.description) == [
                "error: A person should know of this alert=paused subject=hubspot",
                "notice: An alert is over alert=paused subject=hubspot",
            ]
        )
        #expect(await store.alerts().isEmpty)
    }

    @Test func whatCannotBeSentIsSentLater() async throws {
        await pause()
        channel.fail(true)
        try await loop().look()
        #expect(channel.texts.isEmpty)
        // It is shown all the same.
        #expect(await store.alerts().map(\.toldAt) == [nil])
        #expect(log.count("A person should know of this") == 1)
        channel.fail(false)
        clock.advance(.seconds(30))
        try await loop().look()
        #expect(channel.texts.count == 1)
        #expect(await store.alerts().map(\.since) == [Self.start])
        #expect(log.count("A person should know of this") == 1)
    }

    @Test func whoSetsAChannelLaterHearsWhatStands() async throws {
        await pause()
        try await loop(isHeard: false).look()
        #expect(await store.alerts().map(\.wasTold) == [false])
        try await loop(isHeard: false).look()
        #expect(log.count("A person should know of this") == 1)
        try await loop().look()
        #expect(channel.texts.count == 1)
        // It was told once; where the channel is gone by its end, nothing of it stays.
        _ = await store.resume(Self.crm)
        try await loop(isHeard: false).look()
        clock.advance(.seconds(300))
        try await loop(isHeard: false).look()
        #expect(await store.alerts().isEmpty && channel.texts.count == 1)
    }

    @Test func aStoreThatNeverSentAnythingIsHeardSinceItWasFirstLookedAt() async throws {
        let sources = AlertSources(stores: [AlertSources.Store(StoreName("acme"))], destinations: [:])
        for minute in 0...12 {
            let facts = try await sources.facts(from: store, now: Self.start + .seconds(minute * 300))
            #expect(facts.stores.map(\.listenedSince) == [Self.start])
        }
    }

    @Test func aStoreThatRefusesIsToldFromMemoryOnceAndAtItsEnd() async {
        var trouble = StoreTrouble()
        let loop = loop()
        for _ in 0..<4 { await loop.tell(&trouble, refused: true) }
        #expect(channel.texts.isEmpty, "a short pause is none of a person's")
        clock.advance(StoreTrouble.patience)
        channel.fail(true)
        await loop.tell(&trouble, refused: true)
        channel.fail(false)
        for _ in 0..<3 { await loop.tell(&trouble, refused: true) }
        #expect(channel.texts.count == 1)
        #expect(channel.texts.first?.hasPrefix("Sluice :warning: here/1: the store takes nothing since ") == true)
        for _ in 0..<3 { await loop.tell(&trouble, refused: false) }
        #expect(channel.texts.count == 2 && trouble == StoreTrouble())
        #expect(channel.texts.last?.hasPrefix("Sluice :white_check_mark: here/1: over") == true)
        // A short one ends without a word.
        await loop.tell(&trouble, refused: true)
        await loop.tell(&trouble, refused: false)
        #expect(channel.texts.count == 2 && trouble == StoreTrouble())
    }

    @Test func whatWaitsInAServersInboxIsFound() async throws {
        func node(_ name: String, _ change: (inout NodeWord) -> Void) async {
            var word = NodeWord(inbox: "j-\(name)", lookedAt: Self.start)
            change(&word)
            var node = ServerNode(owner: "\(name)/1/b", role: "all", version: "1", startedAt: Self.start)
            node.word = word
            _ = await store.beat(node, lasting: .seconds(3_600))
        }
        await node("stuck") { $0.unappliedSince = Self.start - .seconds(900) }
        await node("quiet") { _ in }
        await node("shared") { $0.inbox = nil }
        let sources = AlertSources(stores: [], destinations: [:])
        let facts = try await sources.facts(from: store, now: Self.start + .seconds(1))
        #expect(facts.inboxes == [AlertFacts.Inbox(server: "stuck/1", waitingSince: Self.start - .seconds(900))])
        // Who cannot read its own inbox looks no more.
        let later = try await sources.facts(from: store, now: Self.start + .seconds(200))
        #expect(later.inboxes.map(\.server) == ["quiet/1", "stuck/1"])
        #expect(later.inboxes.first?.waitingSince == Self.start)
    }

    @Test func parkedRecordsAndTheOldestThatWaitsAreCounted() async throws {
        let sources = AlertSources(stores: [AlertSources.Store(StoreName("acme"))], destinations: [Self.crm: nil])
        let version = SourceVersion(at: Self.start, tie: Self.start, hash: 1)
        let parts = (1...3).map { id -> SyncRecord in
            var profile = CustomerProfile()
            profile.firstName = .value("Ada")
            var customer = CustomerRecord(id: Int64(id))
            customer.profile = Versioned(profile, version: version)
            return .customer(customer)
        }
        let receipt = Receipt(
            store: StoreName("acme"),
            webhookID: "w1",
            topic: "customers/update",
            receivedAt: Self.start,
            body: []
        )
        _ = await store.apply(
            [DecodedReceipt(receipt: receipt, content: .changes(parts))],
            routing: RoutingTable([StoreName("acme"): .init(destinations: [Self.crm])]),
            origin: .live,
            now: Self.start,
            position: nil
        )
        _ = await store.acquire(lease: Self.crm.leaseName, owner: "one", lasting: .seconds(60))
        let claimed = await store.claim(
            ClaimRequest(destination: Self.crm, epoch: 1, now: Self.start, limits: [.customer: 2])
        )
        let settlements = claimed.prefix(1).map { lane in
            Settlement(
                key: lane.key,
                wanted: lane.wanted,
                result: .parked(DeliveryFault(.invalidValue, .park, message: "no")),
                restoring: nil
            )
        }
        _ = await store.settle(settlements, destination: Self.crm, epoch: 1, now: Self.start)
        let facts = try await sources.facts(from: store, now: Self.start)
        #expect(facts.destinations.map(\.parked) == [1])
        #expect(facts.destinations.map(\.dayEndsIn) == [nil])
        // One is under way.
        #expect(facts.destinations.map(\.waitingSince) == [Self.start])
        #expect(facts.stores.map(\.lastReceiptAt) == [Self.start])
    }

    /// Who looks after alerts need not be who delivers.
    @Test func aDaysEndIsToldByWhoeverDelivers() async throws {
        let store = InMemoryStore { Self.start }
        var word = NodeWord(lookedAt: Self.start)
        word.dayEnds = [Self.crm.rawValue: Self.start + .seconds(600), "other": Self.start + .seconds(900)]
        var other = ServerNode(owner: "there/1/b", role: "all", version: "1", startedAt: Self.start)
        other.word = word
        _ = await store.beat(other, lasting: .seconds(5))
        let sources = AlertSources(stores: [], destinations: [Self.crm: nil])
        let facts = try await sources.facts(from: store, now: Self.start)
        #expect(facts.destinations.map(\.dayEndsIn) == [.seconds(600)])
        let later = try await sources.facts(from: store, now: Self.start + .seconds(601))
        #expect(later.destinations.map(\.dayEndsIn) == [nil])
    }
}

/// Keeps what it is given.
private final class HeardChannel: AlertChannel {
    struct Deaf: Error {}

    private let state = Mutex<(texts: [String], fails: Bool)>(([], false))

    var texts: [String] { state.withLock { $0.texts } }

    func fail(_ fails: Bool) { state.withLock { $0.fails = fails } }

    func send(_ text: String) async throws {
        let fails = state.withLock { $0.fails }
        guard !fails else { throw Deaf() }
        state.withLock { $0.texts.append(text) }
    }
}
