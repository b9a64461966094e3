import FoundationEssentials
import SyncModel

/// Finds out where a line of a result file belongs, without reading all of it.
struct BulkLine {
    /// The record: the parent of a child, else the line's own.
    let record: Int64
    let isChild: Bool

    private static let parentKey = Array(#""__parentId":"#.utf8)
    private static let idKey = Array(#"{"id":"#.utf8)
    private static let gidStart = Array(#""gid:"#.utf8)
    private static let quote = UInt8(ascii: "\"")
    private static let backslash = UInt8(ascii: "\\")

    /// - Throws: ``ReadFault``, if the line is not JSON with an id.
    init(_ line: ArraySlice<UInt8>) throws(ReadFault) {
        if let found = Self.scan(line) {
            self = found
            return
        }
        do {
            let ids = try JSONDecoder().decode(IDs.self, from: Data(line))
            self.init(record: (ids.parent ?? ids.id).number, isChild: ids.parent != nil)
        } catch {
            throw BulkResults.broken("a line is not JSON with an id, or was cut short")
        }
    }

    private init(record: Int64, isChild: Bool) {
        self.record = record
        self.isChild = isChild
    }

    /// The usual form, in which Shopify writes: the id first and no spaces.
    ///
    /// In JSON a quotation mark within a text is escaped, so the key in plain quotation marks is a key. Whether a guess
    /// was right is seen when the line is read: a child that is not found with its parent fails the file.
    private static func scan(_ line: ArraySlice<UInt8>) -> BulkLine? {
        line.withUnsafeBufferPointer { line in
            guard line.last == UInt8(ascii: "}") else { return nil }
            if let key = start(of: parentKey, in: line) {
                guard key == 0 || line[key - 1] != backslash else { return nil }
                return number(line, at: key + parentKey.count).map { BulkLine(record: $0, isChild: true) }
            }
            guard line.starts(with: idKey) else { return nil }
            return number(line, at: idKey.count).map { BulkLine(record: $0, isChild: false) }
        }
    }

    /// Where the key stands, looked for from the end, where Shopify puts it.
    private static func start(of key: [UInt8], in line: UnsafeBufferPointer<UInt8>) -> Int? {
        var index = line.count - key.count
        while index >= 0 {
            if line[index] == quote, line[index + 1] == key[1], line[index...].starts(with: key) { return index }
            index -= 1
        }
        return nil
    }

    /// The number at the end of a quoted GID.
    private static func number(_ line: UnsafeBufferPointer<UInt8>, at start: Int) -> Int64? {
        guard line[start...].starts(with: gidStart), let end = line[(start + 1)...].firstIndex(of: quote) else {
            return nil
        }
        var first = end
        while (0x30...0x39).contains(line[first - 1]) { first -= 1 }
        guard (1...18).contains(end - first) else { return nil }
        return line[first..<end].reduce(0) { $0 * 10 + Int64($1 - 0x30) }
    }

    private struct IDs: Decodable {
        var id: WireID
        var parent: WireID?

        private enum CodingKeys: String, CodingKey {
            case id
            case parent = "__parentId"
        }
    }
}
