import SQLStore
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
    func repeated(in store: SQLStore, now: Instant) async throws -> Int {
        var known: Set<RequestAsking> = []
        for request in try await ErasuresSince(in: store).requests { known.insert(RequestAsking(request)) }
        var byStore: [StoreName: ComplianceRequest.ID] = [:]
        for request in requests where !known.contains(RequestAsking(request)) {
            let again = try await store.takeOver(request.askedAgain(now: now))
            if request.kind == .shopRedact { try await store.eraseShop(again) }
            byStore[request.store] = again
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
}

extension ComplianceRequest {
    /// The same with everything still to be done, by all that it says of the person.
    ///
    /// An open one keeps its time. One that was done is due anew, and nobody is asked back.
    fileprivate func askedAgain(now: Instant) -> ComplianceRequest {
        ComplianceRequest(
            id: id,
            store: store,
            notice: notice,
            source: state == .open ? source : Self.command,
            askedAt: askedAt,
            receivedAt: state == .open ? receivedAt : now
        )
    }
}
