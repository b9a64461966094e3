import Foundation
import SyncModel
import Testing

@Suite struct LifeAndReadsTests {
    private func at(_ second: Int64) -> Instant { Instant(seconds: second) }

    private func version(_ second: Int64, tie: Int64? = nil, hash: UInt64 = 0) -> SourceVersion {
        SourceVersion(at: at(second), tie: at(tie ?? second), hash: hash)
    }

    private func order(_ second: Int64, tie: Int64, hash: UInt64) -> OrderRecord {
        var details = OrderDetails()
        details.name = .value("#\(hash)")
        var record = OrderRecord(id: 1)
        record.details = Versioned(details, version: version(second, tie: tie, hash: hash))
        return record
    }

    @Test func onlySomethingNewerLiftsATombstone() {
        let deleted = RecordLife(deletedAt: at(5))
        #expect(deleted.isDeleted)
        #expect(deleted.merged(with: RecordLife(aliveAt: at(4))).isDeleted)
        #expect(deleted.merged(with: RecordLife(aliveAt: at(5))).isDeleted)
        #expect(!deleted.merged(with: RecordLife(aliveAt: at(6))).isDeleted)
        #expect(!RecordLife(aliveAt: at(1)).isDeleted && !RecordLife().isDeleted)
    }

    @Test func aReadAnswersWhatWasAskedBeforeIt() {
        let asked = HydrationNeed(askedAt: at(5))
        #expect(asked.isNeeded)
        #expect(asked.merged(with: HydrationNeed(readAt: at(4))).isNeeded)
        #expect(!asked.merged(with: HydrationNeed(readAt: at(5))).isNeeded)
        #expect(!HydrationNeed(readAt: at(5)).isNeeded && !HydrationNeed().isNeeded)
    }

    @Test func aTieAsksForAReadUntilSomethingNewerOrTheReadComes() {
        let (one, other, newer) = (order(5, tie: 6, hash: 1), order(5, tie: 7, hash: 2), order(8, tie: 8, hash: 3))
        let tied = one.merged(with: other)
        #expect(tied.hydration == HydrationNeed(askedAt: at(7)))
        #expect(!tied.merged(with: newer).hydration.isNeeded)
        #expect(!newer.merged(with: one).merged(with: other).hydration.isNeeded)
        // The same body again, as a retry or a second subscription brings it, is no tie.
        #expect(!one.merged(with: order(5, tie: 9, hash: 1)).hydration.isNeeded)
        var read = order(5, tie: 10, hash: 4)
        read.reads = HydrationNeed(readAt: at(10))
        #expect(!tied.merged(with: read).hydration.isNeeded)
        #expect(tied.merged(with: read).details.fields.name == .value("#4"))
        // A delivery triggered after the read started asks anew.
        #expect(tied.merged(with: read).merged(with: order(5, tie: 11, hash: 5)).hydration.isNeeded)
    }

    @Test func customersSeenInOrdersNeverTie() {
        func customer(_ hash: UInt64) -> CustomerRecord {
            var record = CustomerRecord(id: 1)
            var profile = CustomerProfile()
            profile.email = .value("\(hash)@x.example")
            record.profile = Versioned(profile, version: .embedded(seenAt: at(Int64(hash)), hash: hash))
            return record
        }
        let merged = customer(2).merged(with: customer(1))
        #expect(!merged.hydration.isNeeded)
        #expect(merged.profile.fields.email == .value("2@x.example"))
    }

    @Test func tagsAreDecidedByTheNewestThatSpeaksOfThem() {
        let list = TagSet(list: ["a", "b"], version: version(5))
        let added = TagSet(changed: ["c"], isPresent: true, version: version(6))
        let removed = TagSet(changed: ["a"], isPresent: false, version: version(7))
        let early = TagSet(changed: ["b"], isPresent: false, version: version(4))
        let all = [list, added, removed, early]
        #expect(all.reduce(TagSet()) { $0.merged(with: $1) }.current == ["b", "c"])
        #expect(all.reversed().reduce(TagSet()) { $0.merged(with: $1) }.current == ["b", "c"])
        #expect(list.merged(with: TagSet(list: [], version: version(8))).current == [])
        #expect(TagSet().current == nil && TagSet().isUnknown)
        #expect(TagSet(changed: [], isPresent: true, version: version(1)).isUnknown)
        let again = TagSet(changed: ["a"], isPresent: true, version: version(9))
        #expect(list.merged(with: again).merged(with: removed).current == ["a", "b"])
    }

    @Test func tagChangesAreBoundedInAnyOrder() {
        let parts = (1...12 as ClosedRange<Int64>).map { part in
            TagSet(changed: (0..<60).map { "t\(part)-\($0)" }, isPresent: true, version: version(part))
        }
        let forward = parts.reduce(TagSet()) { $0.merged(with: $1) }
        let backward = parts.reversed().reduce(TagSet()) { $0.merged(with: $1) }
        #expect(forward == backward)
        #expect(forward.current?.count == 500)
        #expect(forward.current?.contains("t12-0") == true)
        let many = TagSet(changed: (0..<900).map { "t\($0)" }, isPresent: true, version: version(1))
        #expect(many.merged(with: many) == many && many.current?.count == 500)
    }
}
