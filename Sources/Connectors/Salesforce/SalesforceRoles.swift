import SyncModel

/// Ties opportunities to contacts by contact roles.
///
/// A role sent twice would be two roles. A new opportunity has none; of others they are read first.
struct SalesforceRoles: Sendable {
    let client: SalesforceClient
    var origin = Origin.live

    private struct Wish {
        var index: Int
        var opportunity: String
        var contact: String
        var former: [String]
    }

    func associate(
        _ records: [CRMUpsert],
        _ parents: [String: SalesforceParent],
        _ outcomes: inout [Int: UpsertOutcome]
    ) async {
        // A person account is the opportunity's account: that says whose it is.
        guard client.settings.customerObject != .personAccount else { return }
        var fresh: [Wish] = []
        var known: [Wish] = []
        for (index, record) in records.enumerated() {
            guard let parent = record.parent, let contact = parents[parent]?.contact,
                case .written(let written) = outcomes[index]
            else { continue }
            let wish = Wish(
                index: index,
                opportunity: written.crmID,
                contact: contact,
                former: record.formerParents.filter { $0 != parent }
            )
            written.isNew ? fresh.append(wish) : known.append(wish)
        }
        do throws(SalesforceRefusal) {
            let roles = try await roles(of: known.map(\.opportunity))
            var writes = fresh.map(creation)
            var surplus: [String: Int] = [:]
            for wish in known {
                let held = roles[wish.opportunity] ?? []
                var former = held.filter { role in role.text("ContactId").map(wish.former.contains) == true }
                if !held.contains(where: { $0.text("ContactId") == wish.contact }) {
                    writes.append(former.popLast().flatMap { moved($0, to: wish) } ?? creation(wish))
                }
                // A creation whose answer was lost may have taken effect after the next one: the same role twice.
                let same = held.filter { $0.text("ContactId") == wish.contact && $0.text("Role") == nil }
                for role in former + same.dropFirst() { if let id = role.text("Id") { surplus[id] = wish.index } }
            }
            var writer = SalesforceWriter(client: client, object: .contactRole)
            settle(await writer.run(writes), &outcomes)
            let kept = try await SalesforceRemoval(client: client)
                .delete(surplus.keys.sorted(), of: .contactRole, origin: origin)
            for (id, fault) in kept {
                if let index = surplus[id] { outcomes[index] = .failed(fault.afterTheOrder) }
            }
        } catch {
            for wish in fresh + known { outcomes[wish.index] = .failed(error.fault.afterTheOrder) }
        }
    }

    private func settle(_ ends: [Int: SalesforceEnd], _ outcomes: inout [Int: UpsertOutcome]) {
        for (index, end) in ends {
            guard case .failed(let fault) = end else { continue }
            if fault.fields == ["ContactId"] || fault.code == .gone, case .written(var written) = outcomes[index] {
                written.lacksParent = true
                written.warnings.append("the customer's contact is not in Salesforce any more")
                outcomes[index] = .written(written)
            } else {
                outcomes[index] = .failed(fault.afterTheOrder)
            }
        }
    }

    private func roles(of opportunities: [String]) async throws(SalesforceRefusal) -> [String: [SalesforceValue]] {
        guard !opportunities.isEmpty else { return [:] }
        let rows = try await SalesforceReader(client: client, origin: origin).rows(
            of: .contactRole,
            where: "OpportunityId",
            in: opportunities,
            fields: ["OpportunityId", "ContactId", "IsPrimary", "Role"]
        )
        return Dictionary(grouping: rows) { $0.text("OpportunityId") ?? "" }
    }

    private func creation(_ wish: Wish) -> SalesforceWrite {
        SalesforceWrite(
            index: wish.index,
            endpoint: .create,
            origin: origin,
            values: [
                "OpportunityId": .text(wish.opportunity), "ContactId": .text(wish.contact), "IsPrimary": true,
            ]
        )
    }

    private func moved(_ role: SalesforceValue, to wish: Wish) -> SalesforceWrite? {
        role.text("Id").map {
            SalesforceWrite(
                index: wish.index,
                endpoint: .update,
                id: $0,
                origin: origin,
                values: ["ContactId": .text(wish.contact), "IsPrimary": true]
            )
        }
    }
}
