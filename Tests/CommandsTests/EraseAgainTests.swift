import ArgumentParser
import Foundation
import SQLStore
import SQLiteDriver
import SyncModel
import Testing

@testable import Commands
@testable import Conformance

/// Who was erased since a dump was made is erased from what was restored of it.
@Suite struct EraseAgainTests {
    private static let stores = "stores: [{ name: acme, shop: acme.myshopify.com, webhook_secrets: [s] }]\n"

    private func stage(_ path: String) async throws -> (StoreStage, SQLiteDatabase) {
        let database = try SQLiteDatabase(path: path)
        return (StoreStage(StoreUnderTest(try await SQLStore(opening: database)) { _ in }), database)
    }

    @Test func theRestoredStoreForgetsThem() async throws {
        let folder = try ConfigurationFolder([
            "sluice.yaml": Self.stores + "storage: { url: \"sqlite:restored.db\" }\n",
            "before.yaml": Self.stores + "storage: { url: \"sqlite:before.db\" }\n",
        ])
        let (before, old) = try await stage(folder.url.appendingPathComponent("before.db").path)
        let (restored, new) = try await stage(folder.url.appendingPathComponent("restored.db").path)
        for stage in [before, restored] {
            for id in [1, 2] as [Int64] {
                try await stage.apply("c\(id)", StoreStage.customer(id, email: "p\(id)@example.com"))
            }
        }
        let request = try await before.ask("r1", StoreStage.redact(1))
        try await before.erase(request, StoreStage.customerKey(1))
        let arguments = [
            "--config", folder.url.appendingPathComponent("sluice.yaml").path, "--former",
            folder.url.appendingPathComponent("before.yaml").path,
        ]
        for _ in 1...2 { try await DatabaseEraseAgainCommand.parse(arguments + ["--json"]).run() }
        let left = try await restored.store.records([StoreStage.customerKey(1), StoreStage.customerKey(2)])
        #expect(left[StoreStage.customerKey(1)]?.record.foldedEmail == nil)
        #expect(left[StoreStage.customerKey(2)]?.record.foldedEmail == "p2@example.com")
        #expect(try await restored.store.erased(among: [StoreStage.customerKey(1)]).keys.count == 1)
        let asked = try await restored.store.requests(ComplianceFilter(isOpen: true), limit: 9)
        #expect(asked.map(\.notice.customerID) == [1], "once, for files and CRMs")
        // The same store twice is a mistake.
        await #expect(throws: CommandFailure.self) {
            try await DatabaseEraseAgainCommand.parse(Array(arguments.dropLast()) + [arguments[1]]).run()
        }
        try old.close()
        try new.close()
    }
}
