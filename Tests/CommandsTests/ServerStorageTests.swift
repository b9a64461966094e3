import Testing

@testable import Commands

/// A store on a server, as the configuration names it.
@Suite struct ServerStorageTests {
    private func folder(_ url: String) throws -> ConfigurationFolder {
        try ConfigurationFolder([
            "sluice.yaml": """
            stores: [{ name: acme, shop: acme.myshopify.com, webhook_secrets: [s] }]
            storage: { url: "\(url)" }
            """
        ])
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

    @Test func aServersURLWithAMistakeIsRefusedWithoutQuotingIt() throws {
        let words = try folder("postgres://sluice:s3cret@db.example.com/crm?sslmod=require").mistakes().joined()
        #expect(words.contains("sluice.yaml:2:") && words.contains("is no URL that PostgreSQL's library reads"))
        #expect(!words.contains("s3cret"))
    }
    #else
    @Test func aProgramBuiltWithoutPostgreSQLSaysSo() throws {
        let words = try folder("postgres://sluice:s3cret@db.example.com/crm").mistakes().joined()
        #expect(words.contains("this program was built without PostgreSQL"))
        #expect(words.contains("swift build --traits PostgreSQL"))
        #expect(!words.contains("s3cret"))
    }
    #endif
}
