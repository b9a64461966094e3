import Shopify
import SyncModel
import Testing

@Suite struct PayloadKeysTests {
    private static let first = Secret(String(repeating: "a", count: 32))
    private static let second = Secret(String(repeating: "b", count: 32))
    private let plain = Array("Planted Person <planted@example.com>".utf8)
    private let place = SealedPlace("records", "acme", "customer", "1")

    private func keys(_ newest: Secret?, _ old: Secret...) throws -> PayloadKeys {
        try #require(PayloadKeys(sealing: newest, opening: old))
    }

    @Test func whatWasSealedOpensInItsPlaceOnly() throws {
        let keys = try keys(Self.first)
        let sealed = try keys.seal(plain, at: place)
        #expect(SealedForm.isSealed(sealed) && SealedForm.mark(of: sealed) == keys.mark)
        #expect(try keys.open(sealed, at: place) == plain)
        #expect(throws: SealFailure.damaged) {
            try keys.open(sealed, at: SealedPlace("records", "acme", "customer", "2"))
        }
        #expect(try keys.seal(plain, at: place) != sealed, "the same text is never sealed to the same bytes")
    }

    @Test func everyChangedByteIsNoticed() throws {
        let keys = try keys(Self.first)
        let sealed = try keys.seal(plain, at: place)
        for index in sealed.indices.dropFirst(SealedForm.prefixLength) {
            var changed = sealed
            changed[index] ^= 1
            #expect(throws: SealFailure.damaged) { try keys.open(changed, at: place) }
        }
        for length in 1..<sealed.count {
            #expect(throws: SealFailure.damaged) { try keys.open(Array(sealed.prefix(length)), at: place) }
        }
    }

    @Test func anotherKeyIsNamedAndAnOldOneOpens() throws {
        let old = try keys(Self.first)
        let sealed = try old.seal(plain, at: place)
        let mark = try #require(old.mark)
        #expect(throws: SealFailure.otherKey(mark: mark)) { try keys(Self.second).open(sealed, at: place) }
        let rotated = try keys(Self.second, Self.first)
        #expect(try rotated.open(sealed, at: place) == plain)
        #expect(SealedForm.mark(of: try rotated.seal(plain, at: place)) == rotated.mark)
        #expect(rotated.marks == [mark, try #require(rotated.mark)])
    }

    @Test func withOldKeysAloneNothingIsSealedAnyMore() throws {
        let sealed = try keys(Self.first).seal(plain, at: place)
        let opening = try keys(nil, Self.first)
        #expect(opening.mark == nil)
        #expect(try opening.open(sealed, at: place) == plain)
        #expect(try opening.seal(plain, at: place) == plain)
        #expect(try opening.open(plain, at: place) == plain, "what was never sealed stays readable")
    }

    @Test func digestsDependOnTheKeyAndTheText() throws {
        let keys = try keys(Self.second, Self.first)
        let digests = keys.digests(of: "planted@example.com")
        #expect(digests.count == 2 && Set(digests).count == 2)
        #expect(digests == keys.digests(of: "planted@example.com"))
        #expect(digests.allSatisfy { $0.utf8.count == 33 && !$0.contains("planted") })
        #expect(Set(digests).isDisjoint(with: keys.digests(of: "other@example.com")))
    }

    @Test func shortKeysAreRefusedAndNoneIsShown() throws {
        #expect(PayloadKeys(sealing: Secret("short"), opening: []) == nil)
        #expect(PayloadKeys(sealing: Self.first, opening: [Secret("short")]) == nil)
        #expect(PayloadKeys(sealing: nil, opening: []) == nil)
        var dumped = ""
        let keys = try keys(Self.first)
        dump(keys, to: &dumped)
        #expect(!"\(keys)\(dumped)".contains("aaaa"))
    }
}
