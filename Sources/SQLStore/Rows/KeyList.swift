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

    /// Ids by group, each once, in ascending order: rows are then locked in one order by everyone.
    static func grouping(_ keys: some Sequence<RecordKey>) -> [(group: KeyGroup, ids: [Int64])] {
        Dictionary(grouping: Set(keys)) { KeyGroup(store: $0.store, kind: $0.kind) }
            .map { (group: $0.key, ids: $0.value.map(\.id).sorted()) }
            .sorted {
                ($0.group.store.rawValue, $0.group.kind.rawValue) < ($1.group.store.rawValue, $1.group.kind.rawValue)
            }
    }
}
