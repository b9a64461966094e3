import SyncModel

/// What a record's story is told with beyond its own: whether it was erased, who read it, and who does not answer.
struct StoryContext {
    var isErased = false
    var troubles: [Trouble] = []
    /// Of the record's store, finished ones too.
    var jobs: [Job] = []
    /// Of an order: how its customer stands at each destination.
    var customer: [DestinationName: RecordStory.LaneEntry] = [:]

    init() {}

    init(of story: RecordStory, _ store: any SyncStore) async throws {
        let key = story.record.key
        isErased = try await store.erased(among: [key]).keys.contains(key)
        troubles = try await store.troubles()
        jobs = try await store.jobs(JobFilter(store: key.store), limit: 100)
        guard let id = story.lanes.compactMap(\.missingContactOf).first else { return }
        // A customer that cannot be read is told of where that one is shown.
        let person = try? await store.story(of: RecordKey(store: key.store, kind: .customer, id: id), limit: 1)
        customer = Dictionary((person?.lanes ?? []).map { ($0.destination, $0) }) { first, _ in first }
    }

    /// The one job that read at that time; `nil` where several may have, or none.
    func reader(at time: Instant) -> Job? {
        let reading: Set<JobKind> = [.backfill, .reconcile]
        let candidates = jobs.filter { job in
            reading.contains(job.kind) && job.createdAt <= time && time <= job.finishedAt ?? time
        }
        return candidates.count == 1 ? candidates[0] : nil
    }
}
