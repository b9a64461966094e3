import SyncModel

extension SQLStore {
    /// Compares the keys at hand with those under which there may be something in a database; only reads.
    ///
    /// - Returns: whether the key that seals is known to it.
    /// - Throws: `StoreFailure.sealed` where one is missing.
    static func checkSeals(of database: any SQLDatabase, _ seal: (any PayloadSeal)?) async throws -> Bool {
        let known = try await marks(of: database)
        let missing = known.subtracting(seal?.marks ?? []).sorted()
        guard missing.isEmpty else {
            let isKeyless = seal == nil
            throw StoreFailure.sealed(
                "\(database.name): what it holds of people is sealed, and "
                    + (isKeyless
                        ? "no key is configured"
                        : "the key \(missing.joined(separator: ", ")) is not among those that are configured")
            )
        }
        return seal?.mark.map(known.contains) ?? true
    }

    /// The marks of the keys under which there may be something.
    static func marks(of database: any SQLDatabase) async throws -> Set<String> {
        let dialect = database.dialect
        return try await database.read { session in
            guard let version = try version(in: session, dialect: dialect), version >= Migration.seals.version,
                version <= schemaVersion
            else { return [] }
            return Set(try session.query("SELECT mark FROM seals", []).map { try $0.text(0) })
        }
    }

    /// Notes that from here on there may be something under a key.
    static func register(_ mark: String, in database: any SQLDatabase) async throws {
        let now = database.dialect.now
        _ = try await database.write { session in
            try session.execute(
                "INSERT INTO seals (mark, since) VALUES (?, \(now)) ON CONFLICT (mark) DO NOTHING",
                [.text(mark)]
            )
        }
    }
}
