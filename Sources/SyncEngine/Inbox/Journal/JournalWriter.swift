import Dispatch
package import SyncModel
import Synchronization

/// The `direct` inbox: an append-only journal on local disk, from which the applier moves receipts into the store.
///
/// Receipts that arrive while a group is being flushed make up the next group, so that many share one flush. One
/// writer per process; several processes may write into one folder, each its own segments.
package final class JournalWriter: InboxTransport {
    fileprivate enum Work {
        case receipt(Receipt, CheckedContinuation<InboxFailure?, Never>)
        case probe(CheckedContinuation<InboxFailure?, Never>)
    }

    private struct Queue {
        var waiting: [Work] = []
        var bytes = 0
        var isDraining = false
        var isClosed = false
    }

    private let committer: Mutex<JournalCommitter>
    private let queue = Mutex(Queue())
    private let flusher = DispatchQueue(label: "sluice.journal", qos: .userInitiated)
    private let limits: JournalLimits
    private let clock: any WallClock
    private let lastFailure = Mutex<InboxFailure?>(nil)
    private let flushes = Atomic<Int>(0)
    /// Notified after each flush, for a reader in this process.
    package let signal = WakeSignal()

    /// A journal in a folder of a local disk, which is made where it is missing; `seal` seals each receipt, `nil` leaves them readable.
    package convenience init(
        path: String,
        limits: JournalLimits = JournalLimits(),
        clock: any WallClock,
        seal: (any PayloadSeal)? = nil
    ) throws {
        let folder = PosixFolder(path: path)
        try folder.make()
        try folder.removeUnfinished()
        self.init(folder: folder, limits: limits, clock: clock, seal: seal) { UInt64.random(in: .min ... .max) }
    }

    /// A journal over any folder; `nonce` gives each segment its random number.
    package init(
        folder: any JournalFolder,
        limits: JournalLimits,
        clock: any WallClock,
        seal: (any PayloadSeal)? = nil,
        nonce: @escaping @Sendable () -> UInt64
    ) {
        self.limits = limits
        self.clock = clock
        committer = Mutex(
            JournalCommitter(
                folder: folder,
                clock: clock,
                segmentLength: limits.segmentBytes,
                envelope: JournalEnvelope(seal: seal),
                nonce: nonce
            )
        )
    }

    /// How many flushes were made so far, failed ones too.
    package var flushCount: Int { flushes.load(ordering: .relaxed) }

    package func append(_ receipt: Receipt) async throws(InboxFailure) {
        let size = JournalCodec.estimatedSize(of: receipt)
        let failure = await withCheckedContinuation { continuation in
            enqueue(.receipt(receipt, continuation), size: size)
        }
        if let failure { throw failure }
    }

    /// Whether receipts can be stored, for the readiness check: the last flush went well, or a trial does so now.
    package func check() async throws(InboxFailure) {
        guard lastFailure.withLock({ $0 }) != nil else { return }
        let failure = await withCheckedContinuation { enqueue(.probe($0), size: 0) }
        if let failure { throw failure }
    }

    /// Ends the current segment if it is older than the limit, so that its reader can finish and delete it.
    package func finishOldSegment() async {
        let limit = clock.now - limits.segmentAge
        await onFlusher { self.committer.withLock { $0.finishSegment(begunBefore: limit) } }
    }

    /// Ends the current segment if it holds receipts, so that its reader can finish and delete it.
    package func finishSegment() async {
        await onFlusher { self.committer.withLock { $0.finishSegment() } }
        signal.notify()
    }

    /// Flushes what was accepted and ends the segment; later appends fail as `closed`.
    package func close() async {
        queue.withLock { $0.isClosed = true }
        await onFlusher { self.committer.withLock { $0.finishSegment() } }
        signal.notify()
    }

    private func onFlusher(_ work: @escaping @Sendable () -> Void) async {
        await withCheckedContinuation { continuation in
            flusher.async {
                work()
                continuation.resume()
            }
        }
    }

    private func enqueue(_ work: Work, size: Int) {
        let (refusal, mustStart) = queue.withLock { queue -> (InboxFailure?, Bool) in
            guard !queue.isClosed else { return (.closed, false) }
            guard queue.bytes + size <= limits.queuedBytes || queue.bytes == 0 else {
                return (.failing(reason: "too many deliveries wait for the disk"), false)
            }
            queue.waiting.append(work)
            queue.bytes += size
            defer { queue.isDraining = true }
            return (nil, !queue.isDraining)
        }
        if let refusal { work.answer(refusal) }
        if mustStart { flusher.async { self.drain() } }
    }

    /// Runs on the flusher until nothing waits.
    private func drain() {
        while let group = nextGroup() {
            flushes.wrappingAdd(1, ordering: .relaxed)
            let receipts = group.compactMap(\.receipt)
            let failure = committer.withLock { committer in
                receipts.isEmpty ? committer.probe() : committer.commit(receipts)
            }
            lastFailure.withLock { $0 = failure }
            for work in group { work.answer(failure) }
            if failure == nil { signal.notify() }
        }
    }

    private func nextGroup() -> [Work]? {
        queue.withLock { queue in
            guard !queue.waiting.isEmpty else {
                queue.isDraining = false
                return nil
            }
            var group: [Work] = []
            if queue.bytes <= limits.groupBytes {
                swap(&group, &queue.waiting)
                queue.waiting.reserveCapacity(group.count)
                queue.bytes = 0
                return group
            }
            var bytes = 0
            for work in queue.waiting {
                guard group.isEmpty || bytes + work.size <= limits.groupBytes else { break }
                bytes += work.size
                group.append(work)
            }
            queue.waiting.removeFirst(group.count)
            queue.bytes -= bytes
            return group
        }
    }
}

extension JournalWriter.Work {
    fileprivate var receipt: Receipt? {
        guard case .receipt(let receipt, _) = self else { return nil }
        return receipt
    }

    fileprivate var size: Int { receipt.map(JournalCodec.estimatedSize) ?? 0 }

    fileprivate func answer(_ failure: InboxFailure?) {
        switch self {
        case .receipt(_, let continuation), .probe(let continuation): continuation.resume(returning: failure)
        }
    }
}
