import Logging
import SyncModel

/// Brings all records of a range of time into the store: counts, cuts into slices, and reads some of them at once.
struct BackfillRun: Sendable {
    let run: JobRun
    let spec: BackfillSpec

    private var owned: OwnedStore { run.owned }
    private var store: any SyncStore { run.owned.store }

    func perform() async throws -> JobEnd {
        if run.job.progress.plan == nil { try await plan() }
        let denied = try await run.denied()
        if spec.isDryRun { return JobRun.end(denied: denied) ?? .done }
        try await run.reopenFailed()
        try await readSlices()
        if let end = try await run.endOfFailed() { return end }
        if spec.kinds.contains(.order) { try await readBuyers() }
        try await raiseWatermarks(without: denied)
        return JobRun.end(denied: denied) ?? .done
    }

    private func plan() async throws {
        var slices: [JobSlice] = []
        var expected: [RecordKind: Int64] = [:]
        var denied: [RecordKind] = []
        for kind in spec.kinds {
            let limit = owned.route.limits.slice
            let cut = try await run.allowed(among: spec.kinds) { try await run.cut(kind, spec.window, limit: limit) }
            guard let found = cut else {
                denied.append(kind)
                continue
            }
            for slice in found {
                slices.append(
                    JobSlice(
                        job: run.job.id,
                        number: slices.count,
                        kind: kind,
                        method: .bulk,
                        window: slice.window,
                        expected: slice.count
                    )
                )
            }
            expected[kind] = found.reduce(0) { $0 + $1.count }
        }
        let calls = destinations.compactMap { name in
            owned.route.costs[name].map { (name, $0.calls(for: expected)) }
        }
        let seconds = calls.compactMap { name, calls in
            owned.route.costs[name]?.seconds(for: calls).map { (name, $0) }
        }
        try await run.store(
            run.checkpoint {
                $0.slices = slices
                $0.progress.slices = slices.count
                $0.progress.plan = JobProgress.Plan(
                    expected: expected,
                    calls: Dictionary(calls) { first, _ in first },
                    seconds: Dictionary(seconds) { first, _ in first },
                    denied: denied
                )
            }
        )
    }

    /// Destinations in which every record gets a lane.
    private var destinations: [DestinationName] { spec.destinations ?? owned.route.destinations }

    private func readSlices() async throws {
        let run = run
        let sink = MergingSink(run: run, completing: Set(destinations))
        let turns = SliceTurns(owned.route.limits)
        try await SlicePool(run: run, slots: turns.slots).work { slice in
            try await SliceRun(run: run, sink: sink, turns: turns).perform(slice)
        }
    }

    private static let buyersAtOnce = 250

    /// Reads the buyers whom the range does not bring: of an order's customer history tells the id alone, and without them
    /// the CRM's order would stay without its contact.
    private func readBuyers() async throws {
        var last: Int64 = 0
        while true {
            try await run.goOn()
            let ids = try await store.unknownBuyers(of: owned.route.name, after: last, limit: Self.buyersAtOnce)
            guard let end = ids.last else { return }
            do {
                let read = try await run.records(.customer, ids: ids)
                try await run.put(off: read.unreadable, .customer)
                var request = owned.request(read.records, origin: .history)
                request.completing = Set(destinations)
                try await run.merge(request, run.checkpoint { _ in })
            } catch let fault as ReadFault where fault.code == .accessDenied {
                // An app that may not read customers: its orders are there all the same.
                owned.logger.warning(
                    "The buyers of orders cannot be read; sluice doctor says what is missing",
                    metadata: ["job": "\(run.job.id)", "store": "\(owned.route.name)", "code": "\(fault.code)"]
                )
                return
            }
            last = end
        }
    }

    /// What was changed before the first operation began is known now, where all records were read.
    private func raiseWatermarks(without denied: [RecordKind]) async throws {
        guard spec.since == nil, spec.until == nil, let startedAt = run.job.startedAt else { return }
        for kind in spec.kinds where !denied.contains(kind) {
            var earliest = startedAt
            var last = -1
            while true {
                let page = try await store.slices(of: run.job.id, in: [.done], after: last, limit: 200)
                guard let end = page.last?.number else { break }
                last = end
                for slice in page where slice.kind == kind { earliest = min(earliest, slice.operationAt ?? earliest) }
            }
            let mark = Watermark(store: owned.route.name, kind: kind, at: earliest, from: .beginning)
            try await run.store(run.checkpoint { $0.watermark = mark })
        }
    }
}
