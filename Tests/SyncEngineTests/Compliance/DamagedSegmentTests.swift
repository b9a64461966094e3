import Foundation
import SyncModel
import Testing

@testable import SyncEngine

/// Which damaged parts of the journal an erasure takes for the person's, readable ones and sealed ones.
@Suite struct DamagedSegmentTests {
    private static let seal = PlainSeal(key: 7)
    private static let texts = ["1", "ada@example.com"]

    /// A segment of these deliveries, ended in good order.
    private func segment(_ bodies: [String], seal: PlainSeal?) async throws -> (name: String, bytes: [UInt8]) {
        let folder = ScratchFolder()
        let writer = try JournalWriter(path: folder.path, clock: TestClock(), seal: seal)
        for (number, body) in bodies.enumerated() {
            var delivery = receipt(number)
            delivery.body = Array(body.utf8)
            try await writer.append(delivery)
        }
        await writer.finishSegment()
        let name = try #require(folder.fileNames().first { JournalSegmentName(fileName: $0) != nil })
        return (name, folder.bytes(of: name))
    }

    private func isFound(
        _ name: String,
        _ bytes: [UInt8],
        seal: PlainSeal?,
        texts: [String] = Self.texts
    ) throws -> Bool {
        let folder = ScratchFolder()
        try folder.put(bytes, at: name + JournalSegmentName.damagedSuffix)
        return try !InboxResidue(folder: folder.path, seal: seal).damaged(holding: texts).isEmpty
    }

    @Test(arguments: [
        (["{\"email\":\"Ada@example.com\"}"], true), (["{\"id\":2}", "{\"customer\":{\"id\":1}}"], true),
        (["{\"email\":\"bob@example.com\"}"], false), (["{\"id\":21}", "{\"id\":12}"], false), ([], false),
    ])
    func whatCanBeReadIsLookedThrough(_ bodies: [String], _ isTheirs: Bool) async throws {
        for seal in [nil, Self.seal] where !bodies.isEmpty || seal != nil {
            let (name, bytes) = try await segment(bodies.isEmpty ? ["{}"] : bodies, seal: seal)
            #expect(try isFound(name, bytes, seal: seal) == isTheirs, "sealed: \(seal != nil)")
            // The name that a person gave it does not matter.
            #expect(try isFound("kept.segment", bytes, seal: seal) == isTheirs)
        }
    }

    /// A key that is gone, or a change of one bit: it may be theirs.
    @Test func whatDoesNotOpenIsTakenForTheirs() async throws {
        let (name, bytes) = try await segment(["{\"id\":2}", "{\"id\":3}", "{\"id\":4}"], seal: Self.seal)
        #expect(try !isFound(name, bytes, seal: Self.seal))
        #expect(try isFound(name, bytes, seal: PlainSeal(key: 8)))
        #expect(try isFound(name, bytes, seal: nil))
        for place in [60, bytes.count / 2] {
            var changed = bytes
            changed[place] ^= 1
            #expect(try isFound(name, changed, seal: Self.seal), "byte \(place)")
        }
        #expect(try isFound(name, Array(bytes.prefix(60)), seal: Self.seal), "torn off in an entry")
    }

    /// What was never written holds nobody.
    @Test func aHoleIsNobodys() async throws {
        let (name, bytes) = try await segment(["{\"id\":2}"], seal: Self.seal)
        let header = Array(bytes.prefix(Int(JournalSegmentHeader.length)))
        #expect(try !isFound(name, header + Array(repeating: 0, count: 5_000), seal: Self.seal))
        #expect(try !isFound(name, bytes + Array(repeating: 0, count: 5_000), seal: Self.seal))
    }

    @Test func readablePartsBetweenEntriesAreSearched() async throws {
        for (body, isTheirs) in [("bob@example.com", false), ("ada@example.com", true)] {
            let (name, bytes) = try await segment(["{\"email\":\"\(body)\"}", "{\"id\":3}"], seal: nil)
            var torn = bytes
            torn[Int(JournalSegmentHeader.length) + 8] ^= 1
            // Without the id: a checksum may hold any digit.
            #expect(try isFound(name, torn, seal: nil, texts: ["ada@example.com"]) == isTheirs)
        }
    }

    @Test func anErasureRemovesASealedOne() async throws {
        let stage = try await ComplianceStage(seal: Self.seal)
        try await stage.receive(ComplianceStage.customer)
        try await stage.deliver()
        let theirs = try await segment([ComplianceStage.customer], seal: Self.seal)
        let others = try await segment(["customer 2 bob@example.com"], seal: Self.seal)
        try stage.folder.put(theirs.bytes, at: "inbox/\(theirs.name).damaged")
        try stage.folder.put(others.bytes, at: "inbox/\(others.name).damaged")
        try await stage.receive("redact 1 \(ComplianceStage.email)")
        try await stage.perform()
        #expect(stage.folder.bytes(of: "inbox/\(theirs.name).damaged").isEmpty)
        #expect(!stage.folder.bytes(of: "inbox/\(others.name).damaged").isEmpty)
        let jobs = try await stage.inner.jobs(JobFilter(), limit: 10)
        #expect(!jobs.isEmpty, "what else was in it is fetched again")
    }
}
