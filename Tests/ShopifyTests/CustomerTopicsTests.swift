import Conformance
import Foundation
import Shopify
import SyncModel
import Testing

@Suite struct CustomerTopicsTests {
    private let bobID: Int64 = 706_405_506_930_370_084

    @Test(
        .requiresContracts,
        arguments: [
            ("customers/create", "customers_create"), ("customers/update", "customers_update"),
            ("customers/enable", "customers_enable"), ("customers/disable", "customers_disable"),
        ]
    )
    func profiles(topic: String, sample: String) throws {
        let records = try Sample.records(topic, sample: sample)
        #expect(records.count == 1)
        let customer = try Sample.customer(records.first)
        let profile = customer.profile.fields
        #expect(customer.id == bobID)
        #expect(profile.email == .value("bob@biller.com"))
        #expect(profile.phone == .null)
        #expect(profile.firstName == .value("Bob"))
        #expect(profile.lastName == .value("Biller"))
        #expect(profile.state == .value("disabled"))
        #expect(profile.note == .value("This customer loves ice cream"))
        #expect(profile.verifiedEmail == .value(true))
        #expect(profile.taxExempt == .value(false))
        #expect(profile.locale == .absent)
        #expect(profile.currency == .value("USD"))
        #expect(profile.defaultAddress.value?.address1 == "151 O'Connor Street")
        #expect(profile.defaultAddress.value?.company == nil)
        #expect(profile.defaultAddress.value?.countryCode == "CA")
        #expect(profile.updatedAt.value?.description == "2021-12-31T19:00:00-05:00")
        #expect(
            customer.profile.version
                == Sample.version(at: Instant(seconds: 1_640_995_200), of: try Sample.bytes(sample))
        )
        #expect(customer.tags.isUnknown)
        #expect(customer.emailConsent.version == nil && customer.purchases.version == nil)
        #expect(customer.life == RecordLife(aliveAt: Sample.triggeredAt))
        #expect(!customer.hydration.isNeeded)
    }

    @Test(.requiresContracts) func emailConsent() throws {
        let name = "customers_email_marketing_consent_update"
        let customer = try Sample.customer(
            Sample.records("customers_email_marketing_consent/update", sample: name).first
        )
        #expect(customer.id == bobID)
        #expect(customer.emailConsent.fields.state == .value("not_subscribed"))
        #expect(customer.emailConsent.fields.level == .null)
        // No time of its own in the body: the delivery's counts.
        #expect(customer.emailConsent.version == Sample.version(at: Sample.triggeredAt, of: try Sample.bytes(name)))
        #expect(customer.smsConsent.version == nil && customer.profile.version == nil)
    }

    @Test(.requiresContracts) func smsConsent() throws {
        let records = try Sample.records(
            "customers_marketing_consent/update",
            sample: "customers_marketing_consent_update"
        )
        let customer = try Sample.customer(records.first)
        #expect(customer.id == bobID)
        #expect(customer.smsConsent.fields.state == .null)
        #expect(customer.smsConsent.version != nil && customer.emailConsent.version == nil)
    }

    @Test(.requiresContracts) func whatsAppConsent() throws {
        let records = try Sample.records(
            "customers_whats_app_marketing_consent/update",
            sample: "customers_whats_app_marketing_consent_update"
        )
        let customer = try Sample.customer(records.first)
        #expect(customer.id == bobID)
        #expect(customer.whatsAppConsent.fields.state == .null)
        #expect(customer.whatsAppConsent.version?.at == Sample.triggeredAt)
    }

    @Test func consentsHaveTheirOwnTimes() throws {
        let email = try Sample.customer(
            Sample.records(
                Sample.decode(
                    "customers_email_marketing_consent/update",
                    """
                    {"customer_id":"gid://shopify/Customer/5","email_marketing_consent":{"state":"SUBSCRIBED",
                     "opt_in_level":"CONFIRMED_OPT_IN","consent_updated_at":"2026-05-11T11:06:59-04:00"}}
                    """,
                    triggeredAt: Timestamp("2026-05-11T15:07:01Z")?.instant
                )
            ).first
        )
        #expect(email.id == 5)
        #expect(email.emailConsent.fields.state == .value("subscribed"))
        #expect(email.emailConsent.fields.level == .value("confirmed_opt_in"))
        #expect(email.emailConsent.version?.at == Timestamp("2026-05-11T15:06:59Z")?.instant)
        let whatsApp = try Sample.customer(
            Sample.records(
                Sample.decode(
                    "customers_whats_app_marketing_consent/update",
                    """
                    {"customer_id":5,"whats_app_marketing_consent":{"state":"subscribed","updated_at":"2026-05-11T15:00:00Z"}}
                    """,
                    triggeredAt: Timestamp("2026-05-11T15:00:01Z")?.instant
                )
            ).first
        )
        #expect(whatsApp.whatsAppConsent.version?.at == Timestamp("2026-05-11T15:00:00Z")?.instant)
        #expect(whatsApp.whatsAppConsent.fields.level == .absent || whatsApp.whatsAppConsent.fields.level == .null)
    }

    /// Whoever records a consent may give a former time, and an address that another one takes the place of has its own.
    @Test func aConsentWithAFormerTimeIsStillTheNewest() throws {
        func told(_ state: String, _ time: String, at triggered: String) throws -> CustomerRecord {
            let body =
                #"{"customer_id": 5, "email_marketing_consent": {"state": "\#(state)", "#
                + #""consent_updated_at": "\#(time)"}}"#
            let topic = "customers_email_marketing_consent/update"
            let at = try #require(Timestamp(triggered)).instant
            return try Sample.customer(Sample.records(Sample.decode(topic, body, triggeredAt: at)).first)
        }
        let first = try told("subscribed", "2026-03-01T12:00:00Z", at: "2026-03-01T12:00:01Z")
        let second = try told("unsubscribed", "2026-01-10T12:00:00Z", at: "2026-06-01T12:00:00Z")
        for merged in [first.merged(with: second), second.merged(with: first)] {
            #expect(merged.emailConsent.fields.state == .value("unsubscribed"))
            #expect(merged.emailConsent.fields.updatedAt == second.emailConsent.fields.updatedAt)
        }
        #expect(first.emailConsent.version?.at == Timestamp("2026-03-01T12:00:00Z")?.instant)
    }

    @Test(.requiresContracts) func tagDeltas() throws {
        let added = try Sample.customer(Sample.records("customer.tags_added", sample: "customer.tags_added").first)
        #expect(added.id == 1)
        #expect(added.tags.current == ["tag1", "tag2"])
        #expect(added.hydration.askedAt == Sample.triggeredAt && added.hydration.isNeeded)
        let removed = try Sample.customer(
            Sample.records("customer.tags_removed", sample: "customer.tags_removed").first
        )
        #expect(removed.tags.current == [])
        let list = TagSet(
            list: ["tag1", "vip"],
            version: SourceVersion(at: Instant(seconds: 1), tie: Instant(seconds: 1), hash: 1)
        )
        #expect(removed.tags.merged(with: list).current == ["vip"])
    }

    @Test(.requiresContracts) func purchasingSummary() throws {
        let name = "customers_purchasing_summary"
        let customer = try Sample.customer(Sample.records("customers/purchasing_summary", sample: name).first)
        #expect(customer.id == 1)
        #expect(customer.purchases.fields.orderCount == .value(1))
        #expect(customer.purchases.fields.amountSpent == .value(Money(100, "USD")))
        #expect(customer.purchases.fields.lastOrderID == .value(1))
        #expect(customer.purchases.version?.at == Timestamp("2005-05-05T05:00:00Z")?.instant)
    }

    @Test(.requiresContracts) func deletionsUseTheDeliverysTime() throws {
        let customer = try Sample.customer(Sample.records("customers/delete", sample: "customers_delete").first)
        #expect(customer.life == RecordLife(deletedAt: Sample.triggeredAt))
        #expect(customer.id == bobID && customer.profile.version == nil)
        #expect(customer.reads == HydrationNeed(askedAt: Sample.triggeredAt))
    }

    /// The header is not signed: a deletion of the year 2099 would never be lifted.
    @Test func aTimeThatHasNotComeYetCountsForTheArrivals() throws {
        let far = Sample.receivedAt + .seconds(86_400)
        let latest = Sample.receivedAt + Receipt.skew
        let body = #"{"id":7,"admin_graphql_api_id":"gid://shopify/Customer/7"}"#
        let gone = try Sample.customer(Sample.records(Sample.decode("customers/delete", body, triggeredAt: far)).first)
        #expect(gone.life == RecordLife(deletedAt: latest) && gone.reads == HydrationNeed(askedAt: latest))
        let there = try Sample.customer(
            Sample.records(Sample.decode("customers/update", #"{"id":7,"email":"a@b.c"}"#, triggeredAt: far)).first
        )
        #expect(there.life == RecordLife(aliveAt: latest))
        // A clock that is a little ahead, and a delivery that took a day, are believed.
        for time in [Sample.receivedAt + .seconds(60), Sample.receivedAt - .seconds(86_400)] {
            let told = try Sample.customer(
                Sample.records(Sample.decode("customers/delete", body, triggeredAt: time)).first
            )
            #expect(told.life == RecordLife(deletedAt: time))
        }
    }

    @Test(.requiresContracts) func aFailedMergeChangesNothing() throws {
        #expect(try Sample.records("customers/merge", sample: "customers_merge").isEmpty)
    }

    @Test func aCompletedMergeLeavesATombstoneAndAsksForTheSurvivor() throws {
        let records = try Sample.records(
            Sample.decode(
                "customers/merge",
                """
                {"admin_graphql_api_customer_kept_id":"gid://shopify/Customer/1","status":"completed","errors":[],
                 "admin_graphql_api_customer_deleted_id":"gid://shopify/Customer/2","admin_graphql_api_job_id":null}
                """
            )
        )
        let kept = try Sample.customer(records.first)
        let deleted = try Sample.customer(records.last)
        #expect(kept.id == 1 && kept.hydration.isNeeded && !kept.life.isDeleted)
        #expect(deleted.id == 2 && deleted.life.isDeleted && deleted.hydration.isNeeded)
        #expect(deleted.survivorID == 1)
    }

    @Test func aShrunkBodyOnlyAsksForARead() throws {
        let customer = try Sample.customer(Sample.records(Sample.decode("customers/update", #"{"id":7}"#)).first)
        #expect(customer.profile.version == nil)
        #expect(customer.hydration.askedAt == Sample.triggeredAt)
        #expect(customer.life.aliveAt == Sample.triggeredAt)
    }

    @Test func absentAndNullDiffer() throws {
        let content = Sample.decode("customers/update", #"{"id":7,"email":null,"last_name":"","addresses":[]}"#)
        let fields = try Sample.customer(Sample.records(content).first).profile.fields
        #expect(fields.email == .null)
        #expect(fields.lastName == .null)
        #expect(fields.firstName == .absent)
        #expect(fields.defaultAddress == .null)
    }

    @Test func withoutAnyTimeTheReceiptsCounts() throws {
        let content = Sample.decode("customers/update", #"{"id":7,"email":"a@b.c"}"#, triggeredAt: nil)
        let customer = try Sample.customer(Sample.records(content).first)
        #expect(customer.profile.version?.at == Sample.receivedAt)
        #expect(customer.profile.version?.tie == Sample.receivedAt)
    }
}
