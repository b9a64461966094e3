import SyncModel
import Testing

@testable import Commands

@Suite struct MaskedWordsTests {
    private static var customer: SyncRecord {
        var profile = CustomerProfile()
        profile.email = .value("Planted.Person@Example.com")
        profile.phone = .value("+15550109999")
        profile.lastName = .value("Plantedlast")
        profile.firstName = .value("Al")
        var address = PostalAddress()
        address.address1 = "7 Planted Street"
        address.city = "Paris"
        profile.defaultAddress = .value(address)
        var customer = CustomerRecord(id: 1)
        let instant = Instant(seconds: 1_780_000_000)
        customer.profile = Versioned(profile, version: SourceVersion(at: instant, tie: instant, hash: 1))
        return .customer(customer)
    }

    @Test(arguments: [
        ("Email address planted.person@example.com is invalid", "Email address … is invalid"),
        ("email: \"other@x\" was refused", "email: \"…\" was refused"), ("PLANTEDLAST is too long", "… is too long"),
        ("phone +15550109999, street 7 planted street", "phone …, street …"),
        ("Property \"al\" does not exist", "Property \"al\" does not exist"), ("", ""),
        ("Al: not valid, as Also Al", "…: not valid, as Also …"), ("of Paris", "of …"),
    ])
    func theCauseStaysAndThePersonGoes(_ words: String, _ masked: String) {
        #expect(MaskedWords.of(words, Self.customer) == masked)
    }

    @Test func withoutTheRecordAddressesGo() {
        #expect(MaskedWords.of("mail a.b@c.example (Plantedlast)", nil) == "mail … (Plantedlast)")
    }

    @Test func aShortNameOfAScriptWithoutSpacesGoes() {
        var profile = CustomerProfile()
        profile.lastName = .value("王")
        var customer = CustomerRecord(id: 1)
        let instant = Instant(seconds: 1_780_000_000)
        customer.profile = Versioned(profile, version: SourceVersion(at: instant, tie: instant, hash: 1))
        #expect(MaskedWords.of("姓名「王小明」无效", .customer(customer)) == "姓名「…小明」无效")
    }
}
