package import SyncModel

extension SQLStore {
    package func overview() async throws -> StoreOverview {
        try await database.read { session in
            let receipts = try session.query("SELECT state, total FROM receipt_tallies WHERE total > 0", [])
            let stores = try session.query(
                "SELECT store, customers, orders, last_receipt_at FROM store_tallies ORDER BY store",
                []
            )
            let unread = try session.query(Self.hydrationCounts, [])
            return StoreOverview(
                receipts: Dictionary(
                    uniqueKeysWithValues: try receipts.map {
                        (try $0.name(0, of: ReceiptState.self), Int(try $0.integer(1)))
                    }
                ),
                lanes: try laneCounts(in: session),
                refused: try refusalCounts(in: session),
                repeating: try repeatCounts(in: session),
                leftOut: try leftOutCounts(in: session),
                stores: try stores.map { row in
                    StoreOverview.StoreActivity(
                        store: StoreName(try row.text(0)),
                        customers: Int(try row.integer(1)),
                        orders: Int(try row.integer(2)),
                        lastReceiptAt: try row.instantOrNil(3)
                    )
                },
                pauses: try pauses(in: session),
                hydrations: Dictionary(
                    uniqueKeysWithValues: try unread.map { (StoreName(try $0.text(0)), Int(try $0.integer(1))) }
                ),
                jobs: try jobs(JobFilter(isOpen: true), limit: StoreOverview.keptJobs, in: session),
                readPauses: try readPauses(in: session),
                troubles: try troubles(in: session)
            )
        }
    }

    /// Served by the index `records_unread` alone.
    package static let hydrationCounts =
        "SELECT store, count(*) FROM records WHERE needs_hydration = 1 GROUP BY store ORDER BY store"

    /// Served by the index `lanes_again` alone.
    package static let repeatCounts =
        "SELECT destination, count(*) FROM lanes WHERE state = 'clean' AND redeliver_at IS NOT NULL GROUP BY destination"

    private func repeatCounts(in session: any SQLSession) throws -> [DestinationName: Int] {
        Dictionary(
            uniqueKeysWithValues: try session.query(Self.repeatCounts, []).map {
                (DestinationName(try $0.text(0)), Int(try $0.integer(1)))
            }
        )
    }

    private func leftOutCounts(in session: any SQLSession) throws -> [DestinationName: Int] {
        let rows = try session.query(
            "SELECT destination, CAST(sum(total) AS BIGINT) FROM absent_tallies GROUP BY destination"
                + " HAVING sum(total) > 0",
            []
        )
        return Dictionary(
            uniqueKeysWithValues: try rows.map { (DestinationName(try $0.text(0)), Int(try $0.integer(1))) }
        )
    }

    /// Lanes by destination and state; clean ones are the rest of all, so that they need not be counted.
    private func laneCounts(in session: any SQLSession) throws -> [StoreOverview.LaneCount] {
        var counts: [DestinationName: [LaneState: StoreOverview.LaneCount]] = [:]
        let open = try session.query(
            "SELECT destination, state, count(*), min(dirty_since) FROM lanes WHERE state <> 'clean'"
                + " GROUP BY destination, state",
            []
        )
        for row in open {
            let count = StoreOverview.LaneCount(
                destination: DestinationName(try row.text(0)),
                state: try row.name(1, of: LaneState.self),
                count: Int(try row.integer(2)),
                oldest: try row.instantOrNil(3)
            )
            counts[count.destination, default: [:]][count.state] = count
        }
        for row in try session.query("SELECT destination, total FROM lane_tallies", []) {
            let destination = DestinationName(try row.text(0))
            let others = (counts[destination] ?? [:]).values.reduce(0) { $0 + $1.count }
            let clean = Int(try row.integer(1)) - others
            guard clean > 0 else { continue }
            counts[destination, default: [:]][.clean] = StoreOverview.LaneCount(
                destination: destination,
                state: .clean,
                count: clean,
                oldest: nil
            )
        }
        return counts.sorted { $0.key.rawValue < $1.key.rawValue }.flatMap { _, byState in
            LaneState.allCases.compactMap { byState[$0] }
        }
    }
}
