/// A customer's tags: the newest whole list, and single additions and removals that are newer than it.
///
/// The tag topics tell only what changed. Each tag is decided by the newest that speaks of it, so deltas and whole
/// lists may arrive in any order.
package struct TagSet: Sendable, Hashable, RecordPart {
    /// Shopify keeps at most 250 tags; twice that bounds what additions and removals can pile up.
    private static let maximumChanges = 500

    private struct Change: Sendable, Hashable, Codable, StoredValue {
        var version: SourceVersion
        var isPresent: Bool

        func write(to json: inout StoredJSON) {
            json.object {
                $0.member("version", version)
                $0.member("isPresent", isPresent)
            }
        }

        func wins(over other: Change) -> Bool {
            version == other.version ? isPresent || !other.isPresent : version > other.version
        }
    }

    private var list: [String]?
    private var listVersion: SourceVersion?
    private var changes: [String: Change]?

    package init() {}

    /// A whole list, as an Admin read gives it.
    package init(list: [String], version: SourceVersion) {
        self.list = list
        listVersion = version
    }

    /// Some tags added or removed, as `customer.tags_added` and `customer.tags_removed` tell.
    package init(changed tags: [String], isPresent: Bool, version: SourceVersion) {
        let changes = Dictionary(tags.map { ($0, Change(version: version, isPresent: isPresent)) }) { first, _ in first
        }
        self.changes = Self.bounded(changes)
    }

    /// Whether nothing at all is known, which is not the same as "no tags".
    package var isUnknown: Bool { list == nil && (changes ?? [:]).isEmpty }

    /// The tags, sorted; `nil` while nothing is known.
    package var current: [String]? {
        guard !isUnknown else { return nil }
        var result = Set(list ?? [])
        for (tag, change) in changes ?? [:] {
            if change.isPresent { result.insert(tag) } else { result.remove(tag) }
        }
        return result.sorted()
    }

    package func merged(with other: TagSet) -> TagSet {
        var result = TagSet()
        if let mine = listVersion, other.listVersion.map({ $0 <= mine }) ?? true {
            (result.list, result.listVersion) = (list, mine)
        } else {
            (result.list, result.listVersion) = (other.list, other.listVersion)
        }
        var merged = changes ?? [:]
        for (tag, change) in other.changes ?? [:] {
            if let known = merged[tag], known.wins(over: change) { continue }
            merged[tag] = change
        }
        if let base = result.listVersion {
            merged = merged.filter { $0.value.version > base }
        }
        result.changes = Self.bounded(merged)
        return result
    }

    /// The newest changes within the limit; `nil` for none.
    private static func bounded(_ changes: [String: Change]) -> [String: Change]? {
        guard !changes.isEmpty else { return nil }
        guard changes.count > maximumChanges else { return changes }
        let newest = changes.sorted { ($0.value.version, $0.key) > ($1.value.version, $1.key) }
        return Dictionary(uniqueKeysWithValues: newest.prefix(maximumChanges).map { ($0.key, $0.value) })
    }
}

extension TagSet: StoredValue {
    package func write(to json: inout StoredJSON) {
        json.object { json in
            json.member("list", list)
            json.member("listVersion", listVersion)
            guard let changes else { return }
            json.member("changes") { json in
                for (tag, change) in changes { json.member(named: tag, change) }
            }
        }
    }
}
