import Foundation
import SyncModel
import Testing

/// What an earlier release stored must be readable by a later one.
@Suite struct StoredRecordShapeTests {
    @Test func partsThatALaterReleaseAddsAreReadAsUnknown() throws {
        let customer = try JSONDecoder().decode(CustomerRecord.self, from: Data(#"{"id": 7}"#.utf8))
        #expect(customer == CustomerRecord(id: 7))
        let order = try JSONDecoder().decode(OrderRecord.self, from: Data(#"{"id": 9, "later": {"a": 1}}"#.utf8))
        #expect(order == OrderRecord(id: 9))
    }

    /// As the first release wrote it; never edit this text.
    @Test func theFirstReleasesFormIsRead() throws {
        let text = #"""
            {"id":7,"profile":{"version":[1780000000000000,1780000001000000,42],"fields":{"email":"a@x.de","phone":null},
            "exceptions":{"phone":[1770000000000000,1770000001000000,41]}},"tags":{"list":["vip"],
            "listVersion":[1780000000000000,1780000001000000,42]},"emailConsent":{"fields":{}},"smsConsent":{"fields":{}},
            "whatsAppConsent":{"fields":{}},"purchases":{"fields":{}},"life":{"aliveAt":1780000001000000},"reads":{}}
            """#
        let customer = try JSONDecoder().decode(CustomerRecord.self, from: Data(text.utf8))
        #expect(customer.profile.fields.email == .value("a@x.de"))
        #expect(customer.profile.fields.phone == .null)
        #expect(customer.profile.fields.firstName == .absent)
        #expect(customer.profile.version?.at == Instant(seconds: 1_780_000_000))
        #expect(customer.tags.current == ["vip"])
        #expect(customer.life.aliveAt == Instant(seconds: 1_780_000_001))
    }
}
