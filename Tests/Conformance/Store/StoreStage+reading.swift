import SyncModel
import Testing

extension StoreStage {
    /// A complete order as a read brings it; the version's tie is the time of the read.
    static func readOrder(_ id: Int64, name: String, version: Int64 = 1, readAt: Int64 = 100) -> SyncRecord {
        var details = OrderDetails()
        details.name = .value(name)
        details.isTest = .value(false)
        var record = OrderRecord(id: id)
        record.details = Versioned(
            details,
            version: SourceVersion(at: at(version), tie: at(readAt), hash: StableHash.of(name))
        )
        record.life = RecordLife(aliveAt: at(readAt))
        record.reads = HydrationNeed(readAt: at(readAt))
        return .order(record)
    }

    /// An order with the fields that an app with access to personal data gets.
    static func wholeOrder(_ id: Int64, version: Int64, readAt: Int64) -> SyncRecord {
        guard case .order(var order) = readOrder(id, name: "#\(id)", version: version, readAt: readAt) else {
            return readOrder(id, name: "#\(id)")
        }
        order.details = order.details.changing { details in
            (details.email, details.phone) = (.value("a@example.com"), .null)
            (details.billingAddress, details.shippingAddress) = (.null, .null)
        }
        return .order(order)
    }

    /// An order of which only an id and the wish for a read are known.
    static func askedOrder(_ id: Int64, at seconds: Int64) -> SyncRecord {
        .trace(.order, id, life: RecordLife(aliveAt: at(seconds)), reads: HydrationNeed(askedAt: at(seconds)))
    }

    static func absence(
        _ kind: RecordKind,
        _ id: Int64,
        at seconds: Int64 = 200,
        _ verdict: Absence.Verdict = .deleted
    ) -> Absence {
        Absence(kind: kind, id: id, readAt: at(seconds), verdict: verdict)
    }

    @discardableResult
    func merge(
        _ records: SyncRecord...,
        absences: [Absence] = [],
        origin: Origin = .history,
        completing: Set<DestinationName> = [],
        checkpoint: JobCheckpoint? = nil,
        now: Instant = at(300)
    ) async throws -> MergeReport {
        var request = MergeRequest(
            store: Self.shop,
            records: records,
            absences: absences,
            routing: Self.routing,
            origin: origin,
            completing: completing,
            checkpoint: checkpoint,
            now: now
        )
        // As a backfill does, and everything must come out as without.
        request.drafts = MergeDrafts(request)
        return try await store.merge(request)
    }

    /// Takes the shop's lease; returns the epoch.
    @discardableResult
    func ownShop(as owner: String = "one") async throws -> Int64 {
        let lease = try await store.acquire(lease: Self.shop.leaseName, owner: owner, lasting: .seconds(30))
        return try #require(lease).epoch
    }

    /// A job that runs under the shop's lease.
    func runningJob(_ spec: JobSpec = .backfill(BackfillSpec())) async throws -> Job {
        let epoch = try await ownShop()
        let job = try await store.enqueue(spec, store: Self.shop, now: Self.at(0))
        let taken = try await store.takeJob(of: Self.shop, kind: job.kind, epoch: epoch, now: Self.at(1))
        return try #require(taken)
    }

    static func slice(_ job: Job, _ number: Int, _ state: SliceState = .waiting) -> JobSlice {
        var slice = JobSlice(
            job: job.id,
            number: number,
            kind: .order,
            method: .bulk,
            window: ReadWindow(.createdAt, since: at(Int64(number)), until: at(Int64(number) + 1))
        )
        slice.state = state
        return slice
    }

    static func checkpoint(
        _ job: Job,
        epoch: Int64 = 1,
        slices: [JobSlice] = [],
        read: Int64 = 0,
        watermark: Watermark? = nil,
        end: JobEnd? = nil
    ) -> JobCheckpoint {
        JobCheckpoint(
            job: job.id,
            epoch: epoch,
            now: at(400),
            slices: slices,
            progress: JobProgress.Change(read: read),
            watermark: watermark,
            end: end
        )
    }
}
