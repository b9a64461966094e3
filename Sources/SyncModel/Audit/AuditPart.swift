/// What one part of an audit has found, kept with its slice.
package struct AuditPart: Sendable, Hashable, Codable {
    package var report: AuditReport
    /// The ids that Shopify gave for the slice's window, so that what it did not give is found among ours.
    package var seen: SeenIDs

    package init(report: AuditReport = AuditReport(), seen: SeenIDs = SeenIDs()) {
        self.report = report
        self.seen = seen
    }
}

/// Ids in a small space: ascending, stored by the steps from one to the next.
package struct SeenIDs: Sendable, Hashable, Codable {
    private var ids: [Int64]

    package init(_ ids: some Sequence<Int64> = []) {
        self.ids = Set(ids).sorted()
    }

    package var count: Int { ids.count }

    package func contains(_ id: Int64) -> Bool {
        var low = 0
        var high = ids.count
        while low < high {
            let middle = (low + high) / 2
            if ids[middle] < id { low = middle + 1 } else { high = middle }
        }
        return low < ids.count && ids[low] == id
    }

    package init(from decoder: any Decoder) throws {
        let steps = try decoder.singleValueContainer().decode([Int64].self)
        var last: Int64 = 0
        ids = steps.map { step in
            last &+= step
            return last
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(zip(ids, [0] + ids).map { $0 &- $1 })
    }
}
