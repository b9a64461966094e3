import SyncModel

/// Takes stored deliveries up once more, page by page, oldest first.
struct ReceiptReplay: Sendable {
    struct Outcome: Sendable {
        var report = ReplayReport()
        var isInterrupted = false
    }

    let store: any SyncStore
    let decoder: any ReceiptDecoder
    let routing: RoutingTable
    let filter: ReplayFilter
    /// Only these; all where `nil`.
    var destinations: Set<DestinationName>?
    let clock: any WallClock

    /// Deliveries of one transaction: a running server writes in between.
    static let size = 100

    /// How many deliveries are meant, without doing anything.
    func count() async throws -> Int {
        var count = 0
        try await forEachPage { page in count += page.count }
        return count
    }

    /// Takes all of them up; `told` hears of the report so far after each page.
    func run(_ told: (ReplayReport) -> Void = { _ in }) async throws -> Outcome {
        var outcome = Outcome()
        try await forEachPage { page in
            let unread = page.compactMap(\.unread)
            outcome.report.unread.add(UnreadRows(unread))
            let batch = page.filter { $0.unread == nil }.map { stored in
                ReplayedReceipt(
                    number: stored.number,
                    formerState: stored.state,
                    decoded: DecodedReceipt(receipt: stored.receipt, content: decoder.decode(stored.receipt))
                )
            }
            outcome.report.add(
                try await store.replay(batch, routing: routing, destinations: destinations, now: clock.now)
            )
            told(outcome.report)
        }
        outcome.isInterrupted = Task.isCancelled
        return outcome
    }

    private func forEachPage(_ body: ([StoredReceipt]) async throws -> Void) async throws {
        var last: Int64 = 0
        while !Task.isCancelled {
            let page = try await store.receipts(filter, after: last, limit: Self.size)
            guard let end = page.last else { return }
            try await body(page)
            last = end.number
            guard page.count == Self.size else { return }
        }
    }
}
