import SyncModel

/// What of accepted deliveries still lies in the journal beside the store.
package struct InboxResidue: Sendable {
    private let folder: PosixFolder?
    private let writer: JournalWriter?

    /// How much of a damaged file is looked at, in bytes: no segment is longer by much.
    private static let lookedAt: Int64 = 256 << 20

    /// - Parameters:
    ///   - folder: of the journal; `nil` where there is none.
    ///   - writer: the one of this process, whose segment is ended early.
    package init(folder: String?, writer: JournalWriter? = nil) {
        self.folder = folder.map { PosixFolder(path: $0) }
        self.writer = writer
    }

    /// Whether everything that was received until then has been applied and is gone from the journal.
    ///
    /// Segments of receivers elsewhere end by themselves after some minutes.
    func isGone(receivedUntil time: Instant) async throws -> Bool {
        guard try hasSegments(begunUntil: time) else { return true }
        await writer?.finishSegment()
        return try !hasSegments(begunUntil: time)
    }

    private func hasSegments(begunUntil time: Instant) throws -> Bool {
        try (folder?.fileNames() ?? []).compactMap(JournalSegmentName.init(fileName:)).contains { $0.begun <= time }
    }

    /// Removes damaged segments, kept for a person to look at, that hold one of the texts; returns how many.
    ///
    /// All of them where there is no text.
    func removeDamaged(holding texts: [String]) throws -> Int {
        guard let folder else { return 0 }
        var removed = 0
        for name in try folder.fileNames() where name.hasSuffix(JournalSegmentName.damagedSuffix) {
            guard let file = try folder.open(name) else { continue }
            let length = Int(min(try file.length(), Self.lookedAt))
            let isMeant = try texts.isEmpty || ByteSearch.contains(file.read(at: 0, count: length), anyOf: texts)
            file.close()
            guard isMeant else { continue }
            try folder.remove(name)
            removed += 1
        }
        return removed
    }
}
