package import SyncModel

extension AdminStoreReader {
    static var glimpsesAtOnce: Int { 250 }

    package func glimpses(
        _ kind: RecordKind,
        in window: ReadWindow,
        after cursor: PageCursor?,
        origin: Origin
    ) async throws(ReadFault) -> GlimpsePage {
        var asked = window
        if let floor = cursor?.floor { asked.since = Instant(microseconds: floor) }
        let query = SearchQuery.widened(kind, asked)
        let document = dialect.current.glimpsePage(kind)
        let answer = try await asking(document.name, atMost: Self.glimpsesAtOnce) { size throws(ReadFault) in
            try await client.ask(
                document,
                [
                    "first": .int(size), "after": .optional(cursor?.after),
                    "query": .optional(SearchQuery.text(kind, query)), "sort": .string(SearchQuery.sortKey(query)),
                ],
                origin: origin,
                as: PageAnswer<AdminGlimpse>.self
            )
        }
        var page = GlimpsePage(records: [])
        for node in answer.page.nodes where window.contains(node.time(by: window.basis)) {
            do {
                page.records.append(try node.glimpse(of: kind))
            } catch {
                throw Self.unreadable(error)
            }
        }
        page.next = try next(answer, asked, cursor)
        return page
    }
}

extension AdminGlimpse {
    /// - Throws: ``BodyProblem``, for an id of another type.
    fileprivate func glimpse(of kind: RecordKind) throws -> RecordGlimpse {
        let type = kind == .order ? "Order" : "Customer"
        return RecordGlimpse(id: try id.checked(as: type, at: "id"), updatedAt: updatedAt.instant)
    }
}
