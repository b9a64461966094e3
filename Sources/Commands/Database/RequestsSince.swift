import SQLStore
import SyncModel

/// Requests that erase nothing, such as for what is held of a person, as a store knows them that was replaced by an older state.
///
/// Without them nobody would answer an open one in its time, and the file that a done one made would lie there for good.
struct RequestsSince {
    let former: any ComplianceStore

    private static let page = 500

    /// Adds what an older state does not know, and brings forward what it knows as open.
    ///
    /// - Returns: how many.
    func takeOver(into store: SQLStore) async throws -> Int {
        let known = try await Self.all(in: store)
        var count = 0
        for request in try await Self.all(in: former).values.sorted(by: { $0.id.rawValue < $1.id.rawValue }) {
            guard let older = known[RequestAsking(request)] else {
                _ = try await store.takeOver(request)
                count += 1
                continue
            }
            guard older.state == .open, request.state == .done else { continue }
            var brought = request
            brought.id = older.id
            try await store.bringForward(brought)
            count += 1
        }
        return count
    }

    private static func all(in store: any ComplianceStore) async throws -> [RequestAsking: ComplianceRequest] {
        var found: [RequestAsking: ComplianceRequest] = [:]
        var last: ComplianceRequest.ID?
        while true {
            let page = try await store.requests(ComplianceFilter(behind: last), limit: Self.page)
            for request in page where !request.kind.erases && request.unread == nil {
                found[RequestAsking(request)] = request
            }
            guard page.count == Self.page, let end = page.last else { return found }
            last = end.id
        }
    }
}

/// What tells two askings apart whose numbers differ.
struct RequestAsking: Hashable {
    var store: StoreName
    var kind: ComplianceKind
    var customer: Int64?
    var askedAt: Instant

    init(_ request: ComplianceRequest) {
        store = request.store
        kind = request.kind
        customer = request.notice.customerID
        askedAt = request.askedAt
    }
}
