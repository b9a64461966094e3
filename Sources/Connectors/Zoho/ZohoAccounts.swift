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
        let held = await have(Set(writes.compactMap(Self.name)))
        var ready: [ZohoWrite] = []
        for var write in writes {
            guard let name = Self.name(write) else {
                ready.append(write)
                continue
            }
            let key = Self.key(name)
            if let id = held.ids[key] {
                write.values[Self.field] = .object(["id": .string(id)])
                ready.append(write)
            } else {
                outcomes[write.index] = .failed(held.fault(key, "the account", fields: [Self.field]))
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

    /// The accounts of these names, known, found or made, and the faults, by key.
    ///
    /// One pass after the other: two that met the same new name at once would make two accounts of it.
    private func have(_ names: Set<String>) async -> ZohoNeighbours {
        var held = ZohoNeighbours(ids: await known(names))
        guard !Self.open(names, held).isEmpty else { return held }
        await client.account.accountsTurn.take()
        // Another pass may have made some of them meanwhile.
        held.ids.merge(await known(Set(Self.open(names, held)))) { _, new in new }
        for chunk in ZohoReader.split(Self.open(names, held), by: ZohoReader.idLimit) {
            do throws(ZohoRefusal) {
                held.ids.merge(try await find(chunk)) { _, new in new }
                for part in ZohoReader.split(Self.open(Set(chunk), held), by: ZohoWriter.liveChunk) {
                    held.merge(await make(part))
                }
            } catch {
                for name in chunk { held.faults[Self.key(name)] = error.fault.untried }
            }
        }
        await client.account.accountsTurn.give()
        return held
    }

    /// The ids that are kept, by key.
    private func known(_ names: Set<String>) async -> [String: String] {
        var ids: [String: String] = [:]
        for name in names.sorted() where ids[Self.key(name)] == nil {
            ids[Self.key(name)] = await client.account.account(named: name)
        }
        return ids
    }

    /// One name of each account whose id is yet to be had.
    private static func open(_ names: Set<String>, _ held: ZohoNeighbours) -> [String] {
        var open: [String: String] = [:]
        for name in names.sorted() where open[key(name)] == nil && held.ids[key(name)] == nil { open[key(name)] = name }
        return open.values.sorted()
    }

    /// The accounts that are there, by key; of several with one name the oldest, so that it is always the same.
    ///
    /// An upsert would find one too, but write its name anew as it is spelled here, and refuse where there are several.
    private func find(_ names: [String]) async throws(ZohoRefusal) -> [String: String] {
        let found = try await ZohoReader(client: client, module: .accounts(for: kind))
            .find(Self.field, names, names: [Self.field])
        var ids: [String: String] = [:]
        // Ids grow, and the older ones may have fewer digits.
        for record in found.sorted(by: { ($0.id.utf8.count, $0.id) > ($1.id.utf8.count, $1.id) }) {
            guard let name = record.values[Self.field]?.string else { continue }
            ids[Self.key(name)] = record.id
            await client.account.keep(account: record.id, named: name)
        }
        return ids
    }

    /// Makes what is not there, by Zoho's own check of the name.
    private func make(_ names: [String]) async -> ZohoNeighbours {
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
        var made = ZohoNeighbours()
        do throws(ZohoRefusal) {
            let items = ZohoItem.all(in: try await client.answer(call) ?? .null)
            for (index, name) in names.enumerated() {
                let item = items.count == names.count ? items[index] : nil
                switch ZohoNeighbour(item, module: .accounts(for: kind), idField: Self.field) {
                case .there(let id):
                    made.ids[Self.key(name)] = id
                    await client.account.keep(account: id, named: name)
                case .refused(var fault):
                    fault.message = "the account was not made: \(fault.message)"
                    fault.fields = [Self.field]
                    made.faults[Self.key(name)] = fault
                }
            }
        } catch {
            for name in names { made.faults[Self.key(name)] = error.fault.untried }
        }
        return made
    }
}
