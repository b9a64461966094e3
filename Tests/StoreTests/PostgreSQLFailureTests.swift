#if PostgreSQL
import Conformance
import Foundation
import PostgreSQLDriver
import SQLStore
import SyncModel
import Testing

/// That what is wrong with a server, a login or a database is named, with the mend and without the password.
@Suite(.enabled(if: PostgreSQLServer.isInstalled, "no PostgreSQL server is installed")) struct PostgreSQLFailureTests {
    private func failure(_ url: String) async -> String {
        do {
            _ = try await SQLStore(opening: PostgreSQLDatabase(url: url))
            return "none"
        } catch {
            #expect(error is StoreFailure)
            #expect(!"\(error)".contains("s3cret"))
            return "\(error)"
        }
    }

    @Test func aWrongPasswordIsNamed() async throws {
        let server = try await PostgreSQLServer.shared.started()
        let words = await failure("postgres://sluice:s3cretnot@127.0.0.1:\(server.port)/postgres?sslmode=disable")
        #expect(words.hasPrefix("postgres://127.0.0.1:\(server.port)/postgres: the password of the user \"sluice\""))
    }

    @Test func anUnknownUserIsNamed() async throws {
        let server = try await PostgreSQLServer.shared.started()
        // PostgreSQL does not tell strangers which users there are.
        let words = await failure("postgres://nobody:s3cret@127.0.0.1:\(server.port)/postgres?sslmode=disable")
        #expect(words.contains("the password of the user \"nobody\""), "\(words)")
    }

    @Test func anUnknownDatabaseIsNamedWithTheCommandThatMakesIt() async throws {
        let server = try await PostgreSQLServer.shared.started()
        let words = await failure(server.url("not_there"))
        #expect(words.contains("CREATE DATABASE \"not_there\" OWNER \"sluice\" ENCODING 'UTF8'"), "\(words)")
    }

    @Test func aServerThatIsNotThereIsNamed() async throws {
        let port = try FreePort.take()
        let words = await failure("postgres://sluice:s3cret@127.0.0.1:\(port)/sluice")
        #expect(words.contains("127.0.0.1:\(port)/sluice: the server does not answer"), "\(words)")
        #expect(words.contains("Connection refused"), "\(words)")
    }

    @Test func aUserWithoutPermissionIsNamedWithTheMend() async throws {
        let server = try await PostgreSQLServer.shared.started()
        try await server.makeDatabase("guarded")
        try await server.sql("CREATE ROLE guest LOGIN PASSWORD 's3cret'")
        let words = await failure("postgres://guest:s3cret@127.0.0.1:\(server.port)/guarded?sslmode=disable")
        #expect(words.contains("\"guest\" lacks a permission (permission denied for schema public)"), "\(words)")
        #expect(words.contains("GRANT CREATE, USAGE ON SCHEMA public TO \"guest\""), "\(words)")
    }

    @Test func aDatabaseOfAnotherEncodingIsRefused() async throws {
        let server = try await PostgreSQLServer.shared.started()
        try await server.sql("CREATE DATABASE latin TEMPLATE template0 ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C'")
        #expect(await failure(server.url("latin")).contains("the database's encoding is LATIN1"))
    }

    /// Each use, however many there were: one that waited for a connection for ever would tell nobody anything.
    @Test(.timeLimit(.minutes(1))) func aServerThatCannotBeUsedIsNamedEachTime() async throws {
        let server = try await PostgreSQLServer.shared.started()
        try await server.sql(
            "CREATE DATABASE ascii TEMPLATE template0 ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C'"
        )
        var options = PostgreSQLDatabase.Options()
        options.connections = 2
        let database = try PostgreSQLDatabase(url: server.url("ascii"), options: options)
        for _ in 0..<5 {
            await #expect(throws: StoreFailure.self) { try await database.read { try $0.query("SELECT 1", []) } }
        }
    }

    @Test func aDumpShowsNoPassword() throws {
        let url = "postgres://sluice:s3cret@localhost/x"
        for value in [try PostgreSQLAddress(url: url), try PostgreSQLDatabase(url: url)] as [Any] {
            var text = ""
            dump(value, to: &text)
            #expect(text.contains("localhost") && !text.contains("s3cret"))
            #expect(!"\(value)".contains("s3cret"))
        }
    }

    @Test func anotherProgramsDatabaseAndANewerSchemaAreRefused() async throws {
        let server = try await PostgreSQLServer.shared.started()
        try await server.makeDatabase("others")
        try await server.sql("CREATE TABLE accounts (id BIGINT)", in: "others")
        #expect(await failure(server.url("others")).contains("holds another program's tables"))
        try await server.makeDatabase("newer")
        _ = try await SQLStore(opening: PostgreSQLDatabase(url: server.url("newer")))
        try await server.sql("INSERT INTO schema_version (version, applied_at) VALUES (9999, 0)", in: "newer")
        #expect(await failure(server.url("newer")).contains("has schema version 9999, this release knows"))
    }

    @Test func aURLThatCannotBeReadIsRefusedWithoutQuotingIt() async throws {
        #expect(await failure("postgres://sluice:s3cret%zz@localhost/x").hasPrefix("storage.url: is no URL"))
        #expect(await failure("postgres://sluice:s3cret@localhost/x?no_such_setting=1").hasPrefix("storage.url: is no"))
    }

    @Test func transportLayerSecurityFollowsTheURL() async throws {
        let server = try await PostgreSQLServer.shared.started()
        try await server.makeDatabase("secured")
        let authority = server.folder.appending(path: "root.crt").path
        let good = try PostgreSQLDatabase(
            url: server.url("secured", parameters: "sslmode=verify-full&sslrootcert=\(authority)")
        )
        let isEncrypted = try await good.read { session in
            try session.query("SELECT ssl::int FROM pg_stat_ssl WHERE pid = pg_backend_pid()", [])
        }
        #expect(isEncrypted == [SQLRow([.integer(1)])])
        // Debian's own authorities have not signed it.
        let words = await failure(
            server.url("secured", parameters: "sslmode=verify-full&sslrootcert=/etc/ssl/certs/ca-certificates.crt")
        )
        #expect(words.contains("certificate verify failed") || words.contains("root certificate"), "\(words)")
    }
}
#endif
