import SyncModel
import Testing

/// A customer who was read once gets a number or an address by a webhook, which says nothing of consents.
@Suite("The consent for a number that came later") struct NewNumberTests {
    private static let read = Instant(seconds: 1_780_000_000)

    private static func version(_ seconds: Int64) -> SourceVersion {
        SourceVersion(at: read + .seconds(seconds), tie: read + .seconds(seconds), hash: 1)
    }

    /// As a read brings it.
    private static func read(_ seconds: Int64, phone: String?, consent: Bool) -> CustomerRecord {
        var record = told(seconds, phone: phone)
        record.reads = HydrationNeed(readAt: read + .seconds(seconds))
        guard consent else { return record }
        var fields = MarketingConsent()
        fields.state = .value("not_subscribed")
        record.smsConsent = Versioned(fields, version: version(seconds))
        return record
    }

    /// As `customers/update` brings it, where a mapping wants consents.
    private static func told(_ seconds: Int64, phone: String?, email: String? = nil) -> CustomerRecord {
        var record = CustomerRecord(id: 7)
        var profile = CustomerProfile()
        profile.phone = phone.map { .value($0) } ?? .null
        profile.email = email.map { .value($0) } ?? .null
        record.profile = Versioned(profile, version: version(seconds))
        record.reads = .once
        return record
    }

    @Test func isReadOnce() {
        var record = Self.told(-20, phone: nil).merged(with: Self.read(0, phone: nil, consent: false))
        #expect(!record.hydration.isNeeded)
        record = record.merged(with: Self.told(30, phone: "+4930123456"))
        #expect(record.hydration.isNeeded)
        record = record.merged(with: Self.read(40, phone: "+4930123456", consent: true))
        #expect(!record.hydration.isNeeded)
        // Another change of somebody whose consent is known.
        #expect(!record.merged(with: Self.told(50, phone: "+4930123456")).hydration.isNeeded)
    }

    @Test func anAddressIsTakenLikeANumber() {
        let record = Self.read(0, phone: nil, consent: false).merged(with: Self.told(30, phone: nil, email: "a@b.c"))
        #expect(record.hydration.isNeeded)
    }

    @Test("A shop that tells no consent is asked once for each change, and not for ever")
    func withoutAnAnswer() {
        let record = Self.read(0, phone: nil, consent: false).merged(with: Self.told(30, phone: "+4930123456"))
        let answered = record.merged(with: Self.read(40, phone: "+4930123456", consent: false))
        #expect(record.hydration.isNeeded && !answered.hydration.isNeeded)
    }

    @Test("Where no mapping wants consents, nothing is read")
    func unwanted() {
        var told = Self.told(30, phone: "+4930123456")
        told.reads = HydrationNeed()
        #expect(!Self.read(0, phone: nil, consent: false).merged(with: told).hydration.isNeeded)
    }
}
