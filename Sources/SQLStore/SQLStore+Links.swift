package import SyncModel

extension SQLStore {
    package func link(_ key: LaneKey) async throws -> Link? {
        try await database.read { session in
            try session.query(
                "SELECT \(Link.columns) FROM lanes WHERE destination = ? AND store = ? AND kind = ? AND id = ?",
                key.values
            ).first.flatMap { try Link($0, from: 0) }
        }
    }

    package func holders(
        destination: DestinationName,
        object: String,
        crmID: String,
        after last: LinkHolder?
    ) async throws -> [LinkHolder] {
        // Before the first one, where there is none.
        let place: [SQLValue] = [
            .text(last?.link.standing.rawValue ?? ""), .text(last?.key.store.rawValue ?? ""),
            .text(last?.key.kind.rawValue ?? ""), .integer(last?.key.id ?? 0),
        ]
        return try await database.read { session in
            try session.query(
                Self.linkHolders,
                [.text(destination.rawValue), .text(object), .text(crmID)] + place
            ).compactMap { row in
                guard let link = try Link(row, from: 3) else { return nil }
                let key = try RecordKey(row)
                return LinkHolder(key: key, link: link)
            }
        }
    }

    /// "owner" sorts before "shared".
    package static let linkHolders =
        "SELECT store, kind, id, \(Link.columns) FROM lanes"
        + " WHERE crm_id IS NOT NULL AND destination = ? AND crm_object = ? AND crm_id = ?"
        + " AND (standing, store, kind, id) > (?, ?, ?, ?) ORDER BY standing, store, kind, id LIMIT \(LinkHolder.listedAtOnce)"

    package func unlink(_ key: LaneKey) async throws {
        _ = try await database.write { session in
            try session.execute(
                "UPDATE lanes SET crm_object = NULL, crm_id = NULL, standing = NULL, is_adopted = 0,"
                    + " associated_to = NULL, holding = NULL, parents_in_doubt = NULL, refused = NULL"
                    + " WHERE destination = ? AND store = ? AND kind = ? AND id = ?",
                key.values
            )
        }
    }
}
