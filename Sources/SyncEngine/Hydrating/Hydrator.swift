import Logging
import SyncModel

/// Reads what deliveries could not say by themselves: many records with one call, live before history.
///
/// What is to be read stands in the store, so any number of deliveries of one record are one read, and nothing is lost
/// by a crash. A wake-up is only a hint.
struct Hydrator: Sendable {
    let owned: OwnedStore
    let wake: WakeSignal

    /// Records of one read: as many as the API takes ids.
    private static let batch = 250
    /// So long deliveries that belong together may arrive before they are read.
    private static let linger = Duration.milliseconds(50)

    func run() async throws {
        var deferred = DeferredReads()
        while !owned.isStopping {
            do {
                if try await round(&deferred) { continue }
            } catch JobStop.shutdown {
                return
            }
            // A shutdown notifies the signal.
            await wake.wait(upTo: deferred.isEmpty ? OwnedStore.look : .seconds(1))
            if !owned.isStopping { await owned.pause(Self.linger) }
        }
    }

    /// Reads all that waits, once; returns whether anything was read.
    func round(_ deferred: inout DeferredReads) async throws -> Bool {
        var hasRead = false
        for kind in [RecordKind.order, .customer] {
            var last: Int64 = 0
            while !owned.isStopping, deferred.isDue(kind, at: owned.clock.now) {
                let waiting = try await owned.store.awaitingHydration(
                    of: owned.route.name,
                    kind: kind,
                    after: last,
                    limit: Self.batch
                )
                guard let end = waiting.last?.key.id else { break }
                last = end
                let due = waiting.filter { deferred.isDue($0.key, at: owned.clock.now) }
                guard !due.isEmpty else { continue }
                try await read(due, deferred: &deferred)
                hasRead = true
            }
        }
        return hasRead
    }

    private func read(_ waiting: [StoredRecord], deferred: inout DeferredReads) async throws {
        guard let trace = await ReadTrace.begin(waiting, .current, owned.store) else {
            return try await read(waiting, nil, deferred: &deferred)
        }
        try await trace.perform { try await read(waiting, trace, deferred: &deferred) }
    }

    private func read(
        _ waiting: [StoredRecord],
        _ trace: ReadTrace?,
        deferred: inout DeferredReads
    ) async throws {
        guard let kind = waiting.first?.key.kind else { return }
        do {
            let brought = try await owned.records(kind, ids: waiting.map(\.key.id), origin: .live)
            trace?.tell(brought)
            deferred.given(kind)
            put(off: brought.unreadable, kind, &deferred)
            try await merge(brought, waiting, deferred: &deferred)
        } catch let fault as ReadFault where fault.code == .accessDenied {
            trace?.tell(fault)
            // Not one record but the app's rights: asking for fewer would only ask more often.
            guard deferred.refused(kind, at: owned.clock.now, random: owned.random()) else { return }
            owned.logger.error(
                "Shopify does not let the app read these records; sluice doctor says what is missing",
                metadata: ["store": "\(owned.route.name)", "kind": "\(kind.rawValue)", "code": "\(fault.code)"]
            )
        } catch let fault as ReadFault {
            trace?.tell(fault)
            // None of them is at fault by itself.
            for stored in waiting { deferred.refused(stored.key, at: owned.clock.now, random: owned.random()) }
            owned.logger.error(
                "Records cannot be read; they are tried again later",
                metadata: [
                    "store": "\(owned.route.name)", "kind": "\(kind.rawValue)", "count": "\(waiting.count)",
                    "code": "\(fault.code)",
                ]
            )
        }
    }

    private func put(off unreadable: [UnreadableRecord], _ kind: RecordKind, _ deferred: inout DeferredReads) {
        for record in unreadable {
            let key = RecordKey(store: owned.route.name, kind: kind, id: record.id)
            deferred.refused(key, at: owned.clock.now, random: owned.random())
            owned.logger.error(
                "A record cannot be read; it is tried again later",
                metadata: ["record": "\(key)", "problem": "\(record.problem)"]
            )
        }
    }

    private func merge(
        _ brought: RecordsRead,
        _ waiting: [StoredRecord],
        deferred: inout DeferredReads
    ) async throws {
        let asked = Dictionary(uniqueKeysWithValues: waiting.map { ($0.key.id, $0) })
        let doubtful = Set(
            brought.records.map(\.id).filter { id in
                asked[id].map { Absence.leavesDoubt(of: $0, foundAt: brought.begunAt) } ?? false
            }
        )
        let records = brought.records.filter { !doubtful.contains($0.id) }.map { record in
            asked[record.id]?.record.hydration.askedAt.map { record.answering($0) } ?? record
        }
        let absences = try await owned.absences(in: brought) { asked[$0] }
        try await owned.askForOrders(of: absences)
        let report = try await owned.merge(owned.request(records, absences: absences, origin: .live))
        let answered = Set(brought.records.map(\.id)).union(brought.missing)
        let unreadable = Set(brought.unreadable.map(\.id))
        for stored in waiting where !unreadable.contains(stored.key.id) {
            let isFresh = absences.contains(where: { $0.id == stored.key.id && $0.verdict == .tooFresh })
            if isFresh || doubtful.contains(stored.key.id) || !answered.contains(stored.key.id) {
                deferred.tooFresh(stored.key, at: owned.clock.now)
            } else {
                deferred.done(stored.key)
            }
        }
        if report.deleted > 0 {
            owned.logger.info(
                "Records are gone from the store",
                metadata: ["store": "\(owned.route.name)", "count": "\(report.deleted)"]
            )
        }
    }
}
