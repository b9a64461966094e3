import Logging
import SyncModel

// Reading so that one record that cannot be read keeps no other from being read.
extension OwnedStore {
    /// Reads records by their ids; what spoils a call is found by halving.
    ///
    /// - Throws: ``ReadFault`` for what is no single record's, `JobStop`, what `goOn` throws.
    func records(
        _ kind: RecordKind,
        ids: [Int64],
        origin: Origin,
        _ goOn: () async throws -> Void = {}
    ) async throws -> RecordsRead {
        do {
            return try await reading(goOn, tries: Self.triesOfABatch) { () async throws(ReadFault) -> RecordsRead in
                try await route.reader.records(kind, ids: ids, origin: origin)
            }
        } catch let fault as ReadFault where fault.isOfTheBatch {
            guard ids.count > 1 else {
                return RecordsRead(
                    unreadable: ids.map { UnreadableRecord(id: $0, problem: fault.message) },
                    readAt: clock.now
                )
            }
            let middle = ids.count / 2
            var both = try await records(kind, ids: Array(ids[..<middle]), origin: origin, goOn)
            both.add(try await records(kind, ids: Array(ids[middle...]), origin: origin, goOn))
            return both
        }
    }

    /// Has records read, each by itself, when their turn comes.
    func askAgain(_ kind: RecordKind, _ ids: [Int64], at now: Instant) async throws {
        let reads = HydrationNeed(askedAt: now)
        let asked = ids.map { SyncRecord.trace(kind, $0, reads: reads) }
        _ = try await merge(request(asked, origin: .history))
    }
}

extension JobRun {
    func records(_ kind: RecordKind, ids: [Int64], origin: Origin = .history) async throws -> RecordsRead {
        try await owned.records(kind, ids: ids, origin: origin) { try await self.goOn() }
    }

    /// Reads a page; one that cannot be read as a whole is looked through by its ids.
    func page(_ kind: RecordKind, in window: ReadWindow, after cursor: PageCursor?) async throws -> RecordPage {
        do {
            return try await reading { () async throws(ReadFault) -> RecordPage in
                try await owned.route.reader.page(kind, in: window, after: cursor, origin: .history)
            }
        } catch let fault as ReadFault where fault.isOfTheBatch {
            let glimpses = try await reading { () async throws(ReadFault) -> GlimpsePage in
                try await owned.route.reader.glimpses(kind, in: window, after: cursor, origin: .history)
            }
            let read = try await records(kind, ids: glimpses.records.map(\.id))
            return RecordPage(
                records: read.records,
                unreadable: read.unreadable,
                next: glimpses.next,
                readAt: read.readAt
            )
        }
    }

    /// Names what could not be read, and has each asked for again by itself: the job goes on without it.
    func put(off unreadable: [UnreadableRecord], _ kind: RecordKind) async throws {
        guard !unreadable.isEmpty else { return }
        try await owned.askAgain(kind, unreadable.map(\.id), at: now)
        var drift = DriftReport()
        for record in unreadable { drift.found(DriftReport.Item(kind: kind, id: record.id, cause: .unreadable)) }
        try await store(checkpoint { $0.drift = drift })
        owned.logger.error(
            "Records cannot be read; the others are, and these are tried again one by one",
            metadata: [
                "job": "\(job.id)", "store": "\(job.store)", "kind": "\(kind.rawValue)",
                "ids": "\(unreadable.prefix(10).map { "\($0.id)" }.joined(separator: ","))",
                "count": "\(unreadable.count)", "problem": "\(unreadable[0].problem)",
            ]
        )
    }
}
