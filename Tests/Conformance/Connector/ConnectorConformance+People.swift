import SyncModel
import Testing

extension ConnectorConformance {
    static let people: [ConnectorCheck] = [
        ConnectorCheck("A person who was there before us is in conflict and not written; adopted, they carry our id.") {
            stage in
            let known = try await stage.add(person: "ada@example.com", name: "Her Own")
            let ada = stage.customer(1, email: "Ada@Example.com")
            let outcomes = try await stage.connector.upsert([ada, stage.customer(2)], kind: .customer)
            guard case .conflict(let conflict) = outcomes[0] else { throw UnexpectedOutcome(outcome: outcomes[0]) }
            #expect(conflict.candidates == [CRMCandidate(crmID: known)])
            guard case .written = outcomes[1] else { throw UnexpectedOutcome(outcome: outcomes[1]) }
            #expect(try await stage.value(stage.fields.firstName, of: known, kind: .customer) == "Her Own")
            let adoption = stage.customer(1, .adopt(known), only: [])
            #expect(try await stage.write(adoption, .customer).crmID == known)
            #expect(try await stage.connector.find(externalIDs: ["1"], kind: .customer)["1"]?.crmID == known)
            #expect(try await stage.value(stage.fields.firstName, of: known, kind: .customer) == "Her Own")
            #expect(try await stage.count(.customer) == 2)
        },
        ConnectorCheck("An adoption may be repeated.") { stage in
            let known = try await stage.add(person: "ada@example.com", name: "Her Own")
            for _ in 0..<2 {
                #expect(try await stage.write(stage.customer(1, .adopt(known), only: []), .customer).crmID == known)
            }
            #expect(try await stage.count(.customer) == 1)
        },
        ConnectorCheck("People are found by address in any spelling, with our id where they carry it.") { stage in
            let known = try await stage.add(person: "grace@example.com", name: "Grace")
            let own = try await stage.write(stage.customer(1, email: "ada@example.com"), .customer).crmID
            let found = try await stage.connector.find(
                emails: ["GRACE@example.com", "ada@example.com", "nobody@example.com"]
            )
            #expect(found["grace@example.com"]?.map(\.crmID) == [known])
            #expect(found["grace@example.com"]?.first?.externalID == nil)
            #expect(found["ada@example.com"]?.map(\.crmID) == [own])
            #expect(found["ada@example.com"]?.first?.externalID == "1")
            #expect(found["nobody@example.com"]?.isEmpty ?? true)
        },
        ConnectorCheck("The address of another customer's contact is in conflict and names that customer's id.") {
            stage in
            let first = try await stage.write(stage.customer(1, email: "ada@example.com"), .customer).crmID
            let outcomes = try await stage.connector.upsert(
                [stage.customer(2, email: "ada@example.com")],
                kind: .customer
            )
            guard case .conflict(let conflict) = outcomes[0] else { throw UnexpectedOutcome(outcome: outcomes[0]) }
            #expect(conflict.candidates == [CRMCandidate(crmID: first, externalID: "1")])
            #expect(try await stage.count(.customer) == 1)
        },
    ]

    static let associating: [ConnectorCheck] = [
        ConnectorCheck("An order belongs to its contact, and to the next one instead.") { stage in
            let ids = try await stage.write((1...2).map { stage.customer($0) }, .customer).map(\.crmID)
            let order = try await stage.write(stage.order(7, parent: ids[0]), .order).crmID
            #expect(try await stage.contacts(ofOrder: order) == [ids[0]])
            _ = try await stage.write(stage.order(7, .record(order), parent: ids[0]), .order)
            #expect(try await stage.contacts(ofOrder: order) == [ids[0]])
            _ = try await stage.write(
                stage.order(7, .record(order), parent: ids[1], formerParents: [ids[0]]),
                .order
            )
            #expect(try await stage.contacts(ofOrder: order) == [ids[1]])
        },
        ConnectorCheck("An order whose contact is gone arrives and says so.") { stage in
            let contact = try await stage.write(stage.customer(1), .customer).crmID
            try await stage.delete(contact, kind: .customer)
            let written = try await stage.write(stage.order(7, parent: contact), .order)
            #expect(written.lacksParent)
            #expect(try await stage.contacts(ofOrder: written.crmID).isEmpty)
        },
        ConnectorCheck("An order without a contact leaves what the CRM has.") { stage in
            let contact = try await stage.write(stage.customer(1), .customer).crmID
            let order = try await stage.write(stage.order(7, parent: contact), .order).crmID
            _ = try await stage.write(stage.order(7, .record(order)), .order)
            #expect(try await stage.contacts(ofOrder: order) == [contact])
        },
    ]
}
