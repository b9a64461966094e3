import SyncModel

/// One record set beside what its CRM holds: asked for as a job of the store's owner, and forgotten once it is read.
struct RecordComparison: Sendable {
    let spec: MappingSpec
    private let store: any SyncStore

    /// What an answer may be.
    enum Answer: Sendable {
        case found(MappingComparison)
        /// The job ended, or was left, without one.
        case nothing
        /// An erasure has taken the job, whose number may be another's by now.
        case erased
    }

    static let erased = "The comparison was erased before it was read; ask again."

    /// - Parameters:
    ///   - input: the record.
    ///   - settings: the destination.
    ///   - read: its mapping.
    ///   - isSample: whether the record is not stored, or stored otherwise, so that it goes with the job.
    ///   - store: where the job is written.
    init(
        of input: MappingInput,
        in settings: DestinationSettings,
        by read: ReadMapping,
        isSample: Bool = false,
        store: any SyncStore
    ) {
        spec = MappingSpec(
            .compare,
            destination: settings.name,
            kinds: [input.record.kind],
            fingerprint: read.mapping.fingerprint,
            document: read.source.text,
            record: input.record.id,
            sample: isSample ? MappingSpec.Sample(record: input.record, customer: input.customer) : nil
        )
        self.store = store
    }

    /// Why a destination's CRM is not asked at all; `nil` where it may be.
    static func obstacle(_ settings: DestinationSettings) -> String? {
        settings.mode.reads
            ? nil
            : "Destination \(settings.name) is off, so its CRM is not called. Set mode: shadow to look at it."
    }

    /// Takes what a job has found, of which nothing is kept.
    ///
    /// - Parameter ended: the job as it is now.
    /// - Returns: what it found.
    /// - Throws: what the store throws.
    func take(_ ended: Job) async throws -> Answer {
        guard ended.spec == .mapping(spec) else { return .erased }
        let found = try await store.mappingReport(of: ended.id).details.first
        _ = try await store.forget(ended.id)
        return found.map(Answer.found) ?? .nothing
    }
}
