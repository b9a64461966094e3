import Testing

@testable import SyncModel

/// Who bought without an account, as a customer record of our own making.
@Suite struct GuestRecordTests {
    private static let id: Int64 = -77
    private static let store = StoreName("acme")

    private func order(
        _ id: Int64,
        customer: Int64? = GuestRecordTests.id,
        email: String? = "Ada@x.de",
        name: String? = "Ada",
        phone: String? = nil,
        placedAt: Int64,
        updatedAt: Int64? = nil
    ) -> OrderRecord {
        var details = OrderDetails()
        details.customerID = Field(present: customer)
        details.email = Field(present: email)
        details.phone = Field(present: phone)
        details.createdAt = .value(Timestamp(Instant(seconds: placedAt)))
        if let name {
            var address = PostalAddress()
            (address.firstName, address.city) = (name, "Berlin")
            details.billingAddress = .value(address)
        }
        let at = Instant(seconds: updatedAt ?? placedAt)
        var order = OrderRecord(id: id)
        order.details = Versioned(details, version: SourceVersion(at: at, tie: at, hash: UInt64(id)))
        return order
    }

    @Test func anOrderTellsOfItsGuest() throws {
        let guest = try #require(order(1, phone: "+491", placedAt: 5).guest)
        #expect(guest.id == Self.id && guest.isGuest)
        let profile = guest.profile.fields
        #expect(profile.email == .value("Ada@x.de") && profile.firstName == .value("Ada"))
        #expect(profile.phone == .value("+491") && profile.defaultAddress.value?.city == "Berlin")
        // What an order cannot say stays open, and nobody asks Shopify.
        #expect(profile.lastName.isAbsent && profile.createdAt.isAbsent)
        #expect(!guest.hydration.isNeeded && !guest.life.isDeleted && guest.life.aliveAt == nil)
    }

    @Test func nobodyIsMadeOfAnAccountsOrderOrOneWithoutAnAddress() {
        #expect(order(1, customer: 7, placedAt: 5).guest == nil)
        #expect(order(1, customer: nil, placedAt: 5).guest == nil)
        #expect(order(1, email: nil, placedAt: 5).guest == nil)
        #expect(OrderRecord(id: 1).guest == nil)
        #expect(order(1, placedAt: 5).withoutPerson.guest == nil)
    }

    @Test func theNewestOrderSaysWhoTheyAreInAnyOrderOfArrival() throws {
        let orders = [
            order(1, name: "Old", phone: "+491", placedAt: 5, updatedAt: 90), order(2, name: "New", placedAt: 9),
            order(3, name: nil, placedAt: 12),
        ]
        let guests = try orders.map { try #require($0.guest) }
        for places in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0, 2]] {
            let merged = places.dropFirst().reduce(guests[places[0]]) { $0.merged(with: guests[$1]) }
            #expect(merged.profile.fields.firstName == .value("New"))
            #expect(merged.profile.fields.phone == .value("+491"))
            #expect(merged.profile.version?.at == Instant(seconds: 12))
        }
    }

    @Test func aLaterVersionOfTheSameOrderWinsAndIsNoNewsUnlessItSaysSomethingElse() throws {
        let first = try #require(order(1, placedAt: 5).guest)
        let same = try #require(order(1, placedAt: 5, updatedAt: 8).guest)
        let corrected = try #require(order(1, name: "Eda", placedAt: 5, updatedAt: 9).guest)
        let next = try #require(order(2, placedAt: 10).guest)
        func isNews(_ record: CustomerRecord, after known: CustomerRecord) -> Bool {
            SyncRecord.customer(known.merged(with: record)).isNews(after: .customer(known))
        }
        #expect(!isNews(same, after: first) && isNews(corrected, after: same) && isNews(next, after: corrected))
        #expect(!isNews(first, after: next))
        #expect(corrected.merged(with: same).profile.fields.firstName == .value("Eda"))
    }

    @Test func aGuestThatAReadBringsIsWrittenWithoutAMarkUnlessItIsNews() {
        let request = MergeRequest(
            store: Self.store,
            records: [.order(order(1, placedAt: 5, updatedAt: 8))],
            routing: RoutingTable([:]),
            origin: .history,
            now: Instant(seconds: 20)
        )
        let key = RecordKey(store: Self.store, kind: .customer, id: Self.id)
        func merged(_ known: OrderRecord?) -> ReadMerge {
            var merge = ReadMerge(request)
            let guest = known?.guest.map {
                StoredRecord(
                    key: key,
                    revision: 1,
                    record: .customer($0),
                    firstSeenAt: .beginning,
                    changedAt: .beginning
                )
            }
            merge.decide(guest.map { [key: $0] } ?? [:], now: request.now)
            return merge
        }
        #expect(merged(nil).changed.map(\.key).contains(key))
        let again = merged(order(1, placedAt: 5))
        #expect(again.written.map(\.key).contains(key) && !again.changed.map(\.key).contains(key))
        #expect(!merged(order(1, placedAt: 5, updatedAt: 8)).written.map(\.key).contains(key))
        // Shopify has no guests, so only the order counts.
        #expect(again.report.new == 1 && again.report.drift.compared == 1)
    }

    @Test func theBuyersOfTestOrdersAreNobodyUnlessThoseAreSent() {
        var test = order(1, placedAt: 5)
        test.details = test.details.changing { $0.isTest = .value(true) }
        let receipt = Receipt(store: Self.store, webhookID: "w", topic: "t", receivedAt: .beginning, body: [])
        let decoded = DecodedReceipt(receipt: receipt, content: .changes([.order(test)]))
        for sends in [false, true] {
            let routing = RoutingTable([Self.store: .init(destinations: [], sendsTestOrders: sends)])
            #expect(BatchMerge([decoded], routing: routing).keys.count == (sends ? 2 : 1))
        }
    }

    @Test(arguments: [
        (Int64(115_310), "115310"), (Int64.min, "guest-8000000000000000"), (-1, "guest-ffffffffffffffff"),
        (-77, "guest-ffffffffffffffb3"),
    ])
    func theExternalIdTellsGuestsFromCustomers(_ id: Int64, _ text: String) {
        #expect(ExternalID.text(id) == text && ExternalID.id(of: text) == id)
    }

    @Test(arguments: ["", "0", "-5", "guest-", "guest-12", "guest-7fffffffffffffff", "guest-800000000000000g", "x1"])
    func otherTextsAreNoIds(_ text: String) {
        #expect(ExternalID.id(of: text) == nil)
    }
}
