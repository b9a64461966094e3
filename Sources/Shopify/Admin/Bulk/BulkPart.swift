import FoundationEssentials
import SyncModel

/// One part of a result file, put together to records.
struct BulkPart {
    private let bytes: [UInt8]
    private var roots: [(id: Int64, line: Range<Int>)] = []
    private var children: [Int64: [Range<Int>]] = [:]
    private let decoder = JSONDecoder()

    /// Sorts a part's lines by record.
    ///
    /// - Throws: ``ReadFault``, for a child whose parent is not there.
    init(_ bytes: [UInt8]) throws(ReadFault) {
        self.bytes = bytes
        var places: [Int64: Int] = [:]
        var start = 0
        while start < bytes.count {
            let end = Self.end(ofLineAt: start, in: bytes)
            let line = try BulkLine(bytes[start..<end])
            if line.isChild {
                children[line.record, default: []].append(start..<end)
            } else if let place = places[line.record] {
                // A record that changed during the operation may come twice: the later line is the newer.
                roots[place].line = start..<end
            } else {
                places[line.record] = roots.count
                roots.append((line.record, start..<end))
            }
            start = end + 1
        }
        guard children.keys.allSatisfy({ places[$0] != nil }) else {
            throw BulkResults.broken("a line's parent is not in the file")
        }
    }

    private static func end(ofLineAt start: Int, in bytes: [UInt8]) -> Int {
        bytes.withUnsafeBufferPointer { all in
            var place = start
            while place < all.count, all[place] != UInt8(ascii: "\n") { place += 1 }
            return place
        }
    }

    var count: Int { roots.count }

    func id(_ index: Int) -> Int64 { roots[index].id }

    /// The record at a place of the part.
    ///
    /// - Throws: a fault of this one record.
    func record(_ index: Int, _ kind: RecordKind, _ snapshot: AdminSnapshot) throws(ReadFault) -> SyncRecord {
        let root = roots[index]
        let lines = children[root.id] ?? []
        do {
            var hash = StableHash()
            for range in [root.line] + lines { hash.combine(bytes[range]) }
            switch kind {
            case .customer:
                guard lines.isEmpty else { throw BodyProblem(path: "", "is a customer with children") }
                let customer = try decoder.decode(
                    BearingMetafields<AdminCustomer>.self,
                    from: Data(bytes[root.line])
                ).node
                return .customer(try snapshot.record(checked(customer, root.id), bytes: hash))
            case .order:
                let order = try order(in: root.line)
                return .order(
                    try snapshot.record(checked(order, root.id), lines: children(of: root.id, lines), bytes: hash)
                )
            }
        } catch {
            throw AdminFaults.misfit(BodyProblem(error).description)
        }
    }

    /// The lines of an order, each once.
    private func children(of id: Int64, _ ranges: [Range<Int>]) throws -> [AdminLine] {
        var lines: [AdminLine] = []
        var places: [Int64: Int] = [:]
        for range in ranges {
            let (line, parent) = try child(in: range)
            guard parent.number == id else { throw BodyProblem(path: "__parentId", "must be the line's order") }
            if let place = places[line.id.number] {
                lines[place] = line
            } else {
                places[line.id.number] = lines.count
                lines.append(line)
            }
        }
        return lines
    }

    private func order(in range: Range<Int>) throws -> AdminOrder {
        if let order = usual(range, { try AdminOrder(reading: &$0) }) { return order }
        return try decoder.decode(BearingMetafields<AdminOrder>.self, from: Data(bytes[range])).node
    }

    private func child(in range: Range<Int>) throws -> (line: AdminLine, parent: WireID) {
        if let child = usual(range, { try AdminLine.reading(&$0) }) { return child }
        let child = try decoder.decode(Child.self, from: Data(bytes[range]))
        return (child.line, child.parent)
    }

    /// What a line in the usual form says; `nil` for one in another.
    private func usual<Value>(_ range: Range<Int>, _ read: (inout LineReader) throws -> Value) -> Value? {
        bytes.withUnsafeBufferPointer { all in
            var reader = LineReader(UnsafeBufferPointer(rebasing: all[range]))
            guard let value = try? read(&reader), (try? reader.end()) != nil else { return nil }
            return value
        }
    }

    private func checked<Node: IdentifiedNode>(_ node: Node, _ id: Int64) throws -> Node {
        guard node.id.number == id else { throw BodyProblem(path: "id", "must stand in the record once") }
        return node
    }

    private struct Child: Decodable {
        var parent: WireID
        var line: AdminLine

        private enum CodingKeys: String, CodingKey { case parent = "__parentId" }

        init(from decoder: any Decoder) throws {
            parent = try decoder.container(keyedBy: CodingKeys.self).decode(WireID.self, forKey: .parent)
            line = try AdminLine(from: decoder)
        }
    }
}

/// A node with an id.
protocol IdentifiedNode {
    var id: WireID { get }
}

extension AdminOrder: IdentifiedNode {}
extension AdminCustomer: IdentifiedNode {}
