extension InMemoryStore {
    package func refusals(destination: DestinationName?) -> [RefusalGroup] {
        struct Place: Hashable {
            var destination: DestinationName
            var kind: RecordKind
            var fields: [String]
        }
        let refused = lanes.values.filter {
            !$0.refused.isEmpty && (destination ?? $0.key.destination) == $0.key.destination
        }
        let groups = Dictionary(grouping: refused) {
            Place(destination: $0.key.destination, kind: $0.key.record.kind, fields: $0.refused.names)
        }
        .compactMap { place, lanes -> RefusalGroup? in
            let first = lanes.min {
                ($0.key.record.store.rawValue, $0.key.record.id) < ($1.key.record.store.rawValue, $1.key.record.id)
            }
            guard let first else { return nil }
            return RefusalGroup(
                destination: place.destination,
                kind: place.kind,
                fields: place.fields,
                count: lanes.count,
                example: first.key.record,
                message: (notes[first.key] ?? []).refusal(of: place.fields)
            )
        }
        .sorted { left, right in
            if left.count != right.count { return left.count > right.count }
            return (left.destination.rawValue, left.kind.rawValue, left.fields.joined(separator: "\n"))
                < (right.destination.rawValue, right.kind.rawValue, right.fields.joined(separator: "\n"))
        }
        return Array(groups.prefix(RefusalGroup.listed))
    }
}

extension [DeliveryNote] {
    /// What the CRM said last of these fields, and nothing that it said of others beside.
    package func refusal(of fields: [String]) -> String? {
        let words = fields.map { WriteWarning.leftOutWords($0.split(separator: " ").last.map(String.init) ?? $0) }
        for note in reversed() {
            let told = (note.message ?? "").split(separator: "; ").filter { part in
                words.contains { part.hasPrefix($0) || part.contains(": \($0)") }
            }
            if !told.isEmpty { return told.joined(separator: "; ") }
        }
        return nil
    }
}
