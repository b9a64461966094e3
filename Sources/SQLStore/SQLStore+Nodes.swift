package import SyncModel

extension SQLStore {
    package func beat(_ node: ServerNode, lasting: Duration) async throws -> [ServerNode] {
        try await database.writeSoon { session in
            var word = SQLValue.null
            if let said = node.word { word = .blob(try coding.bytes(said)) }
            try session.execute(
                "INSERT INTO nodes (owner, role, version, started_at, word, inbox, seen_at, expires_at)"
                    + " VALUES (?, ?, ?, ?, ?, ?, \(dialect.now), \(dialect.now) + ?)"
                    + " ON CONFLICT (owner) DO UPDATE SET role = excluded.role, version = excluded.version,"
                    + " started_at = excluded.started_at, word = excluded.word, inbox = excluded.inbox,"
                    + " seen_at = excluded.seen_at, expires_at = excluded.expires_at",
                [
                    .text(node.owner), .text(node.role), .text(node.version), .integer(node.startedAt.microseconds),
                    word, SQLValue(node.word?.inbox),
                    .integer(lasting.microseconds),
                ]
            )
            if let inbox = node.word?.inbox {
                try session.execute(
                    "DELETE FROM nodes WHERE inbox IS NOT NULL AND inbox = ? AND owner <> ?",
                    [.text(inbox), .text(node.owner)]
                )
            }
            try session.execute(
                "DELETE FROM nodes WHERE expires_at <= \(dialect.now) - ?",
                [.integer(Self.nodeMemory.microseconds)]
            )
            return try nodes(in: session)
        }
    }

    package func leave(_ owner: String) async throws {
        _ = try await database.write { session in
            let holds = try nodes(in: session).contains { $0.owner == owner && $0.word?.holdsPersons == true }
            return try session.execute(
                holds
                    ? "UPDATE nodes SET expires_at = \(dialect.now) WHERE owner = ?"
                    : "DELETE FROM nodes WHERE owner = ?",
                [.text(owner)]
            )
        }
    }

    package func nodes() async throws -> [ServerNode] {
        try await database.read { try nodes(in: $0) }
    }

    private func nodes(in session: any SQLSession) throws -> [ServerNode] {
        try session.query(
            "SELECT owner, role, version, started_at, CASE WHEN expires_at > \(dialect.now) THEN 1 ELSE 0 END, seen_at, word"
                + " FROM nodes ORDER BY owner",
            []
        ).map { row in
            var node = ServerNode(
                owner: try row.text(0),
                role: try row.text(1),
                version: try row.text(2),
                startedAt: try row.instant(3),
                isAlive: try row.integer(4) != 0
            )
            node.seenAt = try row.integer(5) == 0 ? nil : row.instant(5)
            // A later release may say it otherwise.
            node.word = try readable({ try coding.valueOrNil(NodeWord.self, from: row.blobOrNil(6)) }) { _ in } ?? nil
            return node
        }
    }

    package func time() async throws -> Instant {
        try await database.read { session in
            guard let row = try session.query("SELECT \(dialect.now)", []).first else {
                throw StoreFailure.unreadable("the time")
            }
            return try row.instant(0)
        }
    }

    package func heldLeases() async throws -> [Lease] {
        try await database.readSoon { session in
            try session.query(
                "SELECT name, owner, epoch, expires_at FROM leases WHERE owner <> '' AND expires_at > \(dialect.now)"
                    + " ORDER BY name LIMIT ?",
                [SQLValue(Self.mostHeldLeases)]
            ).map { row in
                Lease(
                    name: try row.text(0),
                    owner: try row.text(1),
                    epoch: try row.integer(2),
                    expiresAt: try row.instant(3)
                )
            }
        }
    }
}
