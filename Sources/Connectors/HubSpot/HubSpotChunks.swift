/// Splits writes into calls: one endpoint each, at most a hundred, and no id or address twice.
///
/// Pure.
enum HubSpotChunks {
    /// The most inputs that one object batch call takes.
    static let objectLimit = 100
    /// The most pairs that one association call takes.
    static let associationLimit = 2_000

    /// Writes that clash with an earlier one go to a later call than it; otherwise calls are filled in order.
    static func plan(_ writes: [HubSpotWrite]) -> [[HubSpotWrite]] {
        var chunks: [Chunk] = []
        for write in writes {
            let start = (chunks.lastIndex { $0.clashes(with: write) } ?? -1) + 1
            if let open = chunks[start...].firstIndex(where: { $0.takes(write) }) {
                chunks[open].add(write)
            } else {
                chunks.append(Chunk(write))
            }
        }
        return chunks.map(\.writes)
    }

    static func split<Element>(_ items: [Element], by size: Int) -> [[Element]] {
        stride(from: 0, to: items.count, by: size).map { Array(items[$0..<min($0 + size, items.count)]) }
    }

    static func halves<Element>(_ items: [Element]) -> [[Element]] {
        let middle = items.count / 2
        return [Array(items[..<middle]), Array(items[middle...])]
    }

    private struct Chunk {
        var writes: [HubSpotWrite] = []
        private let endpoint: HubSpotWrite.Endpoint
        private var ids: Set<String> = []
        private var emails: Set<String> = []

        init(_ write: HubSpotWrite) {
            endpoint = write.endpoint
            add(write)
        }

        func takes(_ write: HubSpotWrite) -> Bool { endpoint == write.endpoint && writes.count < objectLimit }

        func clashes(with write: HubSpotWrite) -> Bool {
            if let email = write.email, emails.contains(email) { return true }
            return endpoint == write.endpoint && ids.contains(write.id)
        }

        mutating func add(_ write: HubSpotWrite) {
            writes.append(write)
            ids.insert(write.id)
            if let email = write.email { emails.insert(email) }
        }
    }
}
