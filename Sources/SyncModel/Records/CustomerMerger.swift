/// Into which other customer of the shop one was merged.
package struct CustomerMerger: Sendable, Hashable, Codable {
    /// The customer that was kept.
    package var survivor: Int64
    package var at: Instant

    package init(survivor: Int64, at: Instant) {
        self.survivor = survivor
        self.at = at
    }

    /// The newer one; of two at one instant the greater id, only so that every order of arrival ends the same.
    package func merged(with other: CustomerMerger) -> CustomerMerger {
        if at != other.at { return at > other.at ? self : other }
        return survivor >= other.survivor ? self : other
    }
}

extension CustomerRecord {
    /// The customer that this one was merged into; `nil` for one that was not, or was seen alive since.
    package var survivorID: Int64? { life.isDeleted ? merger?.survivor : nil }
}

extension SyncRecord {
    /// For a customer: the one that it was merged into in Shopify.
    package var survivorID: Int64? {
        guard case .customer(let record) = self else { return nil }
        return record.survivorID
    }
}

extension StoredRecord {
    /// For a customer: the key of the one that it was merged into in Shopify.
    package var survivorKey: RecordKey? {
        record.survivorID.map { RecordKey(store: key.store, kind: .customer, id: $0) }
    }
}

extension [RecordKey: StoredRecord] {
    /// Who is left of a customer after all mergers known here; stops at the first that is not known.
    package func survivor(of key: RecordKey) -> RecordKey {
        var current = key
        var passed: Set<RecordKey> = [key]
        while let next = self[current]?.survivorKey, passed.count <= CustomerMerger.longestChain,
            passed.insert(next).inserted
        {
            current = next
        }
        return current
    }

    /// Those whom the given ones were merged into and who are still to be loaded.
    package func unknownSurvivors(of keys: some Sequence<RecordKey>) -> Set<RecordKey> {
        Set(keys.map(survivor)).filter { self[$0] == nil }
    }
}

extension CustomerMerger {
    /// How many mergers in a row are followed: longer chains are cut, and circles end.
    package static let longestChain = 8

    /// Of how many mergers into one person are looked after when their data is asked for.
    package static let mostPredecessors = 1_000
}

extension RecordStore {
    /// All who became this customer by mergers, themselves merged from others or not; at most 1,000.
    package func predecessors(of key: RecordKey) async throws -> [RecordKey] {
        var found: [RecordKey] = []
        var seen: Set<RecordKey> = [key]
        var asked = [key]
        while let next = asked.popLast(), found.count < CustomerMerger.mostPredecessors {
            // Guests, whose ids are negative, are among them.
            var last = Int64.min
            while true {
                let page = try await merged(into: next, after: last, limit: 100)
                let new = page.filter { seen.insert($0).inserted }
                found += new
                asked += new
                guard let end = page.last, page.count == 100 else { break }
                last = end.id
            }
        }
        return found
    }

    /// Who is left of a customer after all mergers in Shopify.
    package func survivor(of key: RecordKey) async throws -> RecordKey {
        var known = try await records([key])
        var asked: Set<RecordKey> = [key]
        while true {
            let next = known.survivor(of: key)
            guard known[next] == nil, asked.insert(next).inserted else { return next }
            try await known.merge(records([next])) { first, _ in first }
        }
    }
}
