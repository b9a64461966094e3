package import SyncModel

extension SQLStore {
    /// Looks through what holds something of people, row by row, for what cannot be read; only reads.
    ///
    /// - Returns: how many rows there are, the first of them by name.
    package func unreadRows() async throws -> UnreadRows {
        var unread = UnreadRows()
        for table in SealedTable.all {
            var last: [SQLValue]?
            while true {
                try Task.checkCancellation()
                let page = try await page(of: table, behind: last)
                for row in page { unread.add(UnreadRows(try problem(of: row, in: table).map { [$0] } ?? [])) }
                guard page.count == Self.rowsAtOnce, let end = page.last else { break }
                last = Array(end.values.prefix(table.key.count))
            }
        }
        return unread
    }

    private static let rowsAtOnce = 500

    private func page(of table: SealedTable, behind last: [SQLValue]?) async throws -> [SQLRow] {
        let key = table.key.joined(separator: ", ")
        let behind = last == nil ? "" : " WHERE (\(key)) > (\(table.key.map { _ in "?" }.joined(separator: ", ")))"
        let statement = "SELECT \(table.read) FROM \(table.name)\(behind) ORDER BY \(key) LIMIT ?"
        return try await database.read { session in
            try session.query(statement, (last ?? []) + [SQLValue(Self.rowsAtOnce)])
        }
    }

    /// The first value of a row that cannot be read.
    private func problem(of row: SQLRow, in table: SealedTable) throws -> UnreadRow? {
        for (column, value) in zip(table.sealed, table.values(row)) {
            guard case .blob(let bytes) = value, !bytes.isEmpty else { continue }
            do {
                try check(coding.opened(bytes, at: table.place(row, column)), in: "\(table.name).\(column)", row)
            } catch let failure as StoreFailure where failure.isOfOneRow {
                return try named(row, in: table, column, "\(failure)")
            }
        }
        return nil
    }

    /// What else is stored are bytes as they came, or is taken for doubtful where it does not read.
    private func check(_ plain: [UInt8], in column: String, _ row: SQLRow) throws {
        switch column {
        case "records.body" where try row.name(1, of: RecordKind.self) == .customer:
            _ = try coding.value(CustomerRecord.self, from: plain)
        case "records.body": _ = try coding.value(OrderRecord.self, from: plain)
        case "lanes.fault": _ = try coding.value(DeliveryFault.self, from: plain)
        case "deliveries.note": _ = try coding.value(DeliveryNote.self, from: plain)
        case "compliance_requests.body": _ = try coding.value(ComplianceRequest.self, from: plain)
        case "crm_erasures.body": _ = try coding.value(CRMErasure.self, from: plain)
        default: break
        }
    }

    /// A row by the name that a person knows it by.
    func named(
        _ row: SQLRow,
        in table: SealedTable,
        _ column: String,
        _ reason: String
    ) throws -> UnreadRow {
        switch table.name {
        case "receipts": return UnreadRow(webhook: try row.integer(0), of: StoreName(try row.text(1)), reason: reason)
        case "records":
            let kind = try row.name(1, of: RecordKind.self)
            return UnreadRow(
                RecordKey(store: StoreName(try row.text(2)), kind: kind, id: try row.integer(0)),
                reason: reason
            )
        case "lanes", "deliveries":
            let lane = try LaneKey(row)
            let what = table.name == "lanes" ? "CRM link" : "delivery note"
            return UnreadRow(
                lane.record,
                of: lane.destination,
                kind: "\(what) of \(lane.record.kind)",
                reason: reason
            )
        case "compliance_requests":
            return UnreadRow(
                store: StoreName(try row.text(1)),
                kind: "request",
                id: "\(try row.integer(0))",
                reason: reason
            )
        case "crm_erasures":
            return UnreadRow(
                store: StoreName(try row.text(1)),
                kind: "erasure of customer",
                id: "\(try row.integer(2))",
                destination: DestinationName(try row.text(0)),
                reason: reason
            )
        default:
            let number = try row.integer(0)
            return UnreadRow(
                store: StoreName("all stores"),
                kind: "row of \(table.name)",
                id: "\(number)",
                reason: reason
            )
        }
    }
}
