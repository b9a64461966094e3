/// An ingest job of Bulk API 2.0.
struct OrgJob: Sendable {
    var id: String
    var object: String
    var operation: String
    var key: String?
    var state = "Open"
    var errorMessage: String?
    var createdBy: String
    var createdAt: String
    var version: String
    var upload: [[String]]?
    var polls = 0
    /// When it was closed, from which the org's own time counts.
    var closedAt: SandboxTime?
    var processed = 0
    var successful: [[String]] = []
    var failed: [[String]] = []

    var json: SandboxJSON {
        var members: [SandboxJSON.Member] = [
            .init("id", .string(id)), .init("operation", .string(operation)), .init("object", .string(object)),
            .init("createdById", .string(createdBy)), .init("createdDate", .string(createdAt)),
            .init("systemModstamp", .string(createdAt)), .init("state", .string(state)),
        ]
        if let key { members.append(.init("externalIdFieldName", .string(key))) }
        members += [
            .init("concurrencyMode", "Parallel"), .init("contentType", "CSV"), .init("apiVersion", .number(version)),
            .init("lineEnding", "LF"), .init("columnDelimiter", "COMMA"),
        ]
        if state == "Open" {
            members.append(.init("contentUrl", .string("services/data/v\(version)/jobs/ingest/\(id)/batches")))
        }
        if ["InProgress", "JobComplete", "Failed"].contains(state) {
            members += [
                .init("jobType", "V2Ingest"), .init("numberRecordsProcessed", .integer(processed)),
                .init("numberRecordsFailed", .integer(failed.count)), .init("retries", 0),
                .init("totalProcessingTime", 0), .init("apiActiveProcessingTime", 0), .init("apexProcessingTime", 0),
            ]
        }
        if let errorMessage { members.append(.init("errorMessage", .string(errorMessage))) }
        return .object(members)
    }

    /// Rows as a results file, every cell of the first two columns quoted, as they are recorded.
    static func file(_ head: [String], _ rows: [[String]]) -> String {
        ([head] + rows).map { row in
            row.map { "\"\($0.replacing("\"", with: "\"\""))\"" }.joined(separator: ",") + "\n"
        }
        .joined()
    }

    /// Comma-separated rows; nil where a quote is not closed.
    static func rows(_ text: String) -> [[String]]? {
        var table: [[String]] = []
        var row: [String] = []
        var cell = ""
        var isQuoted = false
        var characters = text.unicodeScalars.makeIterator()
        var pending: Unicode.Scalar?
        while let scalar = pending ?? characters.next() {
            pending = nil
            if isQuoted {
                guard scalar == "\"" else {
                    cell.unicodeScalars.append(scalar)
                    continue
                }
                pending = characters.next()
                if pending == "\"" {
                    cell.append("\"")
                    pending = nil
                } else {
                    isQuoted = false
                }
            } else if scalar == "\"" {
                isQuoted = true
            } else if scalar == "," {
                row.append(cell)
                cell = ""
            } else if scalar == "\n" {
                table.append(row + [cell])
                (row, cell) = ([], "")
            } else {
                cell.unicodeScalars.append(scalar)
            }
        }
        guard !isQuoted else { return nil }
        if !row.isEmpty || !cell.isEmpty { table.append(row + [cell]) }
        return table
    }
}
