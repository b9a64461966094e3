import SyncModel
import Web

/// A record that a CRM is not to have, or to keep as it is, for people and programs.
struct LeftOutReport: Codable {
    var destination: String
    var store: String
    var kind: String
    var id: String
    /// An order's, such as `#1001`; of a person none.
    var name: String?
    var isGuest: Bool
    /// Why, as its last delivery told.
    var because: String?
}

extension LiveDesk {
    /// How many records are looked at for one page.
    private static let lookedAt = 5_000
    private static let step = 1_000

    /// Goes through the records by store, kind and id; a page ends once it is full, or once enough were looked at.
    func leftOut(_ destination: String, _ page: ListPage) async throws -> DeskAnswer {
        let name = try configuration.destination(named: destination).name
        var place = try Place(page.cursor, configuration.stores.map(\.name))
        var found: [AuditedRecord] = []
        var looked = 0
        while let (shop, kind) = place.current, found.count < page.limit, looked < Self.lookedAt {
            let records = try await store.audited(
                kind,
                of: shop,
                .behind(place.id, limit: Self.step),
                destinations: [name]
            )
            looked += Self.step
            guard !records.isEmpty else {
                place.goOn()
                continue
            }
            for record in records {
                place.id = record.stored.key.id
                guard let lane = record.lanes[name], record.unread == nil, lane.isLeftOut else { continue }
                found.append(record)
                if found.count == page.limit { break }
            }
        }
        let notes = try await store.lastNotes(of: found.map(\.stored.key), destination: name)
        var answer = try Self.json(found.map { Self.entry($0, at: name, notes[$0.stored.key]) })
        answer.next = place.current == nil ? nil : place.text
        return answer
    }

    private static func entry(_ record: AuditedRecord, at name: DestinationName, _ note: DeliveryNote?) -> LeftOutReport
    {
        let key = record.stored.key
        return LeftOutReport(
            destination: name.rawValue,
            store: key.store.rawValue,
            kind: key.kind.rawValue,
            id: key.externalID,
            name: key.kind == .order ? record.record.name : nil,
            isGuest: record.record.isGuest,
            because: note?.message.map { PersonalMask.text(MaskedWords.hiding(record.record, in: $0)) }
        )
    }

    /// How far a walk through all records has come.
    private struct Place {
        private var parts: [(StoreName, RecordKind)]
        private var number = 0
        var id = Int64.min

        init(_ cursor: String?, _ stores: [StoreName]) throws {
            parts = stores.flatMap { store in RecordKind.allCases.map { (store, $0) } }
            guard let cursor else { return }
            guard let number = Int(cursor.dropLast(Self.digits)), let bits = UInt64(cursor.suffix(Self.digits)),
                parts.indices.contains(number)
            else {
                throw DeskFailure(
                    .invalid,
                    "That part of the list does not exist: take the cursor that an answer gave."
                )
            }
            (self.number, id) = (number, Int64(bitPattern: bits))
        }

        var current: (StoreName, RecordKind)? { number < parts.count ? parts[number] : nil }
        /// Digits alone, as cursors are: the id, of which guests have negative ones, takes the last twenty.
        var text: String {
            let bits = String(UInt64(bitPattern: id))
            return "\(number)" + String(repeating: "0", count: Self.digits - bits.count) + bits
        }

        private static let digits = 20

        mutating func goOn() {
            number += 1
            id = .min
        }
    }
}
