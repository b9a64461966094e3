package import Logging
import SyncModel

/// The journal as the applier reads it: damage is logged as an error, finished segments are removed.
package actor JournalSource: InboxSource {
    private let reader: JournalReader
    private let logger: Logger
    private var positions: [String: Int64] = [:]
    private var finishedSources: [String] = []
    /// How many parts of segments could not be read so far.
    package private(set) var damageCount = 0

    package init(reader: JournalReader, logger: Logger) {
        self.reader = reader
        self.logger = logger
    }

    package func next(limit: Int, positions: @Sendable (String) async throws -> Int64?) async throws -> InboxBatch? {
        // What was handed out and not confirmed is read again: its segment is not to be removed for another's sake.
        finishedSources = []
        guard let batch = try await reader.next(from: positions, limit: JournalBatchLimit(receipts: limit)) else {
            return nil
        }
        for damage in batch.damage {
            damageCount += 1
            logger.error(
                "Part of the journal cannot be read; reconcile the store, deliveries may be missing",
                metadata: [
                    "segment": "\(damage.source)", "from": "\(damage.range.lowerBound)",
                    "to": "\(damage.range.upperBound)", "reason": "\(damage.reason)",
                ]
            )
        }
        self.positions[batch.source] = batch.nextOffset
        if batch.isFinished { finishedSources.append(batch.source) }
        return InboxBatch(
            receipts: batch.receipts,
            position: TransportPosition(source: batch.source, offset: batch.nextOffset)
        )
    }

    package func finished() async throws -> [String] {
        var gone: [String] = []
        while let source = finishedSources.first {
            try await reader.remove(source)
            finishedSources.removeFirst()
            positions[source] = nil
            gone.append(source)
        }
        return gone
    }

    package func waitForMore() async { await reader.waitForMore() }

    /// Counted from what was last handed out; zero where the folder cannot be read.
    package var backlogBytes: Int64 {
        get async {
            let handedOut = positions
            return (try? await reader.backlogBytes { handedOut[$0] }) ?? 0
        }
    }
}
