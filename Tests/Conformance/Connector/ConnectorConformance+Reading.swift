import FoundationEssentials
import SyncModel
import Testing

extension ConnectorConformance {
    static let reading: [ConnectorCheck] = [
        ConnectorCheck("Reading gives what is there, with our id, and leaves out what is not.", needs: []) { stage in
            for kind in stage.kinds {
                let ids = try await stage.write((1...3).map { stage.record($0, kind) }, kind).map(\.crmID)
                try await stage.delete(ids[1], kind: kind)
                let (field, value) =
                    kind == .customer ? (stage.fields.firstName, "Ada") : (stage.fields.orderName, "Shopify Order #1")
                let read = try await stage.connector.read(ids, kind: kind, fields: [field])
                #expect(Set(read.map(\.crmID)) == [ids[0], ids[2]])
                let first = try #require(read.first { $0.crmID == ids[0] })
                #expect(first.externalID == "1" && first.values[field] == value)
            }
            #expect(try await stage.connector.read([], kind: .order, fields: []).isEmpty)
        },
        ConnectorCheck("Records are found by our id, many at once.", needs: [.order]) { stage in
            let written = try await stage.write((1...130).map { stage.order($0, origin: .history) }, .order)
            let found = try await stage.connector.find(externalIDs: (1...131).map(String.init), kind: .order)
            #expect(found.count == 130 && found["131"] == nil)
            #expect(found["64"]?.crmID == written[63].crmID && found["64"]?.externalID == "64")
        },
        ConnectorCheck("A CRM tells whether it holds any record of ours, or does not know.", needs: []) { stage in
            if stage.kinds.contains(.customer) {
                _ = try await stage.add(person: "stranger@example.com", name: "Stranger")
            }
            for kind in stage.kinds { #expect(try await stage.connector.holdsAny(kind) != stage.tellsWhatItHolds) }
            for kind in stage.kinds { _ = try await stage.write(stage.record(7, kind), kind) }
            for kind in stage.kinds { #expect(try await stage.connector.holdsAny(kind)) }
        },
        ConnectorCheck("The schema names the fields that are written.", needs: [.order]) { stage in
            if stage.kinds.contains(.customer) {
                let customer = try await stage.connector.schema(.customer)
                #expect(customer.fields[stage.fields.email] != nil && customer.fields[stage.fields.firstName] != nil)
            }
            #expect(try await stage.connector.schema(.order).fields[stage.fields.amount] != nil)
        },
        ConnectorCheck("What was set up needs nothing more, and is well.", needs: []) { stage in
            let (made, found) = (try await stage.connector.prepare(), try await stage.connector.check())
            #expect(made.filter { $0.level == .problem || $0.level == .made } == [])
            #expect(found.filter { $0.level == .problem } == [])
        },
    ]

    static let comparing: [ConnectorCheck] = [
        ConnectorCheck("A comparison names what differs, and nothing where all is as written.") { stage in
            let customers = try await stage.write((1...2).map { stage.customer($0) }, .customer).map(\.crmID)
            let order = stage.order(7, amount: .decimal(20.1), parent: customers[0])
            let orderID = try await stage.write(order, .order).crmID
            let same = try await stage.connector.compare(
                [
                    CRMExpectation(crmID: customers[0], fields: stage.customer(1).fields),
                    CRMExpectation(crmID: stage.missingID, fields: stage.customer(9).fields),
                    CRMExpectation(
                        crmID: customers[1],
                        fields: [MappedField(stage.fields.firstName, .text("Someone else"))]
                    ),
                ],
                kind: .customer
            )
            #expect(same.count == 3 && same[1] == nil)
            #expect(same[0]?.differing == [] && same[0]?.snapshot.crmID == customers[0])
            #expect(same[2]?.differing == [stage.fields.firstName])
            let orders = try await stage.connector.compare(
                [CRMExpectation(crmID: orderID, fields: order.fields, reading: [stage.fields.amount])],
                kind: .order
            )
            #expect(orders.first??.differing == [])
            let amount = orders.first??.snapshot.values[stage.fields.amount]
            #expect(MappedValue.decimal(20.1).isHeld(as: amount))
        }
    ]
}
