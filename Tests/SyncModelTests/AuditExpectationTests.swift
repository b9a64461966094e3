import FoundationEssentials
import Testing

@testable import SyncModel

/// What a CRM is to hold, and how our record stands beside Shopify's.
@Suite struct AuditExpectationTests {
    private static let crm = DestinationName("hubspot")
    private static let facts = StoreFacts(name: StoreName("acme"), domain: "acme.myshopify.com")

    private struct Mapper: RecordMapper {
        func object(_ kind: RecordKind) -> String? { "deal" }

        func map(_ input: MappingInput) throws(DeliveryFault) -> MappingResult {
            switch input.record.name {
            case "#rule": return .skipped(reason: "the mapping takes only records with order.total > 0")
            case "#bad": throw DeliveryFault(.mapping, .park, message: "no such thing")
            default: return .content(MappedContent(object: "deal", externalID: "1", fields: []))
            }
        }
    }

    private func record(
        _ name: String,
        version: Int64 = 1,
        total: String? = nil,
        cancelled: Bool = false,
        isTest: Bool = false,
        askedAt: Int64? = nil,
        deletedAt: Int64? = nil
    ) -> SyncRecord {
        var details = OrderDetails()
        details.name = .value(name)
        details.isTest = .value(isTest)
        if let total { details.currentTotal = Field(present: Decimal(string: total)) }
        if cancelled { details.cancelledAt = .value(Timestamp(Instant(seconds: version))) }
        var order = OrderRecord(id: 1)
        let at = Instant(seconds: version)
        order.details = Versioned(details, version: SourceVersion(at: at, tie: at, hash: UInt64(version)))
        order.life = RecordLife(aliveAt: at, deletedAt: deletedAt.map { Instant(seconds: $0) })
        order.reads = HydrationNeed(askedAt: askedAt.map { Instant(seconds: $0) })
        return .order(order)
    }

    private func expectation(
        _ record: SyncRecord,
        _ state: LaneState? = .clean,
        isRouted: Bool = true
    )
        -> AuditExpectation
    {
        let key = RecordKey(store: Self.facts.name, kind: .order, id: 1)
        let stored = StoredRecord(key: key, revision: 1, record: record, firstSeenAt: .beginning, changedAt: .beginning)
        var audited = AuditedRecord(stored: stored)
        if let state {
            var lane = Lane(key: LaneKey(destination: Self.crm, record: key))
            lane.state = state
            audited.lanes[Self.crm] = lane
        }
        return AuditExpectation(audited, in: Self.crm, isRouted: isRouted, mapper: Mapper(), store: Self.facts)
    }

    private func cause(_ expectation: AuditExpectation) -> AuditCause? {
        guard case .nothing(let finding) = expectation else { return nil }
        return finding?.cause
    }

    @Test func whatIsNotToBeThereHasItsReason() {
        #expect(cause(expectation(record("#rule"))) == .notSentByRule)
        #expect(cause(expectation(record("#1", isTest: true), nil, isRouted: false)) == .testOrder)
        #expect(cause(expectation(record("#1"), .erased)) == .erased)
        #expect(cause(expectation(record("#bad"), .parked)) == .unmappable)
        #expect(cause(expectation(record("#bad"), .dirty)) == .waiting)
        let asked = SyncRecord.trace(.order, 1, reads: HydrationNeed(askedAt: Instant(seconds: 5)))
        #expect(cause(expectation(asked, nil)) == .waiting)
        #expect(expectation(SyncRecord.trace(.order, 1), nil) == .nothing(nil))
    }

    @Test func theRulesWordsAreTold() {
        guard case .nothing(let finding) = expectation(record("#rule")) else { return #expect(Bool(false)) }
        #expect(finding?.detail?.contains("order.total > 0") == true)
    }

    @Test func whateverElseIsWanted() {
        for state in [LaneState.clean, .dirty, .parked, .discarded] {
            guard case .content = expectation(record("#1"), state) else {
                Issue.record("\(state)")
                continue
            }
        }
    }

    @Test func refundsAndCancellationsThatWeMissedAreNamed() {
        let ours = record("#1", version: 1, total: "100.00")
        let refunded = AuditFinding.between(ours, shopify: record("#1", version: 2, total: "60.00"))
        #expect(refunded?.cause == .outdatedInRecords && refunded?.fields == ["order.total"])
        let cancelled = AuditFinding.between(ours, shopify: record("#1", version: 2, total: "0", cancelled: true))
        #expect(cancelled?.fields == ["order.total", "order.cancelled_at"])
        #expect(refunded?.destination == nil)
    }

    @Test func anAnswerThatIsOlderThanOursIsNoDifference() {
        let ours = record("#1", version: 3, total: "60.00")
        #expect(AuditFinding.between(ours, shopify: record("#1", version: 2, total: "100.00")) == nil)
        #expect(AuditFinding.between(ours, shopify: ours) == nil)
        // Deleted since it was read.
        let deleted = record("#1", version: 3, total: "60.00", deletedAt: 9)
        #expect(AuditFinding.between(deleted, shopify: record("#1", version: 3, total: "60.00")) == nil)
    }

    /// A date that was never read, as after a mapping has come to name it, is no difference that a person must mend.
    @Test func onlyTheDateOfTheLastOrderIsExplained() {
        func customer(last: Int64?, count: Int64, version: Int64) -> SyncRecord {
            var record = CustomerRecord(id: 1)
            let at = Instant(seconds: version)
            let dated = SourceVersion(at: at, tie: at, hash: UInt64(version))
            record.profile = Versioned(CustomerProfile(), version: dated)
            var purchases = PurchaseSummary()
            purchases.orderCount = .value(count)
            record.purchases = Versioned(purchases, version: dated)
            if let last {
                let time: Field<Timestamp> = last == 0 ? .null : .value(Timestamp(Instant(seconds: last)))
                record.lastOrder = Versioned(LastOrder(at: time), version: dated)
            }
            return .customer(record)
        }
        let ours = customer(last: nil, count: 2, version: 1)
        for last in [Int64(0), 7] {
            let found = AuditFinding.between(ours, shopify: customer(last: last, count: 2, version: 2))
            #expect(found?.cause == .behindOrders && found?.fields == ["customer.last_order_at"])
        }
        #expect(AuditCause.behindOrders.isExplained)
        let more = AuditFinding.between(ours, shopify: customer(last: 7, count: 3, version: 2))
        #expect(more?.cause == .outdatedInRecords)
        let orders = RecordInterest(sources: ["customer.orders_count"])
        #expect(AuditFinding.between(ours, shopify: customer(last: 7, count: 2, version: 2), in: orders) == nil)
    }

    @Test func whatIsToBeReadAnywayIsWaitedFor() {
        let ours = record("#1", version: 1, total: "100.00", askedAt: 7)
        #expect(AuditFinding.between(ours, shopify: record("#1", version: 2, total: "60.00"))?.cause == .waiting)
    }

    @Test func anAbsenceMeansWhatItProves() {
        #expect(AuditFinding.between(nil, shopify: record("#1"))?.cause == .missingInRecords)
        #expect(AuditFinding.missing(.deleted).cause == .goneFromShopify)
        #expect(AuditFinding.missing(.notVisible).cause == .notVisible)
        #expect(AuditFinding.missing(.tooFresh).cause == .waiting)
    }

    @Test func theFieldOfTheTotalIsFoundInTheMapping() throws {
        let fields = DocumentNode.map([
            "dealname": .quoted("Order {order.name}"), "original": .plain("order.original_total"),
            "amount": .plain("order.total"),
        ])
        let section = DocumentNode.map(["object": .plain("deal"), "fields": fields])
        let mapping = try MappingCompiler(MappingOptions()).compile(.map(["order": section]))
        #expect(mapping.totalField == "amount")
    }
}
