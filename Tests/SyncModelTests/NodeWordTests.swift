import Testing

@testable import SyncModel

/// What is told of another server's inbox by its last word.
@Suite struct NodeWordTests {
    private static let asked = Instant(seconds: 1_780_000_000)

    private func node(
        isAlive: Bool = true,
        bytes: Int64 = 0,
        holds: Int64? = nil,
        looked: Int64 = 1,
        inbox: String? = "there"
    ) -> ServerNode {
        var node = ServerNode(
            owner: "b (x) y/7/n",
            role: "all",
            version: "1",
            startedAt: Self.asked,
            isAlive: isAlive
        )
        var word = NodeWord(inbox: inbox, lookedAt: Self.asked + .seconds(looked))
        word.unappliedBytes = bytes
        word.holdsSince = holds.map { Self.asked + .seconds($0) }
        node.word = word
        node.seenAt = Self.asked
        return node
    }

    @Test func whatIsNotAppliedThereIsToldByAWordThatIsNewEnough() {
        #expect(node().standing(unappliedAt: Self.asked) == .empty)
        #expect(node(looked: -1).standing(unappliedAt: Self.asked) == .open)
        #expect(node(bytes: 1).standing(unappliedAt: Self.asked) == .open)
        #expect(node(isAlive: false, bytes: 1).standing(unappliedAt: Self.asked) == .unknown(lastSeen: Self.asked))
        #expect(node(isAlive: false).standing(unappliedAt: Self.asked) == .empty)
        #expect(node(inbox: nil).standing(unappliedAt: Self.asked) == .empty)
        var silent = node()
        silent.word = nil
        #expect(silent.standing(unappliedAt: Self.asked) == .open)
    }

    @Test func whatLiesThereIsToldByTheOldestPart() {
        #expect(node(holds: 1).standing(heldSince: Self.asked) == .empty, "begun later")
        #expect(node(holds: 0).standing(heldSince: Self.asked) == .open)
        #expect(node(looked: -1).standing(heldSince: Self.asked) == .open)
        #expect(node(isAlive: false, holds: -5).standing(heldSince: Self.asked) == .unknown(lastSeen: Self.asked))
        #expect(node(isAlive: false).standing(heldSince: Self.asked) == .empty)
    }

    @Test func itIsNamedByMachineAndProcess() { #expect(node().name == "b/7") }
}
