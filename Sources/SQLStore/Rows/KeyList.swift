import SyncModel

/// Keys for `IN (…)`, in portions.
///
/// The length of a list is rounded up to a power of two, its last key repeated, so that there are few distinct
/// statements to keep prepared.
struct KeyList: Sendable {
    /// Portions are at most this long; well below what any driver takes.
    static let longest = 512

    let placeholders: String
    let values: [SQLValue]

    static func portions(_ ids: [Int64]) -> [KeyList] {
        stride(from: 0, to: ids.count, by: longest).map { start in
            let part = ids[start..<min(start + longest, ids.count)]
            var length = 1
            while length < part.count { length *= 2 }
            var values = part.map { SQLValue.integer($0) }
            if let last = values.last {
                values.append(contentsOf: repeatElement(last, count: length - values.count))
            }
            return KeyList(placeholders: repeatElement("?", count: length).joined(separator: ", "), values: values)
        }
    }
}

/// Records of one store and kind.
struct KeyGroup: Sendable, Hashable {
    var store: StoreName
    var kind: RecordKind

    /// Store and kind, as statements take them.
    var values: [SQLValue] { [.text(store.rawValue), .text(kind.rawValue)] }

    func key(_ id: Int64) -> RecordKey { RecordKey(store: store, kind: kind, id: id) }

    /// Ids by group, each once, in ascending order: rows are then locked in one order by everyone.
    static func grouping(_ keys: some Sequence<RecordKey>) -> [(group: KeyGroup, ids: [Int64])] {
        Dictionary(grouping: Set(keys)) { KeyGroup(store: $0.store, kind: $0.kind) }
            .map { (group: $0.key, ids: $0.value.map(\.id).sorted()) }
            .sorted {
                ($0.group.store.rawValue, $0.group.kind.rawValue) < ($1.group.store.rawValue, $1.group.kind.rawValue)
            }
    }
}

extension SQLSession {
    /// Looks many records up, as few of them at a time as a statement takes, and hands over every row that is found.
    ///
    /// - Parameters:
    ///   - keys: any number, in any order.
    ///   - statement: the text and its values, for some ids of one group.
    ///   - body: what is done with a row.
    /// - Throws: what the session and `body` throw.
    func forEachRow(
        of keys: some Sequence<RecordKey>,
        _ statement: (KeyGroup, KeyList) -> (text: String, values: [SQLValue]),
        _ body: (KeyGroup, SQLRow) throws -> Void
    ) throws {
        for (group, ids) in KeyGroup.grouping(keys) {
            for portion in KeyList.portions(ids) {
                let (text, values) = statement(group, portion)
                for row in try query(text, values) { try body(group, row) }
            }
        }
    }
}
