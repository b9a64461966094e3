import SyncModel

/// Who was erased for good, to be erased from an older state again.
struct ErasuresSince: Sendable {
    /// Requests that erase, the oldest first.
    private(set) var requests: [ComplianceRequest] = []
    private(set) var keys: [StoreName: [RecordKey]] = [:]

    private static let page = 500

    init() {}

    /// All that a store remembers of it.
    init(in store: any ComplianceStore) async throws {
        var last: ComplianceRequest.ID?
        while true {
            let page = try await store.requests(ComplianceFilter(behind: last), limit: Self.page)
            requests += page.filter(\.kind.erases)
            guard page.count == Self.page, let end = page.last else { break }
            last = end.id
        }
        requests.reverse()
        for name in Set(requests.map(\.store)) {
            var after: RecordKey?
            while true {
                let page = try await store.erasedRecords(of: name, after: after, limit: Self.page)
                keys[name, default: []] += page
                guard page.count == Self.page, let end = page.last else { break }
                after = end
            }
        }
    }

    /// Erases what an older state still holds of them, and asks for the rest, which whoever serves the store then does: files,
    /// orders that were found by an address, and the CRM.
    ///
    /// - Returns: how many records were erased again.
    func repeated(in store: any ComplianceStore, now: Instant) async throws -> Int {
        var known: Set<Asking> = []
        for request in try await ErasuresSince(in: store).requests { known.insert(Asking(request)) }
        var byStore: [StoreName: ComplianceRequest.ID] = [:]
        for request in requests where !known.contains(Asking(request)) {
            let notice = ComplianceNotice(request.kind, customerID: request.notice.customerID)
            let again = try await store.ask(notice, of: request.store, now: now)
            if notice.kind == .shopRedact { try await store.eraseShop(again.id) }
            byStore[request.store] = again.id
        }
        var count = 0
        for (name, request) in byStore {
            let all = keys[name] ?? []
            for start in stride(from: 0, to: all.count, by: Erasure.recordsAtOnce) {
                let part = Array(all[start..<min(start + Erasure.recordsAtOnce, all.count)])
                let erased = try await store.erased(among: part).keys
                count += try await erase(part.filter { !erased.contains($0) }, for: request, in: store, now: now)
            }
        }
        return count
    }

    private func erase(
        _ keys: [RecordKey],
        for request: ComplianceRequest.ID,
        in store: any ComplianceStore,
        now: Instant
    ) async throws -> Int {
        var open = keys
        var counts = ErasureCounts()
        while !open.isEmpty {
            let report = try await store.erase(Erasure(request: request, keys: open, lateUntil: now, now: now))
            counts += report.counts
            // What is only waited for is a delivery that a dead server had under way: the next server's.
            guard !report.isWaiting else { break }
            open = keys.filter(report.open.contains)
        }
        return counts.customers + counts.orders
    }

    /// What tells two askings apart whose numbers differ.
    private struct Asking: Hashable {
        var store: StoreName
        var kind: ComplianceKind
        var customer: Int64?
        var receivedAt: Instant

        init(_ request: ComplianceRequest) {
            store = request.store
            kind = request.kind
            customer = request.notice.customerID
            receivedAt = request.receivedAt
        }
    }
}
