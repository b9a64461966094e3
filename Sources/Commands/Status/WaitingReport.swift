import SyncModel

/// Which records wait, why, and since when, for people and for `--json`.
struct WaitingReport: Codable {
    struct Entry: Codable {
        /// `nil` for a record that is first to be read from Shopify.
        var destination: String?
        var store: String
        var kind: String
        var id: String
        /// An order's, such as `#1001`.
        var name: String?
        /// `waiting`, `in_flight` or `to_read`.
        var state: String
        var since: String
        var seconds: Double
        var why: String
        /// Of the last attempt that failed.
        var fault: String?
        var faultMessage: String?

        /// What a person calls it: no name of a person.
        var title: String { "\(kind) \(name ?? id) of \(store)" }
    }

    /// How many there are in all; more may wait than are named.
    var total: Int
    /// Those first that have waited longest.
    var records: [Entry]

    /// As many as a screen takes, and as `--json` gives.
    static func limit(isJSON: Bool) -> Int { isJSON ? 1_000 : 50 }

    /// - Parameters:
    ///   - status: how it stands.
    ///   - store: the sync's.
    ///   - configuration: which names the stores and destinations.
    ///   - limit: how many are named.
    ///   - isForIdleness: whether only what keeps the sync from being idle is meant.
    ///   - now: by our clock.
    /// - Throws: what the store throws.
    init(
        _ status: StatusReport,
        _ store: any SyncStore,
        _ configuration: SluiceConfiguration,
        limit: Int,
        isForIdleness: Bool = false,
        now: Instant
    ) async throws {
        var status = status
        if isForIdleness {
            status.stores.removeAll { !$0.keepsFromIdleness }
            status.destinations.removeAll { !$0.keepsFromIdleness }
        }
        let reads = try await Self.reads(status, store, limit: limit, now: now)
        var waiting: [WaitingLane] = []
        if isForIdleness {
            for destination in status.destinations {
                waiting += try await store.waitingLanes(destination: DestinationName(destination.name), limit: limit)
            }
        } else {
            waiting = try await store.waitingLanes(destination: nil, limit: limit)
        }
        let lanes = try await Self.entries(waiting, status, store, configuration, now: now)
        records = Array((reads + lanes).sorted { $0.seconds > $1.seconds }.prefix(limit))
        let delivering = status.destinations.reduce(0) { $0 + $1.dirty + $1.claimed }
        total = max(records.count, delivering + status.stores.reduce(0) { $0 + $1.awaitingHydration })
    }

    private static func entries(
        _ waiting: [WaitingLane],
        _ status: StatusReport,
        _ store: any SyncStore,
        _ configuration: SluiceConfiguration,
        now: Instant
    ) async throws -> [Entry] {
        let pauses = try await store.pauses()
        let records = try await store.records(waiting.map(\.key.record))
        return waiting.map { lane in
            let kind = lane.key.record.kind
            let destination = status.destinations.first { $0.name == lane.key.destination.rawValue }
            let outlook = LaneOutlook(
                entry: RecordStory.LaneEntry(lane),
                kind: kind,
                settings: configuration.destinations.first { $0.name == lane.key.destination },
                pause: pauses.first { $0.destination == lane.key.destination && $0.scope.stops(kind) },
                trouble: destination?.unreachable,
                isServed: destination?.isServed,
                now: now
            )
            return Entry(
                destination: lane.key.destination.rawValue,
                store: lane.key.record.store.rawValue,
                kind: kind.rawValue,
                id: lane.key.record.externalID,
                name: kind == .order ? records[lane.key.record]?.record.name : nil,
                state: lane.state == .claimed ? "in_flight" : "waiting",
                since: Timestamp(lane.since).utcMilliseconds,
                seconds: now.since(lane.since).seconds,
                why: outlook.sentence,
                fault: lane.fault?.code.rawValue,
                faultMessage: lane.fault.map { MaskedWords.of($0.message, records[lane.key.record]?.record) }
            )
        }
    }

    /// Records of which Shopify has told that there is more to know.
    private static func reads(
        _ status: StatusReport,
        _ store: any SyncStore,
        limit: Int,
        now: Instant
    ) async throws -> [Entry] {
        var entries: [Entry] = []
        for settings in status.stores where settings.awaitingHydration > 0 {
            for kind in RecordKind.allCases {
                let waiting = try await store.awaitingHydration(
                    of: StoreName(settings.name),
                    kind: kind,
                    after: 0,
                    limit: limit
                )
                entries += waiting.map { stored in
                    // One that any read answers bears no time of its own.
                    let askedAt = stored.record.hydration.askedAt.flatMap { $0 == .beginning ? nil : $0 }
                    let since = askedAt ?? stored.changedAt
                    return Entry(
                        store: settings.name,
                        kind: kind.rawValue,
                        id: stored.key.externalID,
                        name: kind == .order ? stored.record.name : nil,
                        state: "to_read",
                        since: Timestamp(since).utcMilliseconds,
                        seconds: now.since(since).seconds,
                        why: reason(settings, now: now)
                    )
                }
            }
        }
        return entries
    }

    private static func reason(_ store: StatusReport.Store, now: Instant) -> String {
        if let because = store.readPausedBecause { return "Nothing can be read from the store: \(because)" }
        if let unreachable = store.unreachable { return "Shopify does not answer \(unreachable.words(now: now))." }
        guard store.canHydrate else {
            return "The store has no Admin API credentials: the rest comes with the next webhook."
        }
        return "It is to be read from Shopify."
    }

    // MARK: For people

    var lines: [String] {
        guard !records.isEmpty else { return ["Nothing waits."] }
        let rows = records.map { entry in
            let fault = entry.fault.map { " (\($0))" } ?? ""
            return [
                Ages.text(.milliseconds(Int64(entry.seconds * 1_000))), entry.destination ?? "Shopify", entry.title,
                entry.why + fault,
            ]
        }
        let more = total - records.count
        return [total == 1 ? "1 record waits" : "\(Numbers.grouped(Int64(total))) records wait"]
            + Output.rows(rows)
            + (more > 0 ? ["  and \(Numbers.grouped(Int64(more))) more; --json has up to 1,000."] : [])
    }

    /// The one that has waited longest, in a sentence; `nil` where none waits.
    var oldest: String? {
        records.first.map { entry in
            let age = Ages.text(.milliseconds(Int64(entry.seconds * 1_000)))
            return "The oldest is \(entry.title), for \(age): \(entry.why)"
        }
    }
}

extension RecordStory.LaneEntry {
    /// What is known without the record's story.
    init(_ lane: WaitingLane) {
        self.init(
            destination: lane.key.destination,
            state: lane.state,
            wanted: 0,
            delivered: 0,
            due: lane.due,
            attempts: lane.attempts,
            fault: lane.fault,
            link: nil,
            deliveries: []
        )
    }
}
