import SyncModel

/// Finds people by address: Salesforce keeps any number of contacts with one, so that nobody is refused for it.
struct SalesforcePeople: Sendable {
    let client: SalesforceClient
    var origin = Origin.live

    private var object: SalesforceObject { client.settings.object(.customer) }

    /// Those who stand in the way of customers who are to be written for the first time, by the customer's place.
    func conflicts(
        _ items: [SalesforcePass.Fitted]
    ) async throws(SalesforceRefusal) -> [Int: IdentityConflict] {
        let field = client.settings.emailField
        let new = items.filter { $0.record.target == .externalID }
        let people = try await find(new.compactMap { EmailAddress.folded($0.values[field]?.plain) })
        guard !people.isEmpty else { return [:] }
        var conflicts: [Int: IdentityConflict] = [:]
        for item in new {
            let found = EmailAddress.folded(item.values[field]?.plain).flatMap { people[$0] } ?? []
            guard !found.isEmpty, !found.contains(where: { $0.externalID == item.record.externalID }) else { continue }
            conflicts[item.index] = IdentityConflict(
                candidates: found.map { CRMCandidate($0) }
            )
        }
        // Who has a record of their own by our id is written there, whoever shares the address.
        let own = try await owners(of: new.filter { conflicts[$0.index] != nil }.map(\.record.externalID))
        return conflicts.filter { index, _ in
            !new.contains { $0.index == index && own.contains($0.record.externalID) }
        }
    }

    /// People by folded address.
    func find(_ emails: [String]) async throws(SalesforceRefusal) -> [String: [CRMSnapshot]] {
        guard !emails.isEmpty, let idField = object.idField else { return [:] }
        let field = client.settings.emailField
        let rows = try await SalesforceReader(client: client, origin: origin)
            .someRows(of: object, where: field, in: emails, fields: [field, idField])
        var people: [String: [CRMSnapshot]] = [:]
        for row in rows {
            guard let address = EmailAddress.folded(row.text(field)),
                let person = CRMSnapshot(row, object, fields: [field])
            else { continue }
            people[address, default: []].append(person)
        }
        return people
    }

    private func owners(of ids: [String]) async throws(SalesforceRefusal) -> Set<String> {
        guard !ids.isEmpty, let idField = object.idField else { return [] }
        let rows = try await SalesforceReader(client: client, origin: origin)
            .rows(of: object, where: idField, in: ids, fields: [idField])
        return Set(rows.compactMap { $0.text(idField) })
    }
}
