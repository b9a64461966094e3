package import SyncModel

extension AdminStoreReader {
    package func records(
        _ kind: RecordKind,
        ids: [Int64],
        origin: Origin
    ) async throws(ReadFault) -> RecordsRead {
        var result = RecordsRead(readAt: client.clock.now)
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
        return result
    }

    private func readCustomers(
        _ ids: [Int64],
        _ origin: Origin,
        into result: inout RecordsRead
    ) async throws(ReadFault) {
        let readAt = client.clock.now
        let answer = try await ask(
            { $0.recordsByID(.customer) },
            ["ids": .gids(ids, of: "Customer")],
            origin: origin,
            as: NodesAnswer<BearingMetafields<AdminCustomer>>.self
        )
        let snapshot = snapshot(answer.shop, readAt: readAt)
        for (id, node) in try answer.pairs(ids) {
            guard let node else {
                result.missing.append(id)
                continue
            }
            do {
                result.records.append(.customer(try snapshot.record(node.node)))
            } catch {
                throw Self.unreadable(error)
            }
        }
    }

    private func readOrders(_ ids: [Int64], _ origin: Origin, into result: inout RecordsRead) async throws(ReadFault) {
        let readAt = client.clock.now
        let answer = try await ask(
            { $0.recordsByID(.order) },
            ["ids": .gids(ids, of: "Order"), "lines": .int(OrderLines.firstPage)],
            origin: origin,
            as: NodesAnswer<BearingMetafields<AdminOrder>>.self
        )
        let snapshot = snapshot(answer.shop, readAt: readAt)
        var records: [SyncRecord] = []
        var missing: [Int64] = []
        for (id, node) in try answer.pairs(ids) {
            if let record = try await whole(node?.node, id, snapshot, origin) {
                records.append(.order(record))
            } else {
                missing.append(id)
            }
        }
        result.records += records
        result.missing += missing
    }
}

/// Nodes in the order of the ids that were asked for, null for those that are not there.
struct NodesAnswer<Node: Decodable & Sendable>: Decodable, Sendable {
    var shop: ShopZone.Facts
    var nodes: [Node?]

    /// Every id with its node.
    func pairs(_ ids: [Int64]) throws(ReadFault) -> [(Int64, Node?)] {
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
