/// Comma-separated rows as Bulk API 2.0 takes and gives them: UTF-8, line feeds, quotes doubled.
enum SalesforceCSV {
    /// What empties a field; an empty cell leaves it as it is.
    static let clears = "#N/A"
    /// The longest text in one cell.
    static let longestCell = 32_000

    /// A row for the file.
    static func row(_ cells: [String]) -> String {
        cells.map(quoted).joined(separator: ",") + "\n"
    }

    /// A value as a cell; text that reads like the mark for emptying is told apart by a space.
    static func cell(_ value: SalesforceValue?) -> String {
        switch value {
        case nil: return ""
        case .null: return clears
        case .some(let value):
            let text = value.plain ?? ""
            return text == clears ? "#N/A." : text
        }
    }

    private static func quoted(_ cell: String) -> String {
        let isPlain = cell.utf8.allSatisfy { byte in
            byte != UInt8(ascii: ",") && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\n")
                && byte != UInt8(ascii: "\r")
        }
        let isBare = cell.first?.isWhitespace != true && cell.last?.isWhitespace != true
        return isPlain && isBare ? cell : "\"\(cell.replacing("\"", with: "\"\""))\""
    }

    /// Reads rows by their header's names.
    static func rows(_ bytes: [UInt8]) -> [[String: String]] {
        var table = parse(bytes)
        guard !table.isEmpty else { return [] }
        let header = table.removeFirst()
        return table.filter { $0.count == header.count }.map { cells in
            Dictionary(zip(header, cells)) { first, _ in first }
        }
    }

    private static func parse(_ bytes: [UInt8]) -> [[String]] {
        var table: [[String]] = []
        var row: [String] = []
        var cell: [UInt8] = []
        var isQuoted = false
        var index = 0
        func text() -> String { String(decoding: cell, as: UTF8.self) }
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            if isQuoted {
                guard byte == UInt8(ascii: "\"") else {
                    cell.append(byte)
                    continue
                }
                if index < bytes.count, bytes[index] == UInt8(ascii: "\"") {
                    cell.append(byte)
                    index += 1
                } else {
                    isQuoted = false
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""): isQuoted = true
            case UInt8(ascii: ","):
                row.append(text())
                cell = []
            case UInt8(ascii: "\r"): continue
            case UInt8(ascii: "\n"):
                row.append(text())
                table.append(row)
                (row, cell) = ([], [])
            default: cell.append(byte)
            }
        }
        if !cell.isEmpty || !row.isEmpty { table.append(row + [text()]) }
        return table
    }
}
