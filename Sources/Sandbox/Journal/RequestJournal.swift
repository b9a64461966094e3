/// What a simulated system was asked: the newest requests in full, all of them as counts.
package struct RequestJournal: Sendable {
    package struct Entry: Sendable {
        package let at: SandboxTime
        package let method: String
        package let path: String
        /// Nil where the connection was closed without an answer.
        package let status: Int?
        /// How many inputs a batch call had.
        package let inputs: Int
    }

    private static let operationLimit = 1_000

    private let limit: Int
    /// The newest requests, oldest first.
    package private(set) var entries: [Entry] = []
    /// Requests by method and path, ids and addresses left out.
    package private(set) var counts: [String: Int] = [:]
    /// Answers by status; 0 counts connections that were closed without one.
    package private(set) var statuses: [Int: Int] = [:]

    init(limit: Int) { self.limit = limit }

    package var total: Int { statuses.values.reduce(0, +) }

    mutating func add(_ entry: Entry, operation: String) {
        // Twice the limit before cutting, so that the cost of moving is spread over many requests.
        if entries.count >= limit * 2 { entries.removeFirst(entries.count - limit) }
        entries.append(entry)
        if counts[operation] != nil || counts.count < Self.operationLimit { counts[operation, default: 0] += 1 }
        statuses[entry.status ?? 0, default: 0] += 1
    }

    mutating func clear() {
        entries.removeAll()
        counts.removeAll()
        statuses.removeAll()
    }

    var json: SandboxJSON {
        [
            "total": .integer(total),
            "refusedByLimit": .integer(statuses[429] ?? 0),
            "statuses": .object(statuses.sorted { $0.key < $1.key }.map { .init(String($0.key), .integer($0.value)) }),
            "counts": .object(counts.sorted { $0.key < $1.key }.map { .init($0.key, .integer($0.value)) }),
            "requests": .array(
                entries.suffix(limit).map {
                    [
                        "at": .string($0.at.isoMilliseconds), "method": .string($0.method), "path": .string($0.path),
                        "status": $0.status.map { .integer($0) } ?? .null, "inputs": .integer($0.inputs),
                    ]
                }
            ),
        ]
    }
}
