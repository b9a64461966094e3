import SyncModel

/// Takes what is ours out of one record; a person also out of the account that we made for them, where orders keep their
/// totals.
struct SalesforceErasure: Sendable {
    let client: SalesforceClient

    /// What stands where Salesforce lets nothing be empty.
    static let blank = SalesforceValue.text("Redacted")

    func run(_ erasure: ContactErasure) async throws(DeliveryFault) -> ContactErasure.Outcome {
        do throws(SalesforceRefusal) {
            let object = client.settings.object(erasure.kind)
            guard erasure.kind == .customer else { return try await blank(erasure, object) ? .blanked : .absent }
            let removal = SalesforceRemoval(client: client)
            let account = try await removal.ownAccount(of: erasure.crmID)
            guard try await blank(erasure, object) else { return .absent }
            if let account { try await blank(account: account, erasure) }
            guard erasure.deletes else { return .blanked }
            // A deleted account would take its opportunities along, so that only a contact is deleted.
            guard object == .contact else { return .blanked }
            _ = try await removal.deleteOne(erasure.crmID, of: object)
            return .deleted
        } catch {
            throw error.fault
        }
    }

    /// Returns whether the record is there.
    private func blank(
        _ erasure: ContactErasure,
        _ object: SalesforceObject
    ) async throws(SalesforceRefusal) -> Bool {
        let names = erasure.fields.filter { !$0.hasPrefix(SalesforcePass.accountPrefix) }
        let end = try await write(names, to: erasure.crmID, of: object)
        switch end {
        case .written: return true
        case .gone: return false
        case .failed(let fault), .keyTaken(let fault): throw SalesforceRefusal(fault: fault)
        }
    }

    private func blank(account: String, _ erasure: ContactErasure) async throws(SalesforceRefusal) {
        let prefix = SalesforcePass.accountPrefix
        let names = erasure.fields.filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }
        // Where only our id is taken out, everything else stays as it is.
        let emptied = erasure.fields.isEmpty ? [] : names + ["Name"]
        if case .failed(let fault) = try await write(emptied, to: account, of: .account) {
            throw SalesforceRefusal(fault: fault)
        }
    }

    private func write(
        _ names: [String],
        to id: String,
        of object: SalesforceObject
    ) async throws(SalesforceRefusal) -> SalesforceEnd {
        let describe = try await client.org.describe(object, client)
        var values: [String: SalesforceValue] = [:]
        for name in Set(names + [object.idField].compactMap { $0 }) {
            guard let field = describe.field(name), field.updateable == true else { continue }
            if object.required.contains(name) {
                // An order's stage and day say nothing of a person, and cannot be empty.
                if object.kind == .customer { values[name] = Self.blank }
            } else if field.type == "boolean" {
                values[name] = false
            } else if field.nillable != false {
                values[name] = .null
            }
        }
        let write = SalesforceWrite(index: 0, endpoint: .update, id: id, origin: .history, values: values)
        var writer = SalesforceWriter(client: client, object: object)
        return await writer.run([write])[0] ?? .gone
    }
}
