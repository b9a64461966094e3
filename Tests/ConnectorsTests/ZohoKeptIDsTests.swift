import FoundationEssentials
import SyncModel
import Testing

@testable import Connectors
@testable import Sandbox

@Suite("Zoho: kept ids of accounts and products")
struct ZohoKeptIDsTests {
    /// An order with an account and two products of its own.
    private static func order(_ id: Int64, account: String? = nil) -> CRMUpsert {
        let lines = (1...2).map { place in
            MappedLine(
                externalID: "\(id)\(place)",
                fields: [
                    MappedField("Product_Name", .text("Mug \(id) \(place)")),
                    MappedField("Product_Code", .text("MUG-\(id)-\(place)")), MappedField("Quantity", .integer(1)),
                    MappedField("List_Price", .decimal(10)),
                ]
            )
        }
        return CRMUpsert(
            key: RecordKey(store: StoreName("acme"), kind: .order, id: id),
            target: .externalID,
            externalID: String(id),
            fields: [
                MappedField("Subject", .text("Shopify Order #\(id)")),
                MappedField("Account_Name", .text(account ?? "Buyer \(id)")),
            ],
            lines: lines
        )
    }

    private static func prepared(keeping most: Int) async throws -> ZohoBench {
        let bench = ZohoBench(order: .salesOrder, mostKept: most)
        _ = try await bench.connector.prepare()
        return bench
    }

    private func codes(_ bench: ZohoBench, of id: String) async -> [String] {
        let rows = await bench.zoho.record(.salesOrders, id: id)?.values["Ordered_Items"]?.arrayValue ?? []
        return rows.compactMap { $0["Product_Name"]?["Product_Code"]?.stringValue }
    }

    @Test("a pass that needs more ids than are kept writes all its orders", arguments: [1, 2, 7])
    func moreThanAreKept(_ most: Int) async throws {
        let bench = try await Self.prepared(keeping: most)
        let orders = (1...9).map { Self.order(Int64($0)) }
        for _ in 1...2 {
            let outcomes = try await bench.connector.upsert(orders, kind: .order)
            for (place, outcome) in outcomes.enumerated() {
                let id = try #require(outcome.crmID, "\(outcome)")
                #expect(await codes(bench, of: id) == ["MUG-\(place + 1)-1", "MUG-\(place + 1)-2"])
                let account = await bench.zoho.record(.salesOrders, id: id)?["Account_Name"] ?? ""
                #expect(await bench.zoho.record(.accounts, id: account)?["Account_Name"] == "Buyer \(place + 1)")
            }
        }
        #expect(await bench.zoho.createdCount(.accounts) == 9)
        #expect(await bench.zoho.createdCount(.products) == 18)
    }

    @Test("two passes at once do not take each other's ids away")
    func twoPasses() async throws {
        let bench = try await Self.prepared(keeping: 2)
        async let one = bench.connector.upsert((1...6).map { Self.order(Int64($0)) }, kind: .order)
        async let other = bench.connector.upsert((7...12).map { Self.order(Int64($0)) }, kind: .order)
        let outcomes = (try await one) + (try await other)
        #expect(outcomes.allSatisfy { $0.crmID != nil })
        #expect(await bench.zoho.createdCount(.accounts) == 12)
        #expect(await bench.zoho.createdCount(.products) == 24)
    }

    @Test("of too many, those that were used last stay")
    func eviction() {
        var kept = ZohoKeptIDs(most: 4)
        for name in ["a", "b", "c", "d"] { kept.keep(name + "1", name) }
        #expect(kept.id("a") == "a1")
        kept.keep("e1", "e")
        #expect(kept.id("e") == "e1" && kept.id("a") == "a1")
        #expect(kept.id("b") == nil && kept.id("c") == nil)
        kept.keep(nil, "a")
        #expect(kept.id("a") == nil && kept.id("e") == "e1")
    }

    @Test("an id that nobody told is no fault of the record")
    func untold() {
        let fault = ZohoNeighbours().fault("acme", "the account", fields: ["Account_Name"])
        #expect(fault.disposition == .retry && !fault.mayBeWritten && fault.fields == ["Account_Name"])
        let known = DeliveryFault(.refused, .park, message: "no")
        #expect(ZohoNeighbours(faults: ["acme": known]).fault("acme", "the account") == known)
    }
}
