package import SyncModel

extension AdminStoreReader {
    package func ids(_ kind: RecordKind, after cursor: PageCursor?) async throws(ReadFault) -> GlimpsePage {
        let document = dialect.current.glimpses(kind).name
        let answer = try await asking(document, atMost: Self.glimpsesAtOnce) { size throws(ReadFault) in
            try await ask(
                { $0.glimpses(kind) },
                [
                    "first": .int(size), "after": .optional(cursor?.after),
                    "query": .optional(cursor?.floor.map { "id:>\($0)" }),
                ],
                origin: .history,
                as: GlimpsesAnswer.self
            )
        }
        let type = kind == .order ? "Order" : "Customer"
        var page = GlimpsePage(records: [])
        do {
            page.records = try answer.page.nodes.map { node in
                RecordGlimpse(id: try node.id.checked(as: type, at: "id"), updatedAt: node.updatedAt.instant)
            }
        } catch {
            throw Self.unreadable(error)
        }
        guard answer.page.pageInfo.hasNextPage else { return page }
        guard let after = answer.page.pageInfo.endCursor, let last = page.records.last else {
            throw AdminFaults.unreadable("a page promises another but does not tell where it begins")
        }
        let count = (cursor?.count ?? 0) + page.records.count
        page.next =
            count < Self.longestQuery
            ? PageCursor(after: after, floor: cursor?.floor, count: count) : PageCursor(after: nil, floor: last.id)
        return page
    }

    package func count(_ kind: RecordKind, in window: ReadWindow) async throws(ReadFault) -> RecordCount {
        let answer = try await ask(
            { $0.count(kind) },
            ["query": .optional(SearchQuery.countText(window))],
            origin: .history,
            as: CountAnswer.self
        )
        guard let count = answer.count else { throw AdminFaults.unreadable("no count") }
        return RecordCount(count.count, isAtLeast: count.precision != "EXACT")
    }

    private struct GlimpsesAnswer: Decodable, Sendable {
        var page: AdminConnection<Glimpse>

        struct Glimpse: Decodable, Sendable {
            var id: WireID
            var updatedAt: Timestamp
        }
    }

    private struct CountAnswer: Decodable, Sendable {
        var count: Count?

        struct Count: Decodable, Sendable {
            var count: Int64
            var precision: String
        }
    }
}
