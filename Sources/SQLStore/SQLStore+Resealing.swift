package import SyncModel

/// How far a store was sealed anew.
package struct ResealPlace: Sendable, Hashable {
    var table = 0
    var last: [SQLValue]?

    /// Before the first row.
    package init() {}
}

/// What one step came to.
package struct ResealStep: Sendable, Hashable {
    package var looked = 0
    package var resealed = 0
    /// Rows with a value that was left as it is, since it does not open or does not read.
    package var unread = UnreadRows()
    /// How many values were changed since they were sealed, by the key's mark: no key opens them, so none is kept for them.
    package var damaged: [String: Int64] = [:]
    /// Where it goes on; `nil` at the end.
    package var next: ResealPlace?
}

extension SQLStore {
    /// Seals what stands under another key, or is readable, under the key that seals now.
    ///
    /// Where none does, everything is made readable again. What somebody else writes meanwhile stays as they wrote it.
    ///
    /// - Parameters:
    ///   - place: where the step before left off.
    ///   - limit: rows to look at, all of one table.
    /// - Returns: what was done, what was passed over, and where it goes on.
    /// - Throws: `StoreFailure`, and for no single value.
    package func reseal(from place: ResealPlace, limit: Int) async throws -> ResealStep {
        guard SealedTable.all.indices.contains(place.table) else { return ResealStep() }
        let table = SealedTable.all[place.table]
        let rows = try await database.read { session in
            let key = table.key.joined(separator: ", ")
            let behind = place.last.map { _ in
                " WHERE (\(key)) > (\(table.key.map { _ in "?" }.joined(separator: ", ")))"
            }
            return try session.query(
                "SELECT \(table.read) FROM \(table.name)\(behind ?? "") ORDER BY \(key) LIMIT ?",
                (place.last ?? []) + [SQLValue(limit)]
            )
        }
        var step = ResealStep(looked: rows.count)
        let changes = try rows.compactMap { try change(of: $0, in: table, &step) }
        if !changes.isEmpty {
            let isRecords = table.name == SealedTable.records.name
            let columns = table.sealed + (isRecords ? ["folded_email"] : [])
            let statement =
                "UPDATE \(table.name) SET " + columns.map { "\($0) = ?" }.joined(separator: ", ") + " WHERE "
                + (table.key.map { "\($0) = ?" } + table.sealed.map { "\($0) IS NOT DISTINCT FROM ?" })
                .joined(separator: " AND ")
            step.resealed = try await database.write { try $0.execute(statement, each: changes) }
        }
        if rows.count == limit, let last = rows.last {
            step.next = place
            step.next?.last = Array(last.values.prefix(table.key.count))
        } else if place.table + 1 < SealedTable.all.count {
            step.next = ResealPlace()
            step.next?.table = place.table + 1
        }
        return step
    }

    /// The values of the update of a row; `nil` where it stands under the key that seals.
    private func change(of row: SQLRow, in table: SealedTable, _ step: inout ResealStep) throws -> [SQLValue]? {
        let known = Array(table.values(row))
        var changed = known
        var address: SQLValue?
        for (index, value) in known.enumerated() {
            guard case .blob(let bytes) = value, !bytes.isEmpty, SealedForm.mark(of: bytes) != coding.seal?.mark else {
                continue
            }
            let column = table.sealed[index]
            let place = try table.place(row, column)
            do {
                guard let plain = try coding.openedIfSound(bytes, at: place) else {
                    if let mark = SealedForm.mark(of: bytes) { step.damaged[mark, default: 0] += 1 }
                    step.unread.add(try named(row, in: table, column, "it was changed since it was sealed"))
                    continue
                }
                changed[index] = .blob(try coding.stored(plain, at: place))
                if table.name == SealedTable.records.name { address = try self.address(in: plain, row) }
            } catch let failure as StoreFailure where failure.isOfOneRow {
                // One that opens and does not read gets its seal, and is found by no address.
                step.unread.add(try named(row, in: table, column, "\(failure)"))
            }
        }
        guard changed != known else { return nil }
        let addresses = table.name == SealedTable.records.name ? [address ?? .null] : []
        return changed + addresses + row.values.prefix(table.key.count) + known
    }

    /// The address of a record as it is kept under the key that seals.
    private func address(in body: [UInt8], _ row: SQLRow) throws -> SQLValue {
        let record: SyncRecord =
            switch try row.name(1, of: RecordKind.self) {
            case .customer: .customer(try coding.value(CustomerRecord.self, from: body))
            case .order: .order(try coding.value(OrderRecord.self, from: body))
            }
        return SQLValue(coding.compared(record.foldedEmail))
    }

    /// What is under which key, counted row by row.
    package func sealing() async throws -> SealInventory {
        let dialect = dialect
        return try await database.read { try SealInventory($0, dialect: dialect) }
    }

    /// Forgets keys under which an inventory found nothing, so that a start without them is not refused any more.
    ///
    /// - Returns: the marks of the keys that were forgotten.
    package func forgetSeals(without inventory: SealInventory) async throws -> [String] {
        let current = coding.seal?.mark
        return try await database.write { session in
            let known = try session.query("SELECT mark FROM seals ORDER BY mark", []).map { try $0.text(0) }
            let gone = known.filter { $0 != current && inventory.sealed[$0] == nil }
            try session.execute("DELETE FROM seals WHERE mark = ?", each: gone.map { [.text($0)] })
            return gone
        }
    }
}

/// How many values stand under which key; needs no key to tell.
package struct SealInventory: Sendable, Hashable {
    /// By the keys' marks.
    package var sealed: [String: Int64] = [:]
    package var readable: Int64 = 0
    /// The marks of the keys without which the store is not opened, also where nothing is under them by now.
    package var demanded: Set<String> = []

    /// Reads all tables that hold something of people; nothing is counted in one of a schema without seals.
    package init(_ session: any SQLSession, dialect: SQLDialect) throws {
        guard let version = try SQLStore.version(in: session, dialect: dialect), version >= Migration.seals.version
        else {
            return
        }
        demanded = Set(try session.query("SELECT mark FROM seals", []).map { try $0.text(0) })
        for table in SealedTable.all {
            for column in table.sealed {
                let rows = try session.query(
                    "SELECT CASE WHEN substr(\(column), 1, 1) = ? THEN substr(\(column), 1, \(SealedForm.prefixLength)) END,"
                        + " count(*) FROM \(table.name) WHERE \(column) IS NOT NULL AND length(\(column)) > 0 GROUP BY 1",
                    [.blob([SealedForm.first])]
                )
                for row in rows {
                    let count = try row.integer(1)
                    if let mark = try row.blobOrNil(0).flatMap(SealedForm.mark(of:)) {
                        sealed[mark, default: 0] += count
                    } else {
                        readable += count
                    }
                }
            }
        }
    }
}
