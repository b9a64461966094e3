package import SyncModel

extension AdminStoreReader {
    package func records(
        _ kind: RecordKind,
        ids: [Int64],
        origin: Origin
    ) async throws(ReadFault) -> RecordsRead {
        let begunAt = client.clock.now
        var result = RecordsRead(readAt: begunAt)
        var known: Set<Int64> = []
        var rest = ids.filter { known.insert($0).inserted }[...]
        let document = dialect.current.recordsByID(kind).name
        while !rest.isEmpty {
            let asked = rest
            let count = try await asking(document, atMost: min(kind.batchSize, asked.count)) { size throws(ReadFault) in
                let chunk = Array(asked.prefix(size))
                switch kind {
                case .customer: try await readCustomers(chunk, origin, into: &result)
                case .order: try await readOrders(chunk, origin, into: &result)
                }
                return chunk.count
            }
            rest = rest.dropFirst(count)
        }
        result.readAt = client.watch.shopTime(at: begunAt)
        return result
    }

    private func readCustomers(
        _ ids: [Int64],
        _ origin: Origin,
        into result: inout RecordsRead
    ) async throws(ReadFault) {
        let begunAt = client.clock.now
        let answer = try await ask(
            { $0.recordsByID(.customer) },
            ["ids": .gids(ids, of: "Customer")],
            origin: origin,
            as: NodesAnswer<BearingMetafields<AdminCustomer>>.self
        )
        let snapshot = snapshot(answer.shop, begunAt: begunAt)
        for (id, node) in try answer.pairs(ids) {
            guard let node else {
                result.missing.append(id)
                continue
            }
            do throws(ReadFault) {
                result.records.append(.customer(try Self.customer(node, snapshot)))
            } catch {
                result.unreadable.append(UnreadableRecord(id: id, problem: error.message))
            }
        }
    }

    /// - Throws: a fault of this one record.
    static func customer(
        _ node: ReadableNode<BearingMetafields<AdminCustomer>>,
        _ snapshot: AdminSnapshot
    ) throws(ReadFault) -> CustomerRecord {
        let content = try node.get().node
        do {
            return try snapshot.record(content)
        } catch {
            throw Self.unreadable(error)
        }
    }

    private func readOrders(_ ids: [Int64], _ origin: Origin, into result: inout RecordsRead) async throws(ReadFault) {
        let begunAt = client.clock.now
        let answer = try await ask(
            { $0.recordsByID(.order) },
            ["ids": .gids(ids, of: "Order"), "lines": .int(OrderLines.firstPage)],
            origin: origin,
            as: NodesAnswer<BearingMetafields<AdminOrder>>.self
        )
        let snapshot = snapshot(answer.shop, begunAt: begunAt)
        var brought = RecordsRead(readAt: result.readAt)
        for (id, node) in try answer.pairs(ids) {
            do throws(ReadFault) {
                if let record = try await whole(try node?.get().node, id, snapshot, origin) {
                    brought.records.append(.order(record))
                } else {
                    brought.missing.append(id)
                }
            } catch  where error.isOfOneRecord {
                brought.unreadable.append(UnreadableRecord(id: id, problem: error.message))
            }
        }
        result.add(brought)
    }
}

/// Nodes in the order of the ids that were asked for, null for those that are not there.
struct NodesAnswer<Node: DatedNode & IdentifiedNode>: Decodable, Sendable {
    var shop: ShopZone.Facts
    var nodes: [ReadableNode<Node>?]

    /// Every id with its node.
    func pairs(_ ids: [Int64]) throws(ReadFault) -> [(Int64, ReadableNode<Node>?)] {
        guard nodes.count == ids.count else {
            throw AdminFaults.unreadable("\(nodes.count) nodes for \(ids.count) ids")
        }
        return Array(zip(ids, nodes))
    }
}

extension RecordKind {
    /// How many records are asked for at once before Shopify finds it too costly.
    var batchSize: Int {
        switch self {
        case .customer: 100
        case .order: 25
        }
    }
}
