import SyncModel
import Testing

@Suite struct SubscriptionNameTests {
    @Test func theNameIsInstallationAndTopic() {
        #expect("\(SubscriptionName(installation: "prod", topic: "orders/create"))" == "prod-orders_create")
        #expect(
            "\(SubscriptionName(installation: "prod eu", topic: "customer.tags_added"))"
                == "prod_eu-customer_tags_added"
        )
    }

    @Test(arguments: ["production", "a-very-long-installation-name-of-a-large-agency", "p"])
    func namesStayWithinTheLimitAndKnowTheirOwner(installation: String) {
        let topics = [
            "orders/create", "customers_whats_app_marketing_consent/update", "customers_email_marketing_consent/update",
        ]
        let names = topics.map { SubscriptionName(installation: installation, topic: $0).description }
        #expect(Set(names).count == topics.count)
        for name in names {
            #expect(name.utf8.count <= 50)
            #expect(name.utf8.allSatisfy { Character(Unicode.Scalar($0)).isLetter || "-_0123456789".utf8.contains($0) })
            #expect(SubscriptionName.isOwned(name, by: installation))
            #expect(SubscriptionName.isOwned(name.uppercased(), by: installation))
            #expect(!SubscriptionName.isOwned(name, by: "staging"))
        }
    }

    @Test(arguments: ["customers_whats_app_marketing_consent/update", "orders/create"])
    func anInstallationDoesNotOwnWhatALongerNameMade(topic: String) {
        let name = SubscriptionName(installation: "prod-eu", topic: topic).description
        #expect(!SubscriptionName.isOwned(name, by: "prod"))
        #expect(SubscriptionName.isOwned(name, by: "prod-eu"))
        #expect(!SubscriptionName.isOwned("prod-", by: "prod"))
    }
}
