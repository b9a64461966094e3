import Foundation
import SQLiteDriver
import SyncModel
import Testing

@testable import Commands
@testable import SQLStore

/// A configuration of one store and one destination in a folder of its own, with the file that its store is in.
struct StoredConfiguration {
    let folder: ConfigurationFolder
    let configuration: SluiceConfiguration

    init() throws {
        folder = try ConfigurationFolder([
            "sluice.yaml": """
            stores: [{ name: acme, shop: acme.myshopify.com, webhook_secrets: [s] }]
            destinations: [{ name: hubspot, type: hubspot, credentials: { access_token: t } }]
            """
        ])
        configuration = try folder.load()
    }

    var path: String { configuration.storage.path }

    /// Opens the store for a while; nothing else may have it open afterwards.
    @discardableResult
    func using<Value>(_ body: (SQLStore) async throws -> Value) async throws -> Value {
        let database = try SQLiteDatabase(path: path)
        let value = try await body(SQLStore(opening: database))
        // So that the file is whole by itself.
        #expect(try await database.scrub())
        try database.close()
        return value
    }
}
