import Foundation
import SyncModel
import Testing

/// Merging is a join: any order of arrival, with any repetition, ends in the same record.
@Suite struct MergingTests {
    private static let cases = 3_000

    private func verify<Record: Equatable>(
        _ make: (inout PartialRecords) -> Record,
        _ merge: (Record, Record) -> Record
    ) {
        for seed in 0..<UInt64(Self.cases) {
            var source = PartialRecords(seed: seed)
            let (a, b, c) = (make(&source), make(&source), make(&source))
            let ab = merge(a, b)
            #expect(merge(b, a) == ab, "not commutative, seed \(seed)")
            #expect(merge(ab, c) == merge(a, merge(b, c)), "not associative, seed \(seed)")
            #expect(merge(a, a) == a, "not idempotent, seed \(seed)")
            #expect(merge(ab, a) == ab && merge(ab, b) == ab, "not absorbing, seed \(seed)")
        }
    }

    @Test func customersJoin() { verify({ $0.customer() }, { $0.merged(with: $1) }) }

    @Test func ordersJoin() { verify({ $0.order() }, { $0.merged(with: $1) }) }

    @Test func anyOrderAndRepetitionEndsTheSame() throws {
        for seed in 0..<400 as Range<UInt64> {
            var source = PartialRecords(seed: seed &+ 1_000_000)
            let changes = (0..<8).map { _ in
                source.roll(2) == 0 ? SyncRecord.customer(source.customer()) : .customer(CustomerRecord(id: 1))
            }
            let expected = changes.dropFirst().reduce(changes[0]) { $0.merged(with: $1) }
            for _ in 0..<6 {
                let again = changes + changes.filter { _ in source.roll(2) == 0 }
                let arrival = source.shuffled(again)
                let result = arrival.dropFirst().reduce(arrival[0]) { $0.merged(with: $1) }
                #expect(result == expected, "seed \(seed)")
                #expect(result.hydration == expected.hydration)
            }
        }
    }

    @Test func storingInBetweenChangesNothing() throws {
        for seed in 0..<300 as Range<UInt64> {
            var source = PartialRecords(seed: seed &+ 2_000_000)
            let (a, b, c) = (source.order(), source.order(), source.order())
            let ab = SyncRecord.order(a.merged(with: b))
            let stored = try JSONDecoder().decode(SyncRecord.self, from: JSONEncoder().encode(ab))
            #expect(stored == ab)
            #expect(stored.merged(with: .order(c)) == ab.merged(with: .order(c)))
            let customers = (source.customer(), source.customer())
            let customer = SyncRecord.customer(customers.0.merged(with: customers.1))
            #expect(try JSONDecoder().decode(SyncRecord.self, from: JSONEncoder().encode(customer)) == customer)
        }
    }

    /// Against a model so simple that it cannot be wrong: each field is that of the greatest version that has it.
    @Test func everyFieldIsTheNewestThatWasTold() {
        for seed in 0..<500 as Range<UInt64> {
            var source = PartialRecords(seed: seed &+ 3_000_000)
            let changes = (0..<6).map { _ in source.order() }
            let merged = changes.dropFirst().reduce(changes[0]) { $0.merged(with: $1) }
            for member in OrderDetails.members {
                let newest = changes.map(\.details).filter { !member.isAbsent($0.fields) }
                    .max { left, right in
                        guard let left = left.version, let right = right.version else { return left.version == nil }
                        return left < right
                    }
                var expected = merged.details.fields
                member.copy(newest?.fields ?? OrderDetails(), &expected)
                #expect(merged.details.fields == expected, "\(member.name), seed \(seed)")
            }
            #expect(merged.details.version == changes.compactMap(\.details.version).max())
        }
    }

    private func order(_ second: Int64, hash: UInt64 = 0, _ change: (inout OrderDetails) -> Void) -> OrderRecord {
        var details = OrderDetails()
        change(&details)
        let at = Instant(seconds: second)
        var record = OrderRecord(id: 1)
        record.details = Versioned(details, version: SourceVersion(at: at, tie: at, hash: hash))
        return record
    }

    @Test func anOlderVersionNeverOverwritesANewer() {
        let new = order(2) { $0.name = .value("new") }
        let old = order(1) {
            $0.name = .value("old")
            $0.note = .value("kept")
        }
        for merged in [new.merged(with: old), old.merged(with: new)] {
            #expect(merged.details.fields.name == .value("new"))
            // The newer one lacked the key, so the older still fills it.
            #expect(merged.details.fields.note == .value("kept"))
        }
    }

    @Test func aMissingKeyNeverErasesAndNullClears() {
        let full = order(1) {
            $0.note = .value("note")
            $0.phone = .value("1")
        }
        let later = order(2) { $0.phone = .null }
        let merged = full.merged(with: later)
        #expect(merged.details.fields.note == .value("note"))
        #expect(merged.details.fields.phone == .null)
        // What was cleared stays cleared when an older value arrives late.
        #expect(merged.merged(with: order(1, hash: 9) { $0.phone = .value("2") }).details.fields.phone == .null)
        // A field that kept an older version still yields to what lies between.
        let between = Instant(microseconds: 1_500_000)
        var middle = order(1) { $0.note = .value("middle") }
        middle.details = Versioned(middle.details.fields, version: SourceVersion(at: between, tie: between, hash: 0))
        #expect(merged.merged(with: middle).details.fields.note == .value("middle"))
    }

    @Test func membersCoverEveryField() {
        verifyMembers(of: CustomerProfile.self)
        verifyMembers(of: MarketingConsent.self)
        verifyMembers(of: PurchaseSummary.self)
        verifyMembers(of: OrderDetails.self)
    }

    private func verifyMembers<Group: FieldGroup>(of type: Group.Type) {
        let fields = Mirror(reflecting: Group()).children.compactMap(\.label)
        #expect(Group.members.map(\.name) == fields)
    }
}
