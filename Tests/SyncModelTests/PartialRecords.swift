import Foundation
import Sandbox
import SyncModel

/// Random partial records with few distinct times and values, so that ties, gaps and repetitions are common.
///
/// As in reality, a version belongs to one payload: what a group holds is derived from its version, so that two records
/// with one version never disagree.
struct PartialRecords {
    private var random: SeededGenerator

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    mutating func roll(_ sides: Int) -> Int { Int.random(in: 0..<sides, using: &random) }

    mutating func shuffled<Element>(_ list: [Element]) -> [Element] { list.shuffled(using: &random) }

    mutating func instant() -> Instant { Instant(seconds: Int64(roll(4) + 1)) }

    mutating func version() -> SourceVersion {
        let hash = UInt64(roll(3))
        if roll(6) == 0 { return .embedded(seenAt: instant(), hash: hash) }
        return SourceVersion(at: instant(), tie: instant(), hash: hash)
    }

    mutating func customer() -> CustomerRecord {
        var record = CustomerRecord(id: 1)
        if roll(2) == 0 { record.profile = Self.group(version(), fill: Self.fillProfile) }
        if roll(3) == 0 { record.emailConsent = Self.group(version(), fill: Self.fillConsent) }
        if roll(3) == 0 { record.smsConsent = Self.group(version(), fill: Self.fillConsent) }
        if roll(3) == 0 { record.whatsAppConsent = Self.group(version(), fill: Self.fillConsent) }
        if roll(3) == 0 { record.purchases = Self.group(version(), fill: Self.fillPurchases) }
        if roll(3) == 0 { record.lastOrder = Self.group(version(), fill: Self.fillLastOrder) }
        record.tags = tags()
        record.life = life()
        if roll(3) == 0 {
            record.merger = CustomerMerger(survivor: Int64(roll(3)), at: Instant(seconds: Int64(roll(4))))
        }
        record.reads = reads()
        return record
    }

    mutating func order() -> OrderRecord {
        var record = OrderRecord(id: 1)
        if roll(4) != 0 { record.details = Self.group(version(), fill: Self.fillDetails) }
        record.life = life()
        record.reads = reads()
        return record
    }

    private mutating func life() -> RecordLife {
        switch roll(4) {
        case 0: RecordLife(aliveAt: instant())
        case 1: RecordLife(deletedAt: instant())
        case 2: RecordLife(aliveAt: instant(), deletedAt: instant())
        default: RecordLife()
        }
    }

    private mutating func reads() -> HydrationNeed {
        switch roll(4) {
        case 0: HydrationNeed(askedAt: instant())
        case 1: HydrationNeed(readAt: instant())
        default: HydrationNeed()
        }
    }

    private mutating func tags() -> TagSet {
        let version = version()
        var source = Self.source(of: version)
        let tags = ["a", "b", "c", "d"].filter { _ in Bool.random(using: &source) }
        return switch roll(4) {
        case 0: TagSet(list: tags, version: version)
        case 1: TagSet(changed: tags, isPresent: Bool.random(using: &source), version: version)
        default: TagSet()
        }
    }

    /// Randomness that depends on the version alone.
    private static func source(of version: SourceVersion) -> SeededGenerator {
        var hash = StableHash()
        for number in [UInt64(bitPattern: version.at.microseconds), UInt64(bitPattern: version.tie.microseconds)] {
            hash.combine(number)
        }
        hash.combine(version.hash)
        return SeededGenerator(seed: hash.value)
    }

    private static func group<Group>(
        _ version: SourceVersion,
        fill: (inout Group, inout SeededGenerator) -> Void
    ) -> Versioned<Group> {
        var fields = Group()
        var source = source(of: version)
        fill(&fields, &source)
        return Versioned(fields, version: version)
    }

    private static func field<Value>(_ values: [Value], _ source: inout SeededGenerator) -> Field<Value> {
        switch Int.random(in: 0..<4, using: &source) {
        case 0: .absent
        case 1: .null
        default: Field(present: values.randomElement(using: &source))
        }
    }

    private static func fillProfile(_ profile: inout CustomerProfile, _ source: inout SeededGenerator) {
        profile.email = field(["a@x.example", "b@x.example"], &source)
        profile.firstName = field(["Ann", "Bo"], &source)
        profile.verifiedEmail = field([true, false], &source)
        profile.updatedAt = field([Timestamp(Instant(seconds: 1)), Timestamp(Instant(seconds: 2))], &source)
    }

    private static func fillConsent(_ consent: inout MarketingConsent, _ source: inout SeededGenerator) {
        consent.state = field(["subscribed", "unsubscribed"], &source)
        consent.level = field(["single_opt_in", "unknown"], &source)
    }

    private static func fillPurchases(_ purchases: inout PurchaseSummary, _ source: inout SeededGenerator) {
        purchases.orderCount = field([1, 2], &source)
        purchases.amountSpent = field([Money(1, "EUR"), Money(2, "EUR")], &source)
    }

    private static func fillLastOrder(_ order: inout LastOrder, _ source: inout SeededGenerator) {
        order.at = field([Timestamp(Instant(seconds: 1)), Timestamp(Instant(seconds: 2))], &source)
    }

    private static func fillDetails(_ details: inout OrderDetails, _ source: inout SeededGenerator) {
        details.name = field(["#1", "#2"], &source)
        details.customerID = field([1, 2], &source)
        details.currentTotal = field([1, 2, 3], &source)
        details.tags = field([["a"], []], &source)
        details.isTest = field([true, false], &source)
    }
}
