import Foundation
import Shopify
import SyncModel
import Testing

/// When a customer ordered last: told by orders and by reads, where a mapping names it.
@Suite struct LastOrderTests {
    private static var demand: ReadDemand {
        var demand = ReadDemand()
        demand.followsLastOrder = true
        return demand
    }

    private func customer(
        of order: String,
        demands: [StoreName: ReadDemand] = [StoreName("acme"): LastOrderTests.demand]
    ) throws -> CustomerRecord {
        let body = #"{"customer": {"id": 7, "email": "a@x.de"}, "updated_at": "2026-07-09T10:00:00Z", \#(order)}"#
        let receipt = Sample.receipt("orders/updated", Array(body.utf8))
        return try Sample.customer(Sample.records(ShopifyReceiptDecoder(demands: demands).decode(receipt)).last)
    }

    private func time(_ text: String) throws -> Timestamp { try #require(Timestamp(text)) }

    @Test func anOrderMovesItForwardAndAnOlderOneDoesNot() throws {
        let first = try customer(of: #""id": 1, "created_at": "2026-07-01T10:00:00+02:00""#)
        let second = try customer(of: #""id": 2, "created_at": "2026-07-03T10:00:00+02:00""#)
        let newest = try time("2026-07-03T10:00:00+02:00")
        #expect(first.merged(with: second).lastOrder.fields.at == .value(newest))
        #expect(second.merged(with: first).lastOrder.fields.at == .value(newest))
        // A later body of one order says nothing new.
        #expect(first.merged(with: first).lastOrder == first.lastOrder)
    }

    @Test(arguments: [#""id": 1, "created_at": "2026-07-01T10:00:00Z", "test": true"#, #""id": 1"#])
    func anOrderThatIsNoneSaysNothing(_ order: String) throws {
        #expect(try customer(of: order).lastOrder.version == nil)
    }

    @Test func whereNoMappingNamesItNothingIsKept() throws {
        let order = #""id": 1, "created_at": "2026-07-01T10:00:00Z""#
        #expect(try customer(of: order, demands: [:]).lastOrder.version == nil)
        #expect(try customer(of: order, demands: [StoreName("other"): Self.demand]).lastOrder.version == nil)
    }

    private func read(_ customer: PairedCustomer, demand: ReadDemand) async throws -> (CustomerRecord, query: String) {
        let node = try JSONSerialization.data(withJSONObject: customer.node)
        let stage = try AdminStage(demand: demand) { _ in
            .data(["shop": torontoShop, "nodes": [try JSONSerialization.jsonObject(with: node)]])
        }
        let read = try await stage.reader.records(.customer, ids: [customer.id], origin: .live)
        return (try Sample.customer(read.records.first), try #require(stage.transport.asked.first).query)
    }

    @Test func aReadTellsItWhereItIsWanted() async throws {
        var customer = PairedCustomer()
        customer.placed = "2026-06-14T12:00:00Z"
        let (record, query) = try await read(customer, demand: Self.demand)
        #expect(query.contains("lastOrder { id updatedAt createdAt }"))
        #expect(record.lastOrder.fields.at.value?.description == "2026-06-14T08:00:00-04:00")
        #expect(record.lastOrder.version?.at == Timestamp("2026-07-01T12:00:00Z")?.instant)
        let (other, short) = try await read(customer, demand: ReadDemand())
        #expect(!short.contains("updatedAt createdAt }") && other.lastOrder.version == nil)
    }

    @Test func aReadTakesBackWhatAnOrderSaidThatIsNoMore() async throws {
        var customer = PairedCustomer()
        (customer.placed, customer.updated) = ("2026-06-14T12:00:00Z", "2026-07-08T12:00:00Z")
        let (record, _) = try await read(customer, demand: Self.demand)
        let ordered = try self.customer(of: #""id": 1, "created_at": "2026-07-01T10:00:00+02:00""#)
        #expect(ordered.merged(with: record).lastOrder == record.lastOrder)
        // One that is newer than what was read goes on from there.
        let later = try self.customer(of: #""id": 2, "created_at": "2026-07-09T10:00:00+02:00""#)
        #expect(record.merged(with: later).lastOrder == later.lastOrder)
    }

    /// As in the result of a bulk operation that was started under another mapping.
    @Test func whatWasNotAskedIsNotKnown() async throws {
        let (record, _) = try await read(PairedCustomer(), demand: Self.demand)
        #expect(record.lastOrder.version == nil && record.purchases.version != nil)
    }
}
