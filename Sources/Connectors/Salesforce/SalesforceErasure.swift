import SyncModel

/// Takes what is ours out of one record; a person also out of the account that we made for them, where orders keep their
/// totals.
struct SalesforceErasure: Sendable {
    let client: SalesforceClient

    /// What stands where Salesforce lets nothing be empty.
    static let blank = SalesforceValue.text("Redacted")

    /// What stood in the way of emptying, and of which fields.
    private struct Leftover {
        var fault: DeliveryFault
        var fields: [String]
    }

    /// Empties and, where asked, deletes; a refusal to empty a contact does not keep it from being deleted.
    ///
    /// - Throws: What Salesforce refused, with the fields that still hold what was to go.
    func run(_ erasure: ContactErasure) async throws(DeliveryFault) -> ContactErasure.Outcome {
        do throws(SalesforceRefusal) {
            let object = client.settings.object(erasure.kind)
            let removal = SalesforceRemoval(client: client)
            let account = erasure.kind == .customer ? try await removal.ownAccount(of: erasure.crmID) : nil
            let names = erasure.fields.filter { !$0.hasPrefix(SalesforcePass.accountPrefix) }
            var left: [Leftover] = []
            guard try await empty(names, of: erasure.crmID, object, &left) else { return .absent }
            // The contact leads to its account: while that still names the person, the contact stays too.
            if let account {
                var ofAccount: [Leftover] = []
                try await empty(account: account, erasure, &ofAccount)
                if !ofAccount.isEmpty { throw Self.refusal(ofAccount, .account, account) }
            }
            // A deleted account would take its opportunities along, so that only a contact is deleted.
            if erasure.kind == .customer, erasure.deletes, object == .contact {
                _ = try await removal.deleteOne(erasure.crmID, of: object)
                return .deleted
            }
            if !left.isEmpty { throw Self.refusal(left, object, erasure.crmID) }
            return .blanked
        } catch {
            throw error.fault
        }
    }

    private static func refusal(_ left: [Leftover], _ object: SalesforceObject, _ id: String) -> SalesforceRefusal {
        let fields = left.flatMap(\.fields)
        return SalesforceRefusal(
            fault: DeliveryFault(
                left.first?.fault.code ?? .refused,
                .park,
                message: "\(object.name) \(id) still holds \(fields.joined(separator: ", ")): "
                    + (left.first?.fault.message ?? "Salesforce gave no reason"),
                fields: fields
            )
        )
    }

    private func empty(
        account: String,
        _ erasure: ContactErasure,
        _ left: inout [Leftover]
    ) async throws(SalesforceRefusal) {
        let prefix = SalesforcePass.accountPrefix
        let names = erasure.fields.filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }
        // Where only our id is taken out, everything else stays as it is.
        _ = try await empty(erasure.fields.isEmpty ? [] : names + ["Name"], of: account, .account, &left)
    }

    /// Empties what can be: all fields at once, and one by one where that is refused.
    ///
    /// Returns whether the record is there.
    private func empty(
        _ names: [String],
        of id: String,
        _ object: SalesforceObject,
        _ left: inout [Leftover]
    ) async throws(SalesforceRefusal) -> Bool {
        let values = try await blanks(names, object)
        let whole = try await end(of: values, id, object)
        guard case .failed(let fault) = whole else { return !whole.isGone }
        guard fault.disposition == .park, values.count > 1 else {
            guard fault.disposition == .park else { throw SalesforceRefusal(fault: fault) }
            left.append(Leftover(fault: fault, fields: values.keys.sorted()))
            return true
        }
        for (name, value) in values.sorted(by: { $0.key < $1.key }) {
            let one = try await end(of: [name: value], id, object)
            if one.isGone { return false }
            guard case .failed(let fault) = one else { continue }
            guard fault.disposition == .park else { throw SalesforceRefusal(fault: fault) }
            left.append(Leftover(fault: fault, fields: [name]))
        }
        return true
    }

    private func end(
        of values: [String: SalesforceValue],
        _ id: String,
        _ object: SalesforceObject
    ) async throws(SalesforceRefusal) -> SalesforceEnd {
        var write = SalesforceWrite(index: 0, endpoint: .update, id: id, origin: .history, values: values)
        // A value that was left out would still be there.
        write.wasMended = true
        var writer = SalesforceWriter(client: client, object: object)
        let end = await writer.run([write])[0] ?? .gone
        if case .keyTaken(let fault) = end { return .failed(fault) }
        return end
    }

    private func blanks(
        _ names: [String],
        _ object: SalesforceObject
    ) async throws(SalesforceRefusal) -> [String: SalesforceValue] {
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
        return values
    }
}

extension SalesforceEnd {
    fileprivate var isGone: Bool { if case .gone = self { true } else { false } }
}
