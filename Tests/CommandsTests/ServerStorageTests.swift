import Commands
import Foundation
import SyncModel
import Testing

/// A store on a server, as the configuration names it.
@Suite struct ServerStorageTests {
    private func folder(_ url: String) throws -> ConfigurationFolder {
        try ConfigurationFolder(
            """
            storage: { url: "\(url)" }
            stores: []
            destinations: []
            """
        )
    }

    #if PostgreSQL
    @Test func aServerIsNamedWithoutUserAndPassword() throws {
        let folder = try folder("postgres://sluice:s3cret@db.example.com:5433/crm?sslmode=require")
        let storage = try folder.load().storage
        #expect(storage.name == "postgres://db.example.com:5433/crm")
        #expect(!storage.isFile)
        #expect(!"\(storage)".contains("s3cret"))
        #expect(storage.path.hasSuffix("/sluice"))
    }
    #else
    @Test func aProgramBuiltWithoutPostgreSQLSaysSo() throws {
        let folder = try folder("postgres://sluice:s3cret@db.example.com/crm")
        let problems = #expect(throws: DocumentProblems.self) { try folder.load() }
        let words = "\(problems.map { "\($0)" } ?? "")"
        #expect(words.contains("this program was built without PostgreSQL"))
        #expect(words.contains("swift build --traits PostgreSQL"))
        #expect(!words.contains("s3cret"))
    }
    #endif
}
