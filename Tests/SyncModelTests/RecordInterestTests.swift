import Testing

@testable import SyncModel

@Suite struct RecordInterestTests {
    /// Every member of every group, by the name that reports use.
    private func names() -> [String] {
        func names<Group: FieldGroup>(_ group: Group.Type, _ root: String) -> [String] {
            Group.members.map { SourceName.of(member: $0.name, at: root) }
        }
        let groups: [[String]] = [
            names(CustomerProfile.self, "customer"), names(PurchaseSummary.self, "customer"),
            names(MarketingConsent.self, "customer.email_consent"), names(OrderDetails.self, "order"),
        ]
        // The only member of its group, which reports name as a whole.
        return groups.flatMap { $0 } + [SourceCatalogue.lastOrderDate]
    }

    @Test func everyFieldHasTheNameThatAMappingHasForIt() {
        let paths = SourceCatalogue.all.map(\.path)
        for name in names() {
            #expect(paths.contains { $0 == name || $0.hasPrefix(name + ".") }, "\(name)")
        }
    }

    @Test func whateverAMappingReadsIsAFieldOfARecord() {
        let names = names() + ["customer.tags", "customer.sms_consent.state", "customer.whatsapp_consent.state"]
        let bare = RecordInterest(sources: [])
        let own = ["store.", "sync."]
        for path in SourceCatalogue.all.map(\.path) where !own.contains(where: path.hasPrefix) {
            // Made of the id alone.
            if path.hasSuffix(".admin_url") || path == "order.id" { continue }
            let interest = RecordInterest(sources: [path])
            let read = names.filter { interest.takes($0) && !bare.takes($0) }
            let isAlways = names.contains { bare.takes($0) && ($0 == path || path.hasPrefix($0 + ".")) }
            let channel = path.hasPrefix("customer.sms_consent.") || path.hasPrefix("customer.whatsapp_consent.")
            #expect(!read.isEmpty || isAlways || channel && interest.takes(path), "\(path)")
        }
    }

    @Test func ordersAreConcernedByWhatTheyReadOfTheirCustomers() {
        let none = RecordInterest(sources: ["customer.note", "order.total"], ofOrders: ["order.total", "store.name"])
        #expect(!none.readsCustomersOfOrders && !none.concernsOrders(["customer.note", "content"]))
        let some = RecordInterest(
            sources: [],
            ofOrders: ["customer.full_name", "customer.metafields.custom.tier", "customer.tags"]
        )
        #expect(some.readsCustomersOfOrders)
        for field in ["customer.first_name", "customer.metafields", "customer.tags", "content"] {
            #expect(some.concernsOrders([field]), "\(field)")
        }
        for field in ["customer.note", "customer.email", "customer.orders_count", "deleted"] {
            #expect(!some.concernsOrders([field]), "\(field)")
        }
        #expect(none.merged(with: some).concernsOrders(["customer.tags"]))
    }

    @Test func oneInstantAtTwoOffsetsIsNoDifference() throws {
        func record(_ time: String) throws -> SyncRecord {
            var record = CustomerRecord(id: 1)
            var profile = CustomerProfile()
            profile.createdAt = .value(try #require(Timestamp(time)))
            record.profile = Versioned(profile, version: SourceVersion(at: .beginning, tie: .beginning, hash: 1))
            return .customer(record)
        }
        let ours = try record("2026-07-16T06:10:30-05:00")
        #expect(try record("2026-07-16T07:10:30-04:00").saysSame(as: ours))
        #expect(try record("2026-07-16T07:10:30-04:00").differences(from: ours) == [])
        let other = try record("2026-07-16T06:10:30-04:00")
        #expect(other.differences(from: ours) == ["customer.created_at"] && !other.saysSame(as: ours))
    }

    @Test func anAuditNamesOnlyWhatSomeMappingReads() {
        func record(version: Int64, _ change: (inout CustomerRecord) -> Void) -> SyncRecord {
            var record = CustomerRecord(id: 1)
            var profile = CustomerProfile()
            profile.updatedAt = .value(Timestamp(Instant(seconds: version)))
            let at = SourceVersion(at: Instant(seconds: version), tie: .beginning, hash: UInt64(version))
            record.profile = Versioned(profile, version: at)
            var purchases = PurchaseSummary()
            purchases.orderCount = .value(version)
            record.purchases = Versioned(purchases, version: at)
            change(&record)
            return .customer(record)
        }
        let (ours, newer) = (record(version: 1) { _ in }, record(version: 2) { _ in })
        let counts = RecordInterest(sources: ["customer.orders_count", "order.total"])
        let tags = RecordInterest(sources: ["customer.tags", "order.updated_at"])
        #expect(AuditFinding.between(ours, shopify: newer, in: tags) == nil)
        #expect(AuditFinding.between(ours, shopify: newer, in: counts)?.fields == ["customer.orders_count"])
        #expect(
            AuditFinding.between(ours, shopify: newer)?.fields == ["customer.updated_at", "customer.orders_count"]
        )
        let deleted = record(version: 1) { $0.life = RecordLife(deletedAt: Instant(seconds: 3)) }
        #expect(AuditFinding.between(ours, shopify: deleted, in: tags)?.fields == ["deleted"])
    }

    @Test func addressesAndLinesAreReadByTheirParts() {
        let interest = RecordInterest(sources: ["customer.address.city", "line.sku", "order.note_attributes.Gift"])
        #expect(interest.takes("customer.address") && interest.takes("order.lines"))
        #expect(interest.takes("order.note_attributes") && !interest.takes("order.billing_address"))
        #expect(RecordInterest.everything.merged(with: interest).takes("order.billing_address"))
        #expect(interest.merged(with: RecordInterest(sources: ["customer.note"])).takes("customer.note"))
    }

    @Test func aStatusPageHasOneAddressWhateverItsKey() {
        let page = Field<String>.value("https://acme.example/1/orders/4f1c")
        #expect(Field.value("https://acme.example/1/orders/4f1c/authenticate?key=k").orderStatusPage == page)
        #expect(Field.value("https://acme.example/1/orders/4f1c/authenticate").orderStatusPage == page)
        #expect(page.orderStatusPage == page)
        #expect(Field<String>.null.orderStatusPage == .null && Field<String>.absent.orderStatusPage == .absent)
    }
}
