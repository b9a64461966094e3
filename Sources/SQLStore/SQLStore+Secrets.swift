package import SyncModel

extension SQLStore {
    package func secret(_ name: String) async throws -> [UInt8]? {
        try await database.read { session in
            try session.query("SELECT sealed FROM secrets WHERE name = ?", [.text(name)]).first?.blobOrNil(0)
        }
    }

    /// The names under which something is kept.
    package func secretNames() async throws -> [String] {
        try await database.read { session in
            try session.query("SELECT name FROM secrets ORDER BY name LIMIT 100000", []).map { try $0.text(0) }
        }
    }

    package func setSecret(_ name: String, _ bytes: [UInt8]) async throws {
        _ = try await database.write { session in
            try session.execute(
                "INSERT INTO secrets (name, sealed) VALUES (?, ?)"
                    + " ON CONFLICT (name) DO UPDATE SET sealed = excluded.sealed",
                [.text(name), .blob(bytes)]
            )
        }
    }

    package func replaceSecret(_ name: String, _ known: [UInt8], by bytes: [UInt8]) async throws -> Bool {
        try await database.write { session in
            try session.execute(
                "UPDATE secrets SET sealed = ? WHERE name = ? AND sealed = ?",
                [.blob(bytes), .text(name), .blob(known)]
            ) > 0
        }
    }

    package func removeSecret(_ name: String) async throws -> Bool {
        try await database.write { try $0.execute("DELETE FROM secrets WHERE name = ?", [.text(name)]) > 0 }
    }

    package func begin(_ authorization: PendingAuthorization, now: Instant) async throws {
        let outcome = try authorization.outcome.map { try coding.bytes($0) }
        _ = try await database.write { session in
            let forgotten = now - PendingAuthorization.keptAfterEnd
            try session.execute(
                "DELETE FROM authorizations WHERE expires_at <= ?",
                [.integer(forgotten.microseconds)]
            )
            try session.execute(
                "INSERT INTO authorizations (state_hash, store, expires_at, is_used, outcome) VALUES (?, ?, ?, ?, ?)",
                [
                    .text(authorization.stateHash), .text(authorization.store.rawValue),
                    .integer(authorization.expiresAt.microseconds), SQLValue(authorization.isUsed), SQLValue(outcome),
                ]
            )
        }
    }

    package func authorization(stateHash: String) async throws -> PendingAuthorization? {
        try await database.read { try authorization(stateHash, locking: false, in: $0) }
    }

    package func useAuthorization(stateHash: String, now: Instant) async throws -> PendingAuthorization? {
        try await database.write { session in
            guard let known = try authorization(stateHash, locking: true, in: session), known.isGood(at: now) else {
                return nil
            }
            try session.execute("UPDATE authorizations SET is_used = 1 WHERE state_hash = ?", [.text(stateHash)])
            return known
        }
    }

    package func endAuthorization(stateHash: String, _ outcome: PendingAuthorization.Outcome) async throws {
        let body = try coding.bytes(outcome)
        _ = try await database.write { session in
            try session.execute(
                "UPDATE authorizations SET outcome = ? WHERE state_hash = ?",
                [.blob(body), .text(stateHash)]
            )
        }
    }

    private func authorization(
        _ hash: String,
        locking: Bool,
        in session: any SQLSession
    ) throws -> PendingAuthorization? {
        let row = try session.query(
            "SELECT store, expires_at, is_used, outcome FROM authorizations WHERE state_hash = ?"
                + (locking ? dialect.rowLock : ""),
            [.text(hash)]
        ).first
        return try row.map { row in
            PendingAuthorization(
                stateHash: hash,
                store: StoreName(try row.text(0)),
                expiresAt: try row.instant(1),
                isUsed: try row.integer(2) != 0,
                outcome: try coding.valueOrNil(PendingAuthorization.Outcome.self, from: row.blobOrNil(3))
            )
        }
    }
}
