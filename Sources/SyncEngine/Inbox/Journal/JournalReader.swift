package import SyncModel

/// Reads a journal, in the writer's process or another one. One reader per folder; a second one reads the same.
///
/// The caller keeps the positions, stored with what it made of the receipts, and removes segments that are finished.
package actor JournalReader {
    /// Gives how far a source was read; `nil` where it never was.
    package typealias Positions = @Sendable (String) async throws -> Int64?

    private let folder: PosixFolder
    private let signal: WakeSignal
    private let pollInterval: Duration
    private let envelope: JournalEnvelope
    private var damaged: Set<String> = []

    /// A reader of this folder; `signal` is the writer's, where that is in this process; `seal` opens what is sealed.
    package init(
        path: String,
        signal: WakeSignal = WakeSignal(),
        pollInterval: Duration = .milliseconds(100),
        seal: (any PayloadSeal)? = nil
    ) {
        envelope = JournalEnvelope(seal: seal)
        folder = PosixFolder(path: path)
        self.signal = signal
        self.pollInterval = pollInterval
    }

    /// The next receipts, from the oldest segment that has any; `nil` where nothing waits.
    ///
    /// A batch without receipts can still finish its segment or tell of damage.
    package func next(
        from positions: Positions,
        limit: JournalBatchLimit = JournalBatchLimit()
    ) async throws
        -> JournalBatch?
    {
        for name in try segments() {
            let source = name.fileName
            let position = try await positions(source) ?? 0
            guard let file = try folder.open(source) else { continue }
            defer { file.close() }
            // Asked before reading: once the writer is gone, nothing is added any more.
            let isLive = try !file.lock(exclusively: false)
            var scan = JournalScan(
                source: source,
                nonce: name.nonce,
                file: file,
                isLive: isLive,
                limit: limit,
                envelope: envelope
            )
            guard let batch = try scan.read(from: position) else { continue }
            if !batch.damage.isEmpty { damaged.insert(source) }
            return batch
        }
        return nil
    }

    /// Deletes a finished segment; one with damage is kept under the name `….damaged` for a person to look at.
    package func remove(_ source: String) throws {
        guard JournalSegmentName(fileName: source) != nil else { return }
        if damaged.remove(source) != nil {
            try folder.rename(source, to: source + JournalSegmentName.damagedSuffix)
        } else {
            try folder.remove(source)
        }
    }

    /// The bytes that were appended and not read yet.
    package func backlogBytes(from positions: Positions) async throws -> Int64 {
        var backlog: Int64 = 0
        for name in try segments() {
            let position = try await positions(name.fileName) ?? 0
            guard let file = try folder.open(name.fileName) else { continue }
            defer { file.close() }
            let rest = try file.length() - max(position, JournalSegmentHeader.length)
            // An end mark is a bare header, and no entry is as short: nothing in it waits.
            if rest > Int64(JournalEntry.headerLength) { backlog += rest }
        }
        return backlog
    }

    /// When the oldest receipt came that was appended and not read yet; `nil` where none waits.
    ///
    /// Of one that cannot be read, when the part in which it stands was begun.
    package func oldestUnread(from positions: Positions) async throws -> Instant? {
        for name in try segments() {
            let position = try await positions(name.fileName) ?? 0
            guard let file = try folder.open(name.fileName) else { continue }
            defer { file.close() }
            let rest = try file.length() - max(position, JournalSegmentHeader.length)
            guard rest > Int64(JournalEntry.headerLength) else { continue }
            var scan = JournalScan(
                source: name.fileName,
                nonce: name.nonce,
                file: file,
                // Of one that is still written, an end that is not whole yet is no damage.
                isLive: true,
                limit: JournalBatchLimit(receipts: 1),
                envelope: envelope
            )
            let first = (try? scan.read(from: position))?.receipts.first
            return first?.receivedAt ?? name.begun
        }
        return nil
    }

    /// When the oldest part that is still there was begun; `nil` where there is none.
    package func oldest() throws -> Instant? {
        try segments().first?.begun
    }

    /// Returns when there may be more: at the writer's signal, or after the poll interval for writers elsewhere.
    package func waitForMore() async {
        await signal.wait(upTo: pollInterval)
    }

    /// Oldest first.
    private func segments() throws -> [JournalSegmentName] {
        try folder.fileNames().compactMap(JournalSegmentName.init(fileName:)).sorted()
    }
}
