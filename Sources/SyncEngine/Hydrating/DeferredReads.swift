import SyncModel

/// Records whose read is put off; a bounded memory, since forgetting one only makes it be read earlier.
struct DeferredReads: Sendable {
    private struct Entry {
        var since: Instant
        var until: Instant
        var refusals: Int

        /// A clock that was set back ends it, or it would last for as long as the clock was set.
        func isOver(at now: Instant) -> Bool { until <= now || now < since }
    }

    private static let limit = 1_000
    private static let backoff = RetryPolicy(first: .seconds(30), cap: .seconds(3_600))

    private var entries: [RecordKey: Entry] = [:]
    private var kinds: [RecordKind: Entry] = [:]

    var isEmpty: Bool { entries.isEmpty && kinds.isEmpty }

    func isDue(_ key: RecordKey, at now: Instant) -> Bool {
        entries[key]?.isOver(at: now) ?? true
    }

    func isDue(_ kind: RecordKind, at now: Instant) -> Bool {
        kinds[kind]?.isOver(at: now) ?? true
    }

    /// Shopify refuses to give any record of this kind; returns whether that is news.
    mutating func refused(_ kind: RecordKind, at now: Instant, random: Double) -> Bool {
        let refusals = kinds[kind]?.refusals ?? 0
        let delay = Self.backoff.delay(afterAttempts: refusals, random: random)
        kinds[kind] = Entry(since: now, until: now + delay, refusals: refusals + 1)
        return refusals == 0
    }

    /// Shopify gives records of this kind.
    mutating func given(_ kind: RecordKind) {
        kinds[kind] = nil
    }

    /// Shopify refuses to give this record.
    mutating func refused(_ key: RecordKey, at now: Instant, random: Double) {
        let refusals = entries[key]?.refusals ?? 0
        let delay = Self.backoff.delay(afterAttempts: refusals, random: random)
        put(key, Entry(since: now, until: now + delay, refusals: refusals + 1))
    }

    /// It is missing, and yet was seen alive a moment ago; or is there, and yet was deleted a moment ago.
    mutating func tooFresh(_ key: RecordKey, at now: Instant) {
        put(key, Entry(since: now, until: now + Absence.freshness, refusals: 0))
    }

    mutating func done(_ key: RecordKey) {
        entries[key] = nil
    }

    private mutating func put(_ key: RecordKey, _ entry: Entry) {
        if entries[key] == nil, entries.count >= Self.limit { entries.removeAll() }
        entries[key] = entry
    }
}
