#if PostgreSQL
import Dispatch
import SQLStore

/// Makes connections, and looks at what they were made to.
enum PostgreSQLConnecting {
    /// One at a time: a server that comes back is not met by all of them at once.
    private static let queue = DispatchQueue(label: "sluice.postgresql.connecting")

    /// The oldest release whose SQL is used.
    static let oldestServer = 14

    /// - Throws: `ConnectFailure`, and `StoreFailure.refused` for a server that cannot be used.
    static func connect(_ address: PostgreSQLAddress, _ answerTime: Duration) async throws -> PostgreSQLConnection {
        try await withCheckedThrowingContinuation { continuation in
            queue.async {
                continuation.resume(
                    with: Result {
                        let connection = try PostgreSQLConnection(address, answerTime: answerTime)
                        try check(connection, address)
                        return connection
                    }
                )
            }
        }
    }

    private static func check(_ connection: PostgreSQLConnection, _ address: PostgreSQLAddress) throws {
        let version = connection.serverVersion
        guard version >= oldestServer * 10_000 else {
            throw StoreFailure.refused(
                database: address.name,
                detail:
                    "the server is PostgreSQL \(version / 10_000), and \(oldestServer) or newer is needed. Upgrade the"
                    + " server, or name another in storage.url"
            )
        }
        if let encoding = connection.parameter("server_encoding"), encoding != "UTF8" {
            throw StoreFailure.refused(
                database: address.name,
                detail:
                    "the database's encoding is \(encoding), which cannot hold every name. Make one with ENCODING 'UTF8'"
                    + " TEMPLATE template0 and name that in storage.url"
            )
        }
    }
}
#endif
