@testable import Conformance
import Foundation
import SQLiteDriver
import Shopify
import SyncModel
import Testing

@testable import Commands
@testable import SQLStore

/// What a store keeps of people is under the key, and behaves as if it were not.
@Suite struct SealedStoreTests {
    private static let first = Secret(String(repeating: "a", count: 32))
    private static let second = Secret(String(repeating: "b", count: 32))
    private static let words = ["Plantedfirst", "planted@example.com", "Planted note", "PlantedCRMWords"]

    private let folder: ConfigurationFolder

    init() throws { folder = try ConfigurationFolder(["sluice.yaml": ""]) }

    private var path: String { folder.url.appendingPathComponent("sealed.db").path }

    private func keys(_ newest: Secret?, _ old: Secret...) throws -> PayloadKeys {
        try #require(PayloadKeys(sealing: newest, opening: old))
    }

    private func open<Value>(_ seal: PayloadKeys?, _ body: (SQLStore) async throws -> Value) async throws -> Value {
        let database = try SQLiteDatabase(path: path)
        do {
            let value = try await body(SQLStore(opening: database, seal: seal))
            try database.close()
            return value
        } catch {
            try? database.close()
            throw error
        }
    }

    /// Everything that lies beside the database under its name.
    private func files() throws -> [UInt8] {
        var bytes: [UInt8] = []
        for suffix in ["", "-wal"] where FileManager.default.fileExists(atPath: path + suffix) {
            bytes += try Data(contentsOf: URL(fileURLWithPath: path + suffix))
        }
        return bytes
    }

    private func readable() throws -> [String] {
        let text = String(decoding: try files(), as: UTF8.self)
        return Self.words.filter(text.contains)
    }

    /// A person whose data stands in every table that can hold any.
    private func fill(_ store: SQLStore) async throws {
        let stage = StoreStage(StoreUnderTest(store) { _ in })
        let customer = StoreStage.customer(1, email: "planted@example.com", first: "Plantedfirst")
        var receipt = StoreStage.receipt("w1", [customer])
        receipt.receipt.body = Array(#"{"id":1,"note":"Planted note","email":"planted@example.com"}"#.utf8)
        _ = try await store.apply(
            [receipt],
            routing: StoreStage.routing,
            origin: .live,
            now: StoreStage.start,
            position: nil
        )
        let epoch = try await stage.own()
        let claimed = try #require(try await stage.claim(epoch: epoch).first)
        var note = DeliveryNote(at: StoreStage.start, outcome: "parked")
        note.sent = ["email": "planted@example.com"]
        note.message = "PlantedCRMWords"
        let fault = DeliveryFault(.invalidValue, .park, message: "PlantedCRMWords planted@example.com")
        try await stage.settle(claimed, .parked(fault), epoch: epoch, note: note)
        _ = try await store.ask(
            ComplianceNotice(.dataRequest, customerID: 1, email: "planted@example.com"),
            of: StoreStage.shop,
            now: StoreStage.start
        )
    }

    @Test(arguments: StoreConformance.checks)
    func conforms(_ check: StoreCheck) async throws {
        var dialect = SQLDialect.sqlite
        dialect.now = "(SELECT now FROM standing_clock)"
        try await open(nil) { _ in }
        let database = try SQLiteDatabase(path: path, dialect: dialect)
        try await database.write { session in
            try session.execute("CREATE TABLE standing_clock (now BIGINT NOT NULL)", [])
            try session.execute("INSERT INTO standing_clock (now) VALUES (1780000000000000)", [])
        }
        let store = try await SQLStore(opening: database, seal: try keys(Self.second, Self.first))
        let stage = StoreStage(
            StoreUnderTest(store) { duration in
                let step = SQLValue(duration.microseconds)
                _ = try await database.write { try $0.execute("UPDATE standing_clock SET now = now + ?", [step]) }
            }
        )
        try await check.run(stage)
        try database.close()
    }

    @Test func nothingOfAPersonIsReadable() async throws {
        try await open(nil) { try await fill($0) }
        #expect(try readable() == Self.words, "the words are where this test looks for them")
        try FileManager.default.removeItem(atPath: path)
        for suffix in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + suffix) }
        let keys = try keys(Self.first)
        let inventory = try await open(keys) { store in
            try await fill(store)
            return try await store.sealing()
        }
        #expect(try readable() == [])
        #expect(inventory.readable == 0)
        #expect(inventory.sealed.keys.sorted() == [keys.mark])
        #expect(inventory.sealed.values.reduce(0, +) >= 5)
    }

    @Test func aStartWithoutTheKeyIsRefusedAndWritesNothing() async throws {
        let keys = try keys(Self.first)
        let mark = try #require(keys.mark)
        try await open(keys) { try await fill($0) }
        let before = try files()
        for (seal, words) in [(nil, "no key is configured"), (try self.keys(Self.second), mark)]
            as [(PayloadKeys?, String)]
        {
            let failure = await #expect(throws: StoreFailure.self) { try await open(seal) { _ in } }
            #expect(failure?.description.contains(words) == true)
            #expect(failure?.description.contains("storage.seal_key") == true)
        }
        #expect(try files() == before)
        try await open(keys) { _ in }
    }

    @Test func aKeyIsChangedInSmallSteps() async throws {
        try await open(nil) { store in
            _ = try await StoreStage(StoreUnderTest(store) { _ in })
                .apply("w0", StoreStage.customer(9, email: "nine@example.com", first: "Nine"))
        }
        let first = try keys(Self.first)
        try await open(first) { try await fill($0) }
        let rotating = try keys(Self.second, Self.first)
        try await open(rotating) { store in
            // Found before and after, by whatever the address is kept as.
            for email in ["planted@example.com", "nine@example.com"] {
                #expect(try await store.customers(of: StoreStage.shop, foldedEmail: email, limit: 5).count == 1)
                #expect(try await store.find(.email(email), kind: nil, limit: 5).count == 1)
            }
            var place: ResealPlace? = ResealPlace()
            var resealed = 0
            while let from = place {
                let step = try await store.reseal(from: from, limit: 1)
                #expect(step.looked <= 1 && step.resealed <= step.looked)
                resealed += step.resealed
                place = step.next
            }
            #expect(resealed >= 6)
            let inventory = try await store.sealing()
            #expect(inventory.readable == 0)
            #expect(Set(inventory.sealed.keys) == [rotating.mark])
            #expect(try await store.forgetSeals(without: inventory) == [first.mark])
        }
        await #expect(throws: StoreFailure.self) { try await open(first) { _ in } }
        try await open(keys(Self.second)) { store in
            for email in ["planted@example.com", "nine@example.com"] {
                #expect(try await store.customers(of: StoreStage.shop, foldedEmail: email, limit: 5).count == 1)
            }
            #expect(try await store.failures(destination: nil).first?.message.contains("PlantedCRMWords") == true)
            let story = try #require(try await store.story(of: StoreStage.customerKey(1), limit: 5))
            #expect(story.lanes.first?.deliveries.isEmpty == false)
        }
        #expect(try readable() == [])
    }

    @Test func aSealIsTakenAwayAgain() async throws {
        try await open(keys(Self.first)) { try await fill($0) }
        try await open(keys(nil, Self.first)) { store in
            var place: ResealPlace? = ResealPlace()
            while let from = place { place = try await store.reseal(from: from, limit: 100).next }
            let inventory = try await store.sealing()
            #expect(inventory.sealed.isEmpty)
            #expect(try await store.forgetSeals(without: inventory).count == 1)
        }
        try await open(nil) { store in
            let found = try await store.customers(of: StoreStage.shop, foldedEmail: "planted@example.com", limit: 5)
            #expect(found.count == 1)
        }
    }

    @Test func aValueThatWasMovedDoesNotOpen() async throws {
        try await open(keys(Self.first)) { store in
            let stage = StoreStage(StoreUnderTest(store) { _ in })
            _ = try await stage.apply("w1", StoreStage.customer(1, first: "One"), StoreStage.customer(2, first: "Two"))
            _ = try await store.database.write { session in
                try session.execute(
                    "UPDATE records SET body = (SELECT body FROM records WHERE id = 1) WHERE id = 2",
                    []
                )
            }
            let failure = await #expect(throws: StoreFailure.self) { try await store.record(StoreStage.customerKey(2)) }
            #expect(failure?.description.contains("moved") == true)
        }
    }
}
