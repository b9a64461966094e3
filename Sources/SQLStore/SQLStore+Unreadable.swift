import SyncModel

// One row that does not open, or cannot be read, is set aside with a sentence of what to do; all others go on.
extension SQLStore {
    /// Reads a row of `LaneColumns.all`, as far as that is possible.
    ///
    /// - Throws: where not even its key can be read.
    func read(_ row: SQLRow) throws -> (LaneKey, Result<Lane, StoreFailure>) {
        let key = LaneKey(destination: DestinationName(try row.text(0)), record: try RecordKey(row, at: 1))
        do {
            return (key, .success(try Lane(row, coding)))
        } catch let failure as StoreFailure where failure.isOfOneRow {
            return (key, .failure(failure))
        }
    }

    /// The lanes of these rows; those that cannot be read are added to `aside`.
    func readable(_ rows: [SQLRow], _ aside: inout [LaneKey: StoreFailure]) throws -> [Lane] {
        var lanes: [Lane] = []
        for row in rows {
            let (key, reading) = try read(row)
            switch reading {
            case .success(let lane): lanes.append(lane)
            case .failure(let failure): aside[key] = failure
            }
        }
        return lanes
    }

    /// The records of these rows, of `RecordColumns.read`; those that cannot be read are told of when they are to be delivered.
    func readableRecords(_ rows: [SQLRow]) throws -> [StoredRecord] {
        var records: [StoredRecord] = []
        for row in rows {
            do {
                records.append(try StoredRecord(row, coding))
            } catch let failure as StoreFailure where failure.isOfOneRow {}
        }
        return records
    }

    /// A value of one row; `nil` where that cannot be read, which is told.
    func readable<Value>(_ body: () throws -> Value, else told: (String) -> Void) throws -> Value? {
        do {
            return try body()
        } catch let failure as StoreFailure where failure.isOfOneRow {
            told("\(failure)")
            return nil
        }
    }

    /// Parks lanes that were to be delivered and cannot be; what is sealed in them stays as it is.
    func setAside(_ lanes: [LaneKey: StoreFailure], now: Instant, in session: any SQLSession) throws {
        try session.execute(
            "UPDATE lanes SET state = 'parked', due_at = NULL, parked_at = ?, fault = ?, fault_code = ?,"
                + " dirty_since = COALESCE(dirty_since, ?) WHERE destination = ? AND store = ? AND kind = ? AND id = ?"
                + " AND state IN ('dirty', 'clean')",
            each: lanes.map { key, failure in
                let fault = DeliveryFault(.unreadableRow, .park, message: failure.wordsOfOneRow)
                return [
                    .integer(now.microseconds), .blob(try coding.bytes(fault, at: .lane(key, "fault"))),
                    .text(fault.code.rawValue), .integer(now.microseconds), .text(key.destination.rawValue),
                ] + key.record.values
            }
        )
    }

    /// `Lane.mark` for a lane that cannot be read: the next claim tells why, once more or no more.
    func markUnread(_ mark: LaneMark, now: Instant, in session: any SQLSession) throws {
        let (time, since) = (SQLValue.integer(now.microseconds), SQLValue.integer(mark.since.microseconds))
        _ = try session.execute(
            "UPDATE lanes SET wanted = wanted + 1, attempts = 0, fault = NULL, fault_code = NULL, parked_at = NULL,"
                + " due_at = CASE WHEN state = 'claimed' THEN NULL ELSE ? END,"
                + " remarked_at = CASE WHEN state = 'claimed' THEN COALESCE(remarked_at, ?) END,"
                + " dirty_since = COALESCE(dirty_since, ?),"
                + " state = CASE WHEN state = 'claimed' THEN state ELSE 'dirty' END"
                + " WHERE destination = ? AND store = ? AND kind = ? AND id = ? AND state <> 'erased'",
            [time, since, since, .text(mark.key.destination.rawValue)] + mark.key.record.values
        )
    }

    /// Marks for the lanes of records that cannot be read, so that a claim says so where a person looks.
    func marks(
        ofUnread keys: some Sequence<RecordKey>,
        now: Instant,
        in session: any SQLSession
    ) throws -> [LaneMark] {
        let keys = Array(keys)
        guard !keys.isEmpty else { return [] }
        return try destinations(in: session).flatMap { destination in
            try laned(keys, destination: destination, in: session).map {
                LaneMark(key: LaneKey(destination: destination, record: $0), since: now)
            }
        }
    }

    /// Notes which deliveries speak of a record that cannot be read: they are kept as undecodable, to be replayed once it can.
    ///
    /// - Returns: all of them, as they are stored now.
    func putBack(
        _ fresh: [DecodedReceipt],
        _ unread: [RecordKey: StoreFailure],
        in session: any SQLSession
    ) throws -> [DecodedReceipt] {
        guard !unread.isEmpty else { return fresh }
        var stored = fresh
        for (index, decoded) in fresh.enumerated() where decoded.state == .applied {
            guard let failure = decoded.keys.compactMap({ unread[$0] }).first else { continue }
            stored[index].content = .undecodable(reason: "\(ReceiptContent.unmerged): \(failure)")
            _ = try session.execute(
                "UPDATE receipts SET state = ?, reason = ? WHERE store = ? AND webhook_id = ?",
                [
                    .text(stored[index].state.rawValue), SQLValue(stored[index].reason),
                    .text(decoded.receipt.store.rawValue), .text(decoded.receipt.webhookID),
                ]
            )
        }
        return stored
    }
}

extension StoreFailure {
    /// What a person reads of a parked record, and what to do.
    fileprivate var wordsOfOneRow: String {
        "What the store holds of this record, or of its customer, was set aside; all others go on: \(self) \"sluice db check\""
            + " looks at the rest. Then \"sluice failures retry --code \(DeliveryFault.Code.unreadableRow)\", and \"sluice"
            + " replay --unreadable\" for the deliveries that came meanwhile."
    }
}
