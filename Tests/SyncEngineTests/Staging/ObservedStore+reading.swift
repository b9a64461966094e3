import SyncModel
import Synchronization

extension ObservedStore {
    func merge(_ request: MergeRequest) async throws -> MergeReport {
        let stub = mergeStub.withLock { $0 }
        return try await told {
            if let stub { return try await stub(request) }
            return try await inner.merge(request)
        }
    }
    func records(_ keys: [RecordKey]) async throws -> [RecordKey: StoredRecord] { try await inner.records(keys) }
    func proven(_ glimpses: [RecordGlimpse], _ kind: RecordKind, of store: StoreName) async throws -> Set<Int64> {
        try await told { try await inner.proven(glimpses, kind, of: store) }
    }
    func awaitingHydration(
        of store: StoreName,
        kind: RecordKind,
        after id: Int64,
        limit: Int
    ) async throws -> [StoredRecord] {
        try await told { try await inner.awaitingHydration(of: store, kind: kind, after: id, limit: limit) }
    }
    func merged(into key: RecordKey, after id: Int64, limit: Int) async throws -> [RecordKey] {
        try await inner.merged(into: key, after: id, limit: limit)
    }
    func livingIDs(_ kind: RecordKind, of store: StoreName, after id: Int64, limit: Int) async throws -> [Int64] {
        try await told { try await inner.livingIDs(kind, of: store, after: id, limit: limit) }
    }
    func watermark(of store: StoreName, kind: RecordKind) async throws -> Watermark? {
        try await inner.watermark(of: store, kind: kind)
    }
    func appFacts(of store: StoreName) async throws -> SeenAppFacts? { try await inner.appFacts(of: store) }
    func note(_ facts: SeenAppFacts, of store: StoreName) async throws {
        try await told { try await inner.note(facts, of: store) }
    }
    func readPauses() async throws -> [ReadPause] { try await inner.readPauses() }
    func pauseReading(_ pause: ReadPause) async throws { try await told { try await inner.pauseReading(pause) } }
    func pauseReading(_ pause: ReadPause, insteadOf standing: ReadPause?) async throws -> Bool {
        try await told { try await inner.pauseReading(pause, insteadOf: standing) }
    }
    func resumeReading(of store: StoreName) async throws -> Bool {
        try await told { try await inner.resumeReading(of: store) }
    }
    func resumeReading(from pause: ReadPause) async throws -> Bool {
        try await told { try await inner.resumeReading(from: pause) }
    }
    func enqueue(_ spec: JobSpec, store: StoreName, now: Instant) async throws -> Job {
        try await told { try await inner.enqueue(spec, store: store, now: now) }
    }
    func forget(_ job: Job.ID) async throws -> Bool { try await told { try await inner.forget(job) } }
    func job(_ id: Job.ID) async throws -> Job? { try await inner.job(id) }
    func jobs(_ filter: JobFilter, limit: Int) async throws -> [Job] { try await inner.jobs(filter, limit: limit) }
    func slices(
        of job: Job.ID,
        in states: Set<SliceState>?,
        after number: Int,
        limit: Int
    ) async throws -> [JobSlice] {
        try await told { try await inner.slices(of: job, in: states, after: number, limit: limit) }
    }
    func ask(_ request: JobRequest, of job: Job.ID, now: Instant) async throws -> JobReply {
        try await told { try await inner.ask(request, of: job, now: now) }
    }
    func kindsToRun(in store: StoreName) async throws -> Set<JobKind> {
        try await told { try await inner.kindsToRun(in: store) }
    }
    func takeJob(of store: StoreName, kind: JobKind, epoch: Int64, now: Instant) async throws -> Job? {
        try await told { try await inner.takeJob(of: store, kind: kind, epoch: epoch, now: now) }
    }
    func checkpoint(_ checkpoint: JobCheckpoint) async throws -> CheckpointAnswer {
        try await told { try await inner.checkpoint(checkpoint) }
    }
}

extension ObservedStore {
    func schemas(of destination: DestinationName) async throws -> [RecordKind: SeenSchema] {
        try await inner.schemas(of: destination)
    }
    func note(_ schemas: [RecordKind: SeenSchema], of destination: DestinationName) async throws {
        try await told { try await inner.note(schemas, of: destination) }
    }
    func lastNotes(of keys: [RecordKey], destination: DestinationName) async throws -> [RecordKey: DeliveryNote] {
        try await inner.lastNotes(of: keys, destination: destination)
    }
    func audited(
        _ kind: RecordKind,
        of store: StoreName,
        _ selection: AuditSelection,
        destinations: [DestinationName]
    ) async throws -> [AuditedRecord] {
        try await told { try await inner.audited(kind, of: store, selection, destinations: destinations) }
    }
}

extension ObservedStore {
    func askReload(now: Instant) async throws -> Int64 { try await told { try await inner.askReload(now: now) } }
    func newestReload() async throws -> Int64 { try await inner.newestReload() }
    func answerReload(_ number: Int64, by node: String, problem: String?, now: Instant) async throws {
        try await told { try await inner.answerReload(number, by: node, problem: problem, now: now) }
    }
    func reloadAnswers(_ number: Int64) async throws -> [ReloadAnswer] { try await inner.reloadAnswers(number) }
}
