import SyncModel
import Testing

@Suite struct AbsenceTests {
    private static let readAt = Instant(seconds: 1_780_000_000)

    private func order(age: Duration?, aliveAt: Instant? = nil, changed: Duration = .seconds(600)) -> StoredRecord {
        var details = OrderDetails()
        if let age { details.createdAt = .value(Timestamp(Self.readAt - age)) }
        var record = OrderRecord(id: 1)
        record.details = Versioned(details, version: SourceVersion(at: Self.readAt, tie: Self.readAt, hash: 1))
        record.life = RecordLife(aliveAt: aliveAt)
        return stored(.order(record), changed: changed)
    }

    private func stored(_ record: SyncRecord, changed: Duration = .seconds(600)) -> StoredRecord {
        StoredRecord(
            key: RecordKey(store: StoreName("acme"), kind: record.kind, id: record.id),
            revision: 1,
            record: record,
            firstSeenAt: .beginning,
            changedAt: Self.readAt - changed
        )
    }

    @Test func anOldOrderIsNotVisibleARecentOneIsDeleted() {
        let day = Duration.seconds(86_400)
        #expect(Absence(of: order(age: day), readAt: Self.readAt).verdict == .deleted)
        #expect(Absence(of: order(age: day * 58), readAt: Self.readAt).verdict == .deleted)
        #expect(Absence(of: order(age: day * 61), readAt: Self.readAt).verdict == .notVisible)
        #expect(Absence(of: order(age: day * 60 - .seconds(60)), readAt: Self.readAt).verdict == .notVisible)
        #expect(Absence(of: order(age: nil), readAt: Self.readAt).verdict == .notVisible)
    }

    @Test func aCustomerIsDeletedHoweverOld() {
        let customer = stored(.customer(CustomerRecord(id: 5)))
        #expect(Absence(of: customer, readAt: Self.readAt).verdict == .deleted)
    }

    @Test func aRecordSeenAMomentAgoIsNotMissedYet() {
        let fresh = order(age: .seconds(60), changed: .seconds(3))
        let absence = Absence(of: fresh, readAt: Self.readAt)
        #expect(absence.verdict == .tooFresh)
        #expect(fresh.record.merged(with: absence.trace) == fresh.record)
    }

    @Test func aClockThatIsBehindBelievesTheAbsenceAllTheSame() {
        // The delivery was triggered, by Shopify's clock, ten minutes after our read.
        let known = order(age: .seconds(60), aliveAt: Self.readAt + .seconds(600))
        let merged = known.record.merged(with: Absence(of: known, readAt: Self.readAt).trace)
        #expect(merged.life.isDeleted)
        let newer = SyncRecord.trace(.order, 1, life: RecordLife(aliveAt: Self.readAt + .seconds(601)))
        #expect(!merged.merged(with: newer).life.isDeleted)
    }

    @Test func aReadAnswersWhatWasAskedByAClockThatIsAhead() {
        let asked = Self.readAt + .seconds(600)
        let webhook = read(name: "from the delivery", tie: asked, hash: 1)
        let known = webhook.merged(with: .trace(.order, 1, reads: HydrationNeed(askedAt: asked)))
        #expect(known.hydration.isNeeded)
        let plain = known.merged(with: read(name: "from the read", tie: Self.readAt, hash: 2))
        #expect(plain.hydration.isNeeded && plain.name == "from the delivery")
        let answer = read(name: "from the read", tie: Self.readAt, hash: 2).answering(asked)
        let merged = known.merged(with: answer)
        #expect(!merged.hydration.isNeeded)
        #expect(merged.name == "from the read")
    }

    private func read(name: String, tie: Instant, hash: UInt64) -> SyncRecord {
        var details = OrderDetails()
        details.name = .value(name)
        var record = OrderRecord(id: 1)
        record.details = Versioned(details, version: SourceVersion(at: Self.readAt, tie: tie, hash: hash))
        return .order(record)
    }
}
