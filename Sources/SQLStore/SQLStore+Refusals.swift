package import SyncModel

extension SQLStore {
    package func refusals(destination: DestinationName?) async throws -> [RefusalGroup] {
        try await database.read { session in
            let place = destination.map { [SQLValue.text($0.rawValue)] } ?? []
            return try session.query(
                "SELECT destination, kind, refused, CAST(sum(total) AS BIGINT) FROM refusal_tallies"
                    + (destination == nil ? "" : " WHERE destination = ?")
                    + " GROUP BY destination, kind, refused HAVING sum(total) > 0"
                    + " ORDER BY sum(total) DESC, destination, kind, refused LIMIT ?",
                place + [SQLValue(RefusalGroup.listed)]
            ).compactMap { row in
                let values: [SQLValue] = [.text(try row.text(0)), .text(try row.text(1)), .text(try row.text(2))]
                let first = try session.query(
                    "SELECT store, kind, id FROM lanes WHERE refused IS NOT NULL AND destination = ? AND kind = ?"
                        + " AND refused = ? ORDER BY store, id LIMIT 1",
                    values
                ).first
                guard let first else { return nil }
                let key = LaneKey(destination: DestinationName(try row.text(0)), record: try RecordKey(first))
                let fields = RefusedFields(text: try row.text(2)).names
                return RefusalGroup(
                    destination: key.destination,
                    kind: key.record.kind,
                    fields: fields,
                    count: Int(try row.integer(3)),
                    example: key.record,
                    message: try notes(of: key, limit: Int(Lane.keptNotes), in: session).refusal(of: fields)
                )
            }
        }
    }

    /// How many records each CRM has without a field that it refused.
    func refusalCounts(in session: any SQLSession) throws -> [DestinationName: Int] {
        let rows = try session.query(
            "SELECT destination, CAST(sum(total) AS BIGINT) FROM refusal_tallies GROUP BY destination"
                + " HAVING sum(total) > 0",
            []
        )
        return Dictionary(
            uniqueKeysWithValues: try rows.map { (DestinationName(try $0.text(0)), Int(try $0.integer(1))) }
        )
    }
}
