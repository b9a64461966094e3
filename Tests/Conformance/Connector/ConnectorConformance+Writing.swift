import FoundationEssentials
import SyncModel
import Testing

extension ConnectorConformance {
    static let writing: [ConnectorCheck] = [
        ConnectorCheck("Records arrive once and keep their ids, however often they are written.", needs: []) { stage in
            for kind in stage.kinds {
                let records = (1...12).map { stage.record($0, kind) }
                let first = try await stage.write(records, kind)
                #expect(Set(first.map(\.crmID)).count == 12)
                #expect(first.filter(\.isNew).count == 12)
                let again = try await stage.write(records, kind)
                #expect(again.map(\.crmID) == first.map(\.crmID))
                #expect(again.filter(\.isNew) == [])
                #expect(try await stage.count(kind) == 12)
                let (field, value) =
                    kind == .customer ? (stage.fields.firstName, "Ada") : (stage.fields.orderName, "Shopify Order #4")
                #expect(try await stage.value(field, of: first[3].crmID, kind: kind) == value)
            }
        },
        ConnectorCheck(
            "More than one call takes is split by the connector, each record with its own outcome.",
            needs: [.order]
        ) {
            stage in
            let records = (1...430).map { stage.order($0, origin: .history) }
            let written = try await stage.write(records, .order)
            #expect(Set(written.map(\.crmID)).count == 430)
            #expect(try await stage.count(.order) == 430)
            let last = try #require(written.last)
            #expect(try await stage.value(stage.fields.orderName, of: last.crmID, kind: .order) == "Shopify Order #430")
        },
        ConnectorCheck("A value that is cleared is emptied, and what is not sent stays.") { stage in
            let id = try await stage.write(stage.customer(1, name: "Ada"), .customer).crmID
            let cleared = [MappedField(stage.fields.firstName, .clear)]
            _ = try await stage.write(stage.customer(1, .record(id), only: cleared), .customer)
            #expect(try await stage.value(stage.fields.firstName, of: id, kind: .customer) == nil)
            #expect(try await stage.value(stage.fields.email, of: id, kind: .customer) == "p1@example.com")
        },
        ConnectorCheck("A linked record is written by its CRM id, an order like a customer.", needs: [.order]) {
            stage in
            let id = try await stage.write(stage.order(5), .order).crmID
            let written = try await stage.write(stage.order(5, amount: .decimal(10.5), .record(id)), .order)
            #expect(written.crmID == id && !written.isNew)
            let amount = try await stage.value(stage.fields.amount, of: id, kind: .order)
            #expect(MappedValue.decimal(10.5).isHeld(as: amount))
        },
        ConnectorCheck("A record that is not there any more is gone, and its neighbours arrive.", needs: []) { stage in
            for kind in stage.kinds {
                let ids = try await stage.write((1...3).map { stage.record($0, kind) }, kind).map(\.crmID)
                try await stage.delete(ids[1], kind: kind)
                let changes = (1...3).map { stage.changed($0, kind, .record(ids[Int($0) - 1])) }
                let outcomes = try await stage.connector.upsert(changes.map(\.upsert), kind: kind)
                #expect(outcomes[1] == .gone, "\(kind)")
                for index in [0, 2] {
                    #expect(try await stage.value(changes[index].field, of: ids[index], kind: kind) == "Bea")
                }
                #expect(try await stage.count(kind) == 2)
            }
        },
        ConnectorCheck("A large id and an exact amount stay what they are.", needs: [.order]) { stage in
            let id = Int64.max - 1
            let written = try await stage.write(stage.order(id, amount: .decimal(123_456.78)), .order)
            let found = try await stage.connector.find(externalIDs: [String(id)], kind: .order)
            #expect(found[String(id)]?.crmID == written.crmID)
            let amount = try await stage.value(stage.fields.amount, of: written.crmID, kind: .order)
            #expect(MappedValue.decimal(123_456.78).isHeld(as: amount))
        },
    ]
}
