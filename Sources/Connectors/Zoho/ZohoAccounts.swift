import Outbound
import SyncModel

/// Finds, or makes, the accounts that records name: a lookup takes an id, a mapping says a name.
struct ZohoAccounts: Sendable {
    static let field = "Account_Name"

    let client: ZohoClient
    /// What names them, which is what stops where accounts may not be made.
    let kind: RecordKind

    /// The writes with ids in place of names; those whose account could not be had have an outcome instead.
    func resolve(_ writes: [ZohoWrite], _ outcomes: inout [Int: UpsertOutcome]) async -> [ZohoWrite] {
        var wanted: Set<String> = []
        for write in writes {
            if let name = Self.name(write), await client.account.account(named: name) == nil { wanted.insert(name) }
        }
        var faults: [String: DeliveryFault] = [:]
        for chunk in ZohoReader.split(wanted.sorted(), by: ZohoWriter.liveChunk) {
            faults.merge(await make(chunk)) { first, _ in first }
        }
        var ready: [ZohoWrite] = []
        for var write in writes {
            guard let name = Self.name(write) else {
                ready.append(write)
                continue
            }
            if let id = await client.account.account(named: name) {
                write.values[Self.field] = .object(["id": .string(id)])
                ready.append(write)
            } else {
                let fault =
                    faults[name]
                    ?? DeliveryFault(
                        .invalidValue,
                        .park,
                        message: "the account could not be made",
                        fields: [Self.field]
                    )
                outcomes[write.index] = .failed(fault)
            }
        }
        return ready
    }

    static func name(_ write: ZohoWrite) -> String? {
        guard let name = write.values[field]?["name"]?.string, !name.isEmpty else { return nil }
        return name
    }

    /// Makes what is not there, by Zoho's own check of the name; tells the faults by name.
    private func make(_ names: [String]) async -> [String: DeliveryFault] {
        let call = ZohoClient.Call(
            method: .post,
            path: "/Accounts/upsert",
            body: [
                "data": .array(names.map { .object([Self.field: .string($0)]) }),
                "duplicate_check_fields": [.string(Self.field)], "trigger": [],
            ],
            kind: kind,
            count: names.count,
            isWrite: true
        )
        do throws(ZohoRefusal) {
            let items = ZohoItem.all(in: try await client.answer(call) ?? .null)
            var faults: [String: DeliveryFault] = [:]
            for (index, name) in names.enumerated() {
                let item = items.count == names.count ? items[index] : nil
                switch ZohoNeighbour(item, module: .accounts(for: kind), idField: Self.field) {
                case .there(let id): await client.account.keep(account: id, named: name)
                case .refused(var fault):
                    fault.message = "the account was not made: \(fault.message)"
                    fault.fields = [Self.field]
                    faults[name] = fault
                }
            }
            return faults
        } catch {
            let fault = error.fault.untried
            return Dictionary(uniqueKeysWithValues: names.map { ($0, fault) })
        }
    }
}
