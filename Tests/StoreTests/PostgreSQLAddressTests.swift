#if PostgreSQL
import Testing

@testable import PostgreSQLDriver

/// What is asked of a server's certificate where the URL does not say.
@Suite struct PostgreSQLAddressTests {
    private func verification(_ url: String, _ environment: [String: String] = [:]) throws -> [String: String] {
        let address = try PostgreSQLAddress(url: url, environment: environment)
        let host = try #require(address.hosts.last)
        return Dictionary(uniqueKeysWithValues: address.verification(host))
    }

    @Test(arguments: [
        "postgres://u:p@db.example.com/crm", "postgresql://u:p@10.0.0.5:5433/crm?connect_timeout=3",
        "postgres://u:p@localhost.example.com/crm", "postgres://u:p@127.0.0.1,db.example.com/crm",
        "postgres://u:p@db.example.com/crm?sslrootcert=/etc/sluice/ca.crt",
    ])
    func aServerOfAnotherMachineIsVerified(_ url: String) throws {
        #expect(try verification(url)["sslmode"] == "verify-full")
    }

    @Test(arguments: [
        "postgres://u:p@localhost/crm", "postgres://u:p@127.0.0.1:5433/crm", "postgres://u:p@[::1]/crm",
        "postgres:///crm?host=/run/postgresql", "postgres://u:p@db.example.com/crm?sslmode=disable",
        "postgres://u:p@db.example.com/crm?sslmode=require", "postgres:///crm?service=crm",
    ])
    func thisMachineAndWhatTheURLSaysAreLeftAsTheyAre(_ url: String) throws {
        #expect(try verification(url).isEmpty)
    }

    @Test func whatTheEnvironmentSaysCounts() throws {
        let url = "postgres://u:p@db.example.com/crm"
        #expect(try verification(url, ["PGSSLMODE": "prefer"]).isEmpty)
        #expect(try verification(url, ["PGSERVICE": "crm"]).isEmpty)
        #expect(try verification(url, ["PGSSLROOTCERT": "/ca.crt"]) == ["sslmode": "verify-full"])
        #expect(try verification(url + "?sslrootcert=/ca.crt") == ["sslmode": "verify-full"])
    }

    @Test func aServerThatCannotBeVerifiedIsToldWithWhatToDo() {
        let failure = ConnectFailure(told: "server does not support SSL, but SSL was required")
        guard case .unreachable(let words) = failure.tellingOfVerification else {
            Issue.record("another failure")
            return
        }
        #expect(words.contains("sslmode=disable") && words.contains("sslrootcert=FILE"))
        #expect(ConnectFailure(told: "no answer").tellingOfVerification == .unreachable("no answer"))
    }
}
#endif
