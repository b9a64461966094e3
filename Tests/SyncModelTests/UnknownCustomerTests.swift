import SyncModel
import Testing

/// Customers of whom something is told before anything tells who they are.
@Suite("Unknown customers")
struct UnknownCustomerTests {
    private static let version = SourceVersion(at: Instant(seconds: 10), tie: Instant(seconds: 10), hash: 1)

    /// What comes on topics of its own.
    enum Told: CaseIterable {
        case tags
        case purchases
        case emailConsent
        case smsConsent
        case whatsAppConsent

        var record: CustomerRecord {
            var record = CustomerRecord(id: 1)
            switch self {
            case .tags: record.tags = TagSet(changed: ["vip"], isPresent: true, version: version)
            case .purchases: record.purchases = Versioned(PurchaseSummary(), version: version)
            case .emailConsent: record.emailConsent = Versioned(MarketingConsent(), version: version)
            case .smsConsent: record.smsConsent = Versioned(MarketingConsent(), version: version)
            case .whatsAppConsent: record.whatsAppConsent = Versioned(MarketingConsent(), version: version)
            }
            return record
        }
    }

    @Test(arguments: Told.allCases) func nobodyIsReadAndNotSent(_ told: Told) {
        let record = told.record
        #expect(!SyncRecord.customer(record).hasContent)
        #expect(record.hydration.isNeeded)
    }

    @Test(arguments: Told.allCases) func whoIsKnownIsSentAndNeedNotBeRead(_ told: Told) {
        var known = CustomerRecord(id: 1)
        known.profile = Versioned(CustomerProfile(), version: Self.version)
        let record = told.record.merged(with: known)
        #expect(SyncRecord.customer(record).hasContent)
        #expect(!record.hydration.isNeeded)
    }

    @Test(arguments: Told.allCases) func aReadThatShowsNobodyIsNotRepeated(_ told: Told) {
        var record = told.record
        record.reads = HydrationNeed(readAt: Instant(seconds: 20))
        #expect(!record.hydration.isNeeded)
    }

    @Test(arguments: Told.allCases) func whoIsNoMoreIsNotRead(_ told: Told) {
        var record = told.record
        record.life = RecordLife(deletedAt: Instant(seconds: 20))
        #expect(!record.hydration.isNeeded)
    }

    @Test func anIDAloneAsksForNothing() {
        #expect(!CustomerRecord(id: 1).hydration.isNeeded)
        #expect(!SyncRecord.customer(CustomerRecord(id: 1)).hasContent)
    }
}
