/// What is read of a store beyond what every read brings: only what a mapping names.
package struct ReadDemand: Sendable, Hashable {
    /// By kind of record, each once and in a fixed order.
    package private(set) var metafields: [RecordKind: [MetafieldName]] = [:]

    package init(metafields: [RecordKind: Set<MetafieldName>] = [:]) {
        for (kind, names) in metafields { add(names, of: kind) }
    }

    /// Takes more in; each mapping names at most ``Metafield/maximumCount`` of a kind.
    package mutating func add(_ names: some Sequence<MetafieldName>, of kind: RecordKind) {
        let all = Set(metafields[kind] ?? []).union(names)
        guard !all.isEmpty else { return }
        metafields[kind] = all.sorted()
    }

    /// Whether webhooks lack something that is wanted of this kind of record.
    package func exceedsWebhooks(_ kind: RecordKind) -> Bool { !(metafields[kind] ?? []).isEmpty }
}
