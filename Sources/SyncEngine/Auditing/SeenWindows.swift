import SyncModel

/// What Shopify gave, by the slice of time in which it was asked for; a few slices are held at once.
struct SeenWindows: Sendable {
    private let store: any SyncStore
    private let job: Job.ID
    /// The windows of the slices of one kind, in order of time.
    private let windows: [(number: Int, window: ReadWindow)]
    private var held: [(number: Int, ids: SeenIDs)] = []

    private static let most = 8

    init(_ job: Job.ID, _ kind: RecordKind, _ store: any SyncStore) async throws {
        var windows: [(number: Int, window: ReadWindow)] = []
        var last = -1
        while true {
            let page = try await store.slices(of: job, in: [.done], after: last, limit: 20)
            guard let end = page.last?.number else { break }
            last = end
            windows += page.filter { $0.kind == kind && $0.method != .sweep }.map { ($0.number, $0.window) }
        }
        self.job = job
        self.store = store
        self.windows = windows
    }

    /// Whether a record made at this time was among what Shopify gave.
    mutating func contains(_ id: Int64, createdAt: Instant) async throws -> Bool {
        for entry in windows where entry.window.contains(createdAt) {
            if try await ids(entry.number).contains(id) { return true }
        }
        return false
    }

    private mutating func ids(_ number: Int) async throws -> SeenIDs {
        if let index = held.firstIndex(where: { $0.number == number }) {
            let entry = held.remove(at: index)
            held.append(entry)
            return entry.ids
        }
        let slice = try await store.slices(of: job, in: nil, after: number - 1, limit: 1).first
        let ids = slice?.audit?.seen ?? SeenIDs()
        if held.count >= Self.most { held.removeFirst() }
        held.append((number, ids))
        return ids
    }
}
