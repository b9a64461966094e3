import SyncModel
import Testing

extension ConnectorConformance {
    static let removing: [ConnectorCheck] = [
        ConnectorCheck("An erased person's fields and our id are empty; erased for good, nothing is left.") { stage in
            let ids = try await stage.write((1...2).map { stage.customer($0) }, .customer).map(\.crmID)
            // All that a mapping writes, those among them that the CRM wants never to be empty.
            let mapped = stage.customer(1).fields.map(\.name)
            let blank = ContactErasure(crmID: ids[0], fields: mapped, deletes: false)
            #expect(try await stage.connector.erase(blank) == .blanked)
            #expect(try await stage.value(stage.fields.firstName, of: ids[0], kind: .customer) == nil)
            #expect(try await stage.connector.find(externalIDs: ["1"], kind: .customer).isEmpty)
            for field in [stage.fields.email, stage.fields.firstName] {
                #expect(try await stage.value(field, of: ids[0], kind: .customer) == nil)
            }
            for field in stage.customer(1).fields {
                #expect(try await stage.value(field.name, of: ids[0], kind: .customer) != field.value.text)
            }
            let whole = ContactErasure(crmID: ids[1], fields: mapped, deletes: true)
            let outcome = try await stage.connector.erase(whole)
            #expect(outcome == .deleted || outcome == .blanked)
            if outcome == .deleted {
                #expect(try await stage.count(.customer) == 1)
                // A CRM that answers alike for what is long gone cannot tell.
                let again = try await stage.connector.erase(whole)
                #expect(again == .absent || again == .deleted)
            }
            #expect(try await stage.connector.find(externalIDs: ["2"], kind: .customer).isEmpty)
        },
        ConnectorCheck("Our id is taken out of a record of either kind, which stays as it is.", needs: [.order]) {
            stage in
            var ids: [RecordKind: String] = [:]
            for kind in stage.kinds { ids[kind] = try await stage.write(stage.record(7, kind), kind).crmID }
            for (kind, crmID) in ids {
                let release = ContactErasure(crmID: crmID, kind: kind, fields: [], deletes: false)
                for _ in 1...2 { #expect(try await stage.connector.erase(release) == .blanked) }
                #expect(try await stage.connector.find(externalIDs: ["7"], kind: kind).isEmpty)
                #expect(try await stage.count(kind) == 1)
            }
            let order = try #require(ids[.order])
            #expect(try await stage.value(stage.fields.orderName, of: order, kind: .order) == "Shopify Order #7")
            let nowhere = ContactErasure(crmID: stage.missingID, kind: .order, fields: [], deletes: false)
            #expect(try await stage.connector.erase(nowhere) == .absent)
        },
        ConnectorCheck("A removed record is not there any more, and removing it again changes nothing.", needs: []) {
            stage in
            for kind in stage.kinds {
                let id = try await stage.write(stage.record(7, kind), kind).crmID
                let removal = CRMRemoval(crmID: id, kind: kind, isForGood: false)
                #expect(try await stage.connector.remove(removal))
                _ = try await stage.connector.remove(removal)
                #expect(try await stage.count(kind) == 0)
            }
        },
        ConnectorCheck("Two contacts become one with the orders of both, or the CRM says that it cannot.") { stage in
            let ids = try await stage.write((1...2).map { stage.customer($0) }, .customer).map(\.crmID)
            let order = try await stage.write(stage.order(7, parent: ids[0]), .order).crmID
            switch try await stage.connector.merge(contact: ids[0], into: ids[1]) {
            case .merged(let id):
                #expect(try await stage.count(.customer) == 1)
                #expect(try await stage.contacts(ofOrder: order) == [id])
                #expect(try await stage.connector.find(externalIDs: ["2"], kind: .customer)["2"]?.crmID == id)
                #expect(try await stage.connector.merge(contact: stage.missingID, into: id) == .gone)
            case .unsupported: #expect(try await stage.count(.customer) == 2)
            case .gone: Issue.record("both are there")
            }
        },
    ]
}
