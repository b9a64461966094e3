package import SyncModel

/// What of accepted deliveries still lies in the journal beside the store.
package struct InboxResidue: Sendable {
    private let folder: PosixFolder?
    private let writer: JournalWriter?
    private let envelope: JournalEnvelope
    private let shared: (any SharedInbox)?
    /// By what other servers know the journal, see ``NodeWord/inbox``; `nil` where none is shared.
    package let name: String?
    /// Whether another server may have another one.
    let hasOthers: Bool

    /// - Parameters:
    ///   - folder: of the journal; `nil` where there is none.
    ///   - writer: the one of this process, whose segment is ended early.
    ///   - seal: opens what is sealed; `nil` where nothing is.
    ///   - name: by what other servers know it.
    ///   - hasOthers: whether another server may have another one, as where the store is on a server of its own.
    ///   - shared: the inbox that machines share, where there is one.
    package init(
        folder: String?,
        writer: JournalWriter? = nil,
        seal: (any PayloadSeal)? = nil,
        name: String? = nil,
        hasOthers: Bool = true,
        shared: (any SharedInbox)? = nil
    ) {
        self.shared = shared
        self.hasOthers = hasOthers
        self.name = name
        self.folder = folder.map { PosixFolder(path: $0) }
        self.writer = writer
        envelope = JournalEnvelope(seal: seal)
    }

    /// Whether everything that was received until then has been applied and is gone from the journal and the shared inbox.
    ///
    /// Segments of receivers elsewhere end by themselves after some minutes.
    func isGone(receivedUntil time: Instant) async throws -> Bool {
        if let shared, try await shared.holds(receivedUntil: time) { return false }
        guard try hasSegments(begunUntil: time) else { return true }
        await writer?.finishSegment()
        return try !hasSegments(begunUntil: time)
    }

    private func hasSegments(begunUntil time: Instant) throws -> Bool {
        try (folder?.fileNames() ?? []).compactMap(JournalSegmentName.init(fileName:)).contains { $0.begun <= time }
    }

    /// A damaged segment, kept for a person to look at.
    struct DamagedSegment: Sendable, Hashable {
        var fileName: String
        /// When it was begun: what it holds was received since then; `nil` where its name does not tell.
        var begun: Instant?
    }

    /// The damaged segments that hold one of the texts, or something that cannot be read and so may hold them; all of them
    /// where there is no text.
    func damaged(holding texts: [String]) throws -> [DamagedSegment] {
        guard let folder else { return [] }
        var found: [DamagedSegment] = []
        for name in try folder.fileNames().sorted() where name.hasSuffix(JournalSegmentName.damagedSuffix) {
            guard let file = try folder.open(name) else { continue }
            defer { file.close() }
            let segment = JournalSegmentName(fileName: String(name.dropLast(JournalSegmentName.damagedSuffix.count)))
            let search = DamagedSearch(texts: texts, envelope: envelope)
            guard try texts.isEmpty || search.holds(file, name: name, nonce: segment?.nonce) else { continue }
            found.append(DamagedSegment(fileName: name, begun: segment?.begun))
        }
        return found
    }

    /// How many damaged segments there are.
    package func damagedFiles() throws -> Int {
        try (folder?.fileNames() ?? []).count { $0.hasSuffix(JournalSegmentName.damagedSuffix) }
    }

    func remove(_ segment: DamagedSegment) throws {
        try folder?.remove(segment.fileName)
    }
}
