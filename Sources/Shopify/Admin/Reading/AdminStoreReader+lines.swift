import SyncModel

/// How an order's lines are read.
enum OrderLines {
    /// Lines that come with the order: most orders have fewer, and every one asked for costs points.
    static let firstPage = 20
    static let nextPage = 100
    /// Far beyond what an order can hold: a server that always says "more" must not keep us for ever.
    static let mostPages = 500
    /// An order that changes while it is read is read again, but not for ever.
    static let mostReads = 3
}

extension AdminStoreReader {
    /// The order with all its lines, all of one moment; `nil` where it is gone.
    func whole(
        _ first: AdminOrder?,
        _ id: Int64,
        _ snapshot: AdminSnapshot,
        _ origin: Origin
    ) async throws(ReadFault) -> OrderRecord? {
        var order = first
        var snapshot = snapshot
        for _ in 0..<OrderLines.mostReads {
            guard let current = order else { return nil }
            guard current.id.number == id else { throw AdminFaults.misfit("another order than was asked for") }
            if let lines = try await lines(of: current, origin) {
                do {
                    dialect.prove()
                    return try snapshot.record(current, lines: lines)
                } catch {
                    throw Self.unreadable(error)
                }
            }
            (order, snapshot) = try await again(id, origin)
        }
        throw Self.cut("an order kept changing while its lines were read")
    }

    /// All lines; `nil` where the order changed while they were read.
    private func lines(of order: AdminOrder, _ origin: Origin) async throws(ReadFault) -> [AdminLine]? {
        guard let first = order.lineItems else { throw Self.cut("an order came without its lines") }
        var lines = first.nodes
        var page = first.pageInfo
        var pages = 1
        while page.hasNextPage {
            guard let cursor = page.endCursor, pages < OrderLines.mostPages else {
                throw Self.cut("an order's lines did not come to an end")
            }
            let next = try await moreLines(of: order.id.number, after: cursor, origin)
            guard let next, next.updatedAt.instant == order.updatedAt.instant else { return nil }
            lines += next.lineItems.nodes
            page = next.lineItems.pageInfo
            pages += 1
        }
        guard Set(lines.map(\.id.number)).count == lines.count else { throw Self.cut("an order's line came twice") }
        return lines
    }

    private func moreLines(
        of id: Int64,
        after cursor: String,
        _ origin: Origin
    ) async throws(ReadFault) -> LinesAnswer.Order? {
        try await asking("MoreOrderLines", atMost: OrderLines.nextPage) { size throws(ReadFault) in
            try await ask(
                { $0.moreLines },
                ["id": .string("gid://shopify/Order/\(id)"), "lines": .int(size), "after": .string(cursor)],
                origin: origin,
                as: LinesAnswer.self
            ).order
        }
    }

    private func again(_ id: Int64, _ origin: Origin) async throws(ReadFault) -> (AdminOrder?, AdminSnapshot) {
        let begunAt = client.clock.now
        let answer = try await ask(
            { $0.recordsByID(.order) },
            ["ids": .gids([id], of: "Order"), "lines": .int(OrderLines.firstPage)],
            origin: origin,
            as: NodesAnswer<BearingMetafields<AdminOrder>>.self
        )
        return (try answer.pairs([id])[0].1?.get().node, snapshot(answer.shop, begunAt: begunAt))
    }

    /// Of this order alone: were it asked for again and again, all others would wait for it.
    private static func cut(_ message: String) -> ReadFault { ReadFault(.cutList, .refuse, message: message) }
}

/// The rest of an order's lines.
struct LinesAnswer: Decodable, Sendable {
    var order: Order?

    struct Order: Decodable, Sendable {
        var updatedAt: Timestamp
        var lineItems: AdminConnection<AdminLine>
    }
}
