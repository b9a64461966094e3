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
        let faults = await have(Set(writes.compactMap(Self.name)))
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
                    faults[Self.key(name)]
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

    /// Zoho takes names for the same whatever their case.
    static func key(_ name: String) -> String { name.lowercased() }

    /// Sees to it that accounts of these names are known, found or made; tells the faults by key.
    ///
    /// One pass after the other: two that met the same new name at once would make two accounts of it.
    private func have(_ names: Set<String>) async -> [String: DeliveryFault] {
        guard await !unknown(names).isEmpty else { return [:] }
        await client.account.accountsTurn.take()
        var faults: [String: DeliveryFault] = [:]
        // Another pass may have made some of them meanwhile.
        for chunk in ZohoReader.split(await unknown(names), by: ZohoReader.idLimit) {
            do throws(ZohoRefusal) {
                try await find(chunk)
                for part in ZohoReader.split(await unknown(Set(chunk)), by: ZohoWriter.liveChunk) {
                    faults.merge(await make(part)) { first, _ in first }
                }
            } catch {
                for name in chunk { faults[Self.key(name)] = error.fault.untried }
            }
        }
        await client.account.accountsTurn.give()
        return faults
    }

    /// One name of each account that is not known yet.
    private func unknown(_ names: Set<String>) async -> [String] {
        var unknown: [String: String] = [:]
        for name in names.sorted() where unknown[Self.key(name)] == nil {
            if await client.account.account(named: name) == nil { unknown[Self.key(name)] = name }
        }
        return unknown.values.sorted()
    }

    /// Remembers the accounts that are there; of several with one name the oldest, so that it is always the same.
    ///
    /// An upsert would find one too, but write its name anew as it is spelled here, and refuse where there are several.
    private func find(_ names: [String]) async throws(ZohoRefusal) {
        let found = try await ZohoReader(client: client, module: .accounts(for: kind))
            .find(Self.field, names, names: [Self.field])
        // Ids grow, and the older ones may have fewer digits.
        for record in found.sorted(by: { ($0.id.utf8.count, $0.id) > ($1.id.utf8.count, $1.id) }) {
            guard let name = record.values[Self.field]?.string else { continue }
            await client.account.keep(account: record.id, named: name)
        }
    }

    /// Makes what is not there, by Zoho's own check of the name; tells the faults by key.
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
                    faults[Self.key(name)] = fault
                }
            }
            return faults
        } catch {
            let fault = error.fault.untried
            return Dictionary(uniqueKeysWithValues: names.map { (Self.key($0), fault) })
        }
    }
}
