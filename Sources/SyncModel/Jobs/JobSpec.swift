/// What a job is to do.
package enum JobSpec: Sendable, Hashable, Codable {
    case backfill(BackfillSpec)
    case reconcile(ReconcileSpec)
    case audit(AuditSpec)
    case mapping(MappingSpec)

    package var kind: JobKind {
        switch self {
        case .backfill: .backfill
        case .reconcile: .reconcile
        case .audit: .audit
        case .mapping(let spec): spec.record == nil ? .mapping : .preview
        }
    }
}

extension JobSpec {
    /// Whether whoever asks for this has what they want in a job of the same spec that stands so.
    package func isServed(by state: JobState) -> Bool {
        guard case .reconcile(let spec) = self else { return !state.isFinal }
        // One under way may have read past what is to be compared, and one that a person paused compares nothing.
        return state == .waiting || state == .running && spec.reason == .scheduled
    }
}

/// Kinds of jobs; of each kind a store runs one at a time.
package enum JobKind: String, Sendable, Hashable, Codable, CaseIterable {
    case backfill
    case reconcile
    case audit
    case mapping
    /// One record beside what the CRM holds, for whoever waits for it.
    case preview

    /// How many finished jobs are kept of each store.
    ///
    /// Of previews, which hold values and are forgotten by whoever asked, only those that may still be waited for.
    package var keptFinished: Int { self == .preview ? 5 : Job.keptFinished }
}

/// All records made in a range of time, read by bulk operations.
package struct BackfillSpec: Sendable, Hashable, Codable {
    /// In the order in which they are read; customers first, so that orders find their contacts.
    package var kinds: [RecordKind]
    package var since: Instant?
    package var until: Instant?
    /// Destinations that get a lane for every record, also for those that were known and did not change; `nil` for all
    /// destinations of the store.
    package var destinations: [DestinationName]?
    /// Only counts, and tells what it would take.
    package var isDryRun: Bool

    package init(
        kinds: [RecordKind] = [.customer, .order],
        since: Instant? = nil,
        until: Instant? = nil,
        destinations: [DestinationName]? = nil,
        isDryRun: Bool = false
    ) {
        self.kinds = kinds
        self.since = since
        self.until = until
        self.destinations = destinations
        self.isDryRun = isDryRun
    }

    package var window: ReadWindow { ReadWindow(.createdAt, since: since, until: until) }
}

/// The changes of a range of time compared with our records, and all ids gone through where wanted.
package struct ReconcileSpec: Sendable, Hashable, Codable {
    package enum Reason: String, Sendable, Hashable, Codable {
        case scheduled
        case demanded
        /// A subscription was missing, so deliveries of this range were.
        case gap
    }

    package var kinds: [RecordKind]
    /// `nil` to go on from the watermark.
    package var window: ReadWindow?
    /// Whether all ids are gone through, for deletions and for records never heard of.
    package var sweeps: Bool
    package var reason: Reason

    package init(
        kinds: [RecordKind] = [.customer, .order],
        window: ReadWindow? = nil,
        sweeps: Bool = false,
        reason: Reason = .demanded
    ) {
        self.kinds = kinds
        self.window = window
        self.sweeps = sweeps
        self.reason = reason
    }
}
