import Outbound
import SyncModel

/// Takes records out that are no more in Shopify; they go to Salesforce's recycle bin.
struct SalesforceRemoval: Sendable {
    let client: SalesforceClient

    /// Of a contact's account of ours nothing is left where nothing else hangs on it: with it, its opportunities would go.
    func remove(_ removal: CRMRemoval) async throws(DeliveryFault) -> Bool {
        do throws(SalesforceRefusal) {
            let object = client.settings.object(removal.kind)
            try await SalesforceLeftovers(client: client).end(of: object)
            let account = object == .contact ? try await ownAccount(of: removal.crmID) : nil
            guard try await deleteOne(removal.crmID, of: object) else { return false }
            if let account, try await isEmpty(account) { _ = try await deleteOne(account, of: .account) }
            return true
        } catch {
            throw error.fault
        }
    }

    func deleteOne(_ id: String, of object: SalesforceObject) async throws(SalesforceRefusal) -> Bool {
        do throws(SalesforceRefusal) {
            _ = try await client.send(
                SalesforceClient.Call(
                    method: .delete,
                    path: "sobjects/\(object.name)/\(FormText.encode(id))",
                    object: object,
                    isWrite: true
                )
            )
            return true
        } catch {
            if error.status == 404 { return false }
            throw error
        }
    }

    /// Deletes records, of which it does not matter whether they are still there.
    ///
    /// - Returns: Why some of them are still there, by id.
    func delete(
        _ ids: [String],
        of object: SalesforceObject,
        origin: Origin
    ) async throws(SalesforceRefusal) -> [String: DeliveryFault] {
        var kept: [String: DeliveryFault] = [:]
        for start in stride(from: 0, to: ids.count, by: SalesforceOrg.largestChunk) {
            let chunk = ids[start..<min(start + SalesforceOrg.largestChunk, ids.count)]
            let rows = try await client.answer(
                SalesforceClient.Call(
                    method: .delete,
                    path: "composite/sobjects?ids=\(chunk.joined(separator: ","))&allOrNone=false",
                    origin: origin,
                    object: object,
                    count: chunk.count,
                    isWrite: true
                ),
                as: [SalesforceRow].self
            )
            for (place, id) in chunk.enumerated() {
                guard place < rows.count else {
                    kept[id] = DeliveryFault(
                        .unreadable,
                        .retry,
                        message: "Salesforce answered \(rows.count) rows for \(chunk.count) records",
                        mayBeWritten: true
                    )
                    continue
                }
                guard !rows[place].success else { continue }
                switch SalesforceVerdict(rows[place].errors, object: object) {
                case .gone: break
                case .passing(let fault), .tooMuch(let fault), .keyTaken(let fault), .alike(let fault),
                    .refusedValues(_, let fault), .fault(let fault):
                    kept[id] = fault
                }
            }
        }
        return kept
    }

    /// The account that we made for a contact; `nil` where it has none or another's.
    func ownAccount(of contact: String) async throws(SalesforceRefusal) -> String? {
        guard client.settings.customerObject == .contactAccount else { return nil }
        let field = SalesforceObject.account.idField ?? ""
        let rows = try await SalesforceReader(client: client).rows(
            of: .contact,
            where: "Id",
            in: [contact],
            fields: ["AccountId", "Account.\(field)"]
        )
        guard let row = rows.first, row.text("Account.\(field)") != nil else { return nil }
        return row.text("AccountId")
    }

    private func isEmpty(_ account: String) async throws(SalesforceRefusal) -> Bool {
        let reader = SalesforceReader(client: client)
        for object in [SalesforceObject.contact, client.settings.object(.order)] {
            let soql = "SELECT Id FROM \(object.name) WHERE AccountId = \(SalesforceText.quoted(account)) LIMIT 1"
            guard try await reader.query(soql, of: object).isEmpty else { return false }
        }
        return true
    }
}
