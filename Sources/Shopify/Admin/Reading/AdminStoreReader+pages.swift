package import SyncModel

extension AdminStoreReader {
    /// Shopify ends a list at 25,000 records, so a query is begun anew from the last one well before.
    static var longestQuery: Int { 24_000 }

    package func page(
        _ kind: RecordKind,
        in window: ReadWindow,
        after cursor: PageCursor?,
        origin: Origin
    ) async throws(ReadFault) -> RecordPage {
        var asked = window
        if let floor = cursor?.floor { asked.since = Instant(microseconds: floor) }
        let query = SearchQuery.widened(kind, asked)
        let document = dialect.current.recordPage(kind).name
        return try await asking(document, atMost: kind.batchSize) { size throws(ReadFault) in
            var variables: [String: GraphQLValue] = [
                "first": .int(size), "after": .optional(cursor?.after),
                "query": .optional(SearchQuery.text(kind, query)), "sort": .string(SearchQuery.sortKey(query)),
            ]
            switch kind {
            case .customer:
                return try await page(.customer, window, asked, cursor, variables, origin) {
                    (item: ReadableNode<BearingMetafields<AdminCustomer>>, snapshot) throws(ReadFault) in
                    .customer(try Self.customer(item, snapshot))
                }
            case .order:
                variables["lines"] = .int(OrderLines.firstPage)
                return try await page(.order, window, asked, cursor, variables, origin) {
                    (item: ReadableNode<BearingMetafields<AdminOrder>>, snapshot) throws(ReadFault) in
                    // One that vanishes while its lines are read is no longer part of the window.
                    try await whole(try item.get().node, item.id.number, snapshot, origin).map { .order($0) }
                }
            }
        }
    }

    private func page<Node: DatedNode & IdentifiedNode>(
        _ kind: RecordKind,
        _ window: ReadWindow,
        _ asked: ReadWindow,
        _ cursor: PageCursor?,
        _ variables: [String: GraphQLValue],
        _ origin: Origin,
        record: (Node, AdminSnapshot) async throws(ReadFault) -> SyncRecord?
    ) async throws(ReadFault) -> RecordPage {
        let begunAt = client.clock.now
        let answer = try await ask({ $0.recordPage(kind) }, variables, origin: origin, as: PageAnswer<Node>.self)
        let snapshot = snapshot(answer.shop, begunAt: begunAt)
        var page = RecordPage(records: [], readAt: snapshot.readAt)
        for node in answer.page.nodes {
            guard window.contains(node.time(by: window.basis)) else {
                page.outside += 1
                continue
            }
            do throws(ReadFault) {
                if let record = try await record(node, snapshot) { page.records.append(record) }
            } catch  where error.isOfOneRecord {
                page.unreadable.append(UnreadableRecord(id: node.id.number, problem: error.message))
            }
        }
        page.next = try next(answer, asked, cursor)
        return page
    }

    /// Where the next page begins.
    func next<Node: DatedNode>(
        _ answer: PageAnswer<Node>,
        _ asked: ReadWindow,
        _ cursor: PageCursor?
    ) throws(ReadFault) -> PageCursor? {
        guard answer.page.pageInfo.hasNextPage else { return nil }
        // In order of time, so that nothing behind it is within.
        if let until = asked.until, let last = answer.page.nodes.last, last.time(by: asked.basis) >= until {
            return nil
        }
        guard let after = answer.page.pageInfo.endCursor, let last = answer.page.nodes.last else {
            throw AdminFaults.unreadable("a page promises another but does not tell where it begins")
        }
        let count = (cursor?.count ?? 0) + answer.page.nodes.count
        guard count >= Self.longestQuery else { return PageCursor(after: after, floor: cursor?.floor, count: count) }
        let floor = last.time(by: asked.basis)
        guard asked.since.map({ floor > $0 }) ?? true else {
            throw ReadFault(
                .invalidRequest,
                .refuse,
                message: "more than \(Self.longestQuery) records changed in one second, and a list ends at 25,000: "
                    + "read this window by a bulk operation"
            )
        }
        return PageCursor(after: nil, floor: floor.microseconds)
    }
}

/// What a glimpse shows.
struct AdminGlimpse: DatedNode, IdentifiedNode {
    var id: WireID
    var createdAt: Timestamp
    var updatedAt: Timestamp
}

/// A page with the shop that it is local to.
struct PageAnswer<Node: Decodable & Sendable>: Decodable, Sendable {
    var shop: ShopZone.Facts
    var page: AdminConnection<Node>
}

/// A node that windows of time select.
protocol DatedNode: Decodable, Sendable {
    var createdAt: Timestamp { get }
    var updatedAt: Timestamp { get }
}

extension DatedNode {
    func time(by basis: ReadWindow.Basis) -> Instant {
        switch basis {
        case .updatedAt: updatedAt.instant
        case .createdAt: createdAt.instant
        }
    }
}

extension AdminOrder: DatedNode {}
extension AdminCustomer: DatedNode {}

extension BearingMetafields: DatedNode where Node: DatedNode {
    var createdAt: Timestamp { node.createdAt }
    var updatedAt: Timestamp { node.updatedAt }
}

extension BearingMetafields: IdentifiedNode where Node: IdentifiedNode {
    var id: WireID { node.id }
}
