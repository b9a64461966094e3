package import SyncModel

extension SQLStore {
    package func acquire(lease name: String, owner: String, lasting: Duration) async throws -> Lease? {
        try await database.writeSoon { session in
            // One statement on the database's clock: whoever comes second sees what the first one wrote.
            let row = try session.query(
                """
                INSERT INTO leases (name, owner, epoch, expires_at) VALUES (?, ?, 1, \(dialect.now) + ?)
                ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, expires_at = excluded.expires_at,
                    epoch = CASE WHEN leases.owner = excluded.owner AND leases.expires_at > \(dialect.now)
                        THEN leases.epoch ELSE leases.epoch + 1 END
                WHERE leases.owner = excluded.owner OR leases.expires_at <= \(dialect.now)
                RETURNING epoch, expires_at
                """,
                [.text(name), .text(owner), .integer(lasting.microseconds)]
            ).first
            return try row.map { row in
                Lease(name: name, owner: owner, epoch: try row.integer(0), expiresAt: try row.instant(1))
            }
        }
    }

    package func holder(of lease: String) async throws -> Lease? {
        try await database.read { session in
            let row = try session.query(
                "SELECT owner, epoch, expires_at FROM leases WHERE name = ? AND owner <> '' AND expires_at > \(dialect.now)",
                [.text(lease)]
            ).first
            return try row.map { row in
                Lease(
                    name: lease,
                    owner: try row.text(0),
                    epoch: try row.integer(1),
                    expiresAt: try row.instant(2)
                )
            }
        }
    }

    package func takeOver(_ holder: Lease, owner: String, lasting: Duration) async throws -> Lease? {
        try await database.write { session in
            let row = try session.query(
                "UPDATE leases SET owner = ?, epoch = epoch + 1, expires_at = \(dialect.now) + ?"
                    + " WHERE name = ? AND owner = ? AND epoch = ? RETURNING epoch, expires_at",
                [
                    .text(owner), .integer(lasting.microseconds), .text(holder.name), .text(holder.owner),
                    .integer(holder.epoch),
                ]
            ).first
            return try row.map { row in
                Lease(name: holder.name, owner: owner, epoch: try row.integer(0), expiresAt: try row.instant(1))
            }
        }
    }

    package func giveUp(_ lease: Lease) async throws {
        _ = try await database.write { session in
            // The row stays: its epoch must never start again.
            try session.execute(
                "UPDATE leases SET owner = '', expires_at = 0 WHERE name = ? AND owner = ? AND epoch = ?",
                [.text(lease.name), .text(lease.owner), .integer(lease.epoch)]
            )
        }
    }
}
