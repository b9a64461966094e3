/// Long work on one store that outlives processes: read by whoever owns the store, asked for and followed by anyone.
///
/// A pure value: stores read it, call one transition, and write it back in the same transaction.
package struct Job: Sendable, Hashable, Codable {
    package struct ID: RawRepresentable, Sendable, Hashable, Codable, CustomStringConvertible {
        package var rawValue: Int64

        package init(rawValue: Int64) { self.rawValue = rawValue }
        package var description: String { "\(rawValue)" }
    }

    package var id: ID
    package var store: StoreName
    package var spec: JobSpec
    package var state: JobState = .waiting
    /// What a person asked of a running job, until its runner has seen it; of one that was cancelled while nobody ran it, until
    /// what it left at Shopify is cancelled too.
    package var request: JobRequest?
    package var progress = JobProgress()
    /// What was found, of a job that compares.
    package var drift: DriftReport?
    /// Why it failed, or what it waits for; no secret and no personal data.
    package var problem: String?
    /// The epoch of the store's lease under which it runs.
    package var epoch: Int64?
    package var createdAt: Instant
    package var startedAt: Instant?
    /// Set exactly while the state is final.
    package var finishedAt: Instant?

    package init(id: ID, store: StoreName, spec: JobSpec, createdAt: Instant) {
        self.id = id
        self.store = store
        self.spec = spec
        self.createdAt = createdAt
    }

    package var kind: JobKind { spec.kind }

    /// What its runner has not honoured yet.
    package var pending: JobRequest? { state.isFinal ? nil : request }

    /// Whether bulk operations that it began may run on, which nobody will read.
    package var leavesOperations: Bool { state == .cancelled && request == .cancel }

    /// How many finished jobs are kept of each store and kind.
    package static let keptFinished = 50
}

/// Where a job stands; stored under these names.
package enum JobState: String, Sendable, Hashable, Codable, CaseIterable {
    /// To be taken by the store's owner.
    case waiting
    case running
    /// By a person's hand.
    case paused
    case done
    /// Something could not be done; `resume` tries exactly that again.
    case failed
    case cancelled

    /// Whether the store's owner takes it: a job that runs under a former owner as well.
    package var isToRun: Bool { self == .waiting || self == .running }
    package var isFinal: Bool { self == .done || self == .failed || self == .cancelled }
}

/// What a person may ask of a job.
package enum JobRequest: String, Sendable, Hashable, Codable, CaseIterable {
    case pause
    case resume
    case cancel
}
