import SyncModel

/// Compares the records of a slice of Shopify's as they are read; what was found is stored with the slice's end.
///
/// Nothing of an interrupted slice counts: it is read again from its beginning.
actor AuditSink: SliceSink {
    private let batch: AuditBatch
    private let kind: RecordKind
    private var waiting: [AuditItem] = []
    private var report = AuditReport()
    private var seen: [Int64] = []

    /// As many as CRMs read with few calls.
    private static let size = 200

    init(_ batch: AuditBatch, _ kind: RecordKind) {
        self.batch = batch
        self.kind = kind
    }

    func begin() {
        waiting = []
        report = AuditReport()
        seen = []
    }

    func take(_ records: [SyncRecord], of slice: JobSlice) async throws {
        // A result may hold more than was asked for, which then stands in the slice that it belongs to as well.
        waiting += records.filter { $0.createdAt.map(slice.window.contains) ?? true }.map { AuditItem($0) }
        while waiting.count >= Self.size { try await compare(Self.size) }
        let run = batch.run
        try await run.store(run.checkpoint(slice) { $0.progress.read = Int64(records.count) })
    }

    func take(unreadable: [UnreadableRecord], of slice: JobSlice) {
        waiting += unreadable.map { AuditItem($0) }
    }

    func end(_ slice: inout JobSlice) async throws {
        while !waiting.isEmpty { try await compare(min(Self.size, waiting.count)) }
        slice.audit = AuditPart(report: report, seen: SeenIDs(seen))
    }

    private func compare(_ count: Int) async throws {
        // A page may bring a record that changed while pages were read once more.
        var known = Set(seen)
        let items = waiting.prefix(count).filter { known.insert($0.id).inserted }
        waiting.removeFirst(count)
        report.add(try await batch.compare(kind, Array(items)))
        seen += items.map(\.id)
    }
}
