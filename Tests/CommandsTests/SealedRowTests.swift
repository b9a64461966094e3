@testable import Conformance
import Foundation
import SQLiteDriver
import Logging
import Shopify
import SyncModel
import Testing

@testable import Commands
@testable import SQLStore
@testable import SyncEngine

/// One sealed value that does not open holds up nothing but its record.
@Suite struct SealedRowTests {
    private static let former = Secret(String(repeating: "a", count: 32))
    private static let later = Secret(String(repeating: "b", count: 32))

    private func onDatabase(_ body: (SQLiteDatabase) async throws -> Void) async throws {
        let folder = try ConfigurationFolder([:])
        let database = try SQLiteDatabase(path: folder.url.appendingPathComponent("sealed.db").path)
        try await body(database)
        try database.close()
        withExtendedLifetime(folder) {}
    }

    private func stage(_ database: SQLiteDatabase, _ newest: Secret, _ old: Secret...) async throws -> StoreStage {
        let keys = try #require(PayloadKeys(sealing: newest, opening: old))
        let store = try await SQLStore(opening: database, seal: keys)
        return StoreStage(StoreUnderTest(store) { _ in })
    }

    /// As between the restarts of two servers, the first of which seals with a new key.
    @Test func aRecordUnderAnotherKeyIsParkedWithTheKeysMark() async throws {
        try await onDatabase { database in
            let former = try await stage(database, Self.former)
            let later = try await stage(database, Self.later, Self.former)
            try await later.apply("w2", StoreStage.customer(2, email: "b@example.com"))
            try await former.apply("w1", StoreStage.customer(1, email: "a@example.com"))
            let epoch = try await former.own()
            #expect(try await former.claim(epoch: epoch).map(\.key.record) == [StoreStage.customerKey(1)])
            let parked = try await former.store.parkedLanes(FailureFilter(), limit: 9)
            #expect(parked.map(\.key.record) == [StoreStage.customerKey(2)])
            let mark = try #require(PayloadKeys(sealing: Self.later, opening: [])?.mark)
            let fault = try #require(parked.first?.fault)
            #expect(fault.code == .unreadableRow)
            #expect(fault.message.contains(mark) && fault.message.contains("storage.old_seal_keys"))
            #expect(fault.message.contains("sluice replay --unreadable"))
            // News of it are kept, and are merged with nothing.
            let report = try await former.apply("w3", StoreStage.customer(2, first: "Bob", version: 5))
            #expect(report.undecodable == 1)
            let kept = try await former.store.receipts(in: .undecodable, limit: 1)
            #expect(kept.first?.reason?.hasPrefix(ReceiptContent.unmerged) == true)
            // Who has the key goes on.
            _ = try await later.store.release(FailureFilter(), discard: false, limit: nil, now: StoreStage.start)
            #expect(try await later.claim(epoch: epoch).map(\.key.record) == [StoreStage.customerKey(2)])
        }
    }

    /// What the CRM held last is in doubt then, and nothing else.
    @Test func whatWasDeliveredLastAndWasChangedSinceIsDeliveredAnew() async throws {
        try await onDatabase { database in
            let stage = try await stage(database, Self.former)
            for id in [1, 2] as [Int64] { try await stage.apply("w\(id)", StoreStage.customer(id)) }
            let epoch = try await stage.own()
            for lane in try await stage.claim(epoch: epoch) {
                try await stage.settle(lane, StoreStage.delivered("c\(lane.key.record.id)"), epoch: epoch)
            }
            let changed = try await database.write { session in
                let rows = try session.query("SELECT holding FROM lanes WHERE id = 1", [])
                guard case .blob(var bytes)? = rows.first?.values.first, let last = bytes.popLast() else { return 0 }
                bytes.append(last ^ 1)
                return try session.execute("UPDATE lanes SET holding = ? WHERE id = 1", [.blob(bytes)])
            }
            #expect(changed == 1)
            for id in [1, 2] as [Int64] {
                try await stage.apply("n\(id)", StoreStage.customer(id, first: "Ada", version: 5))
            }
            let claimed = try await stage.claim(epoch: epoch)
            let held = Dictionary(uniqueKeysWithValues: claimed.map { ($0.key.record.id, $0.delivered) })
            #expect(held == [1: nil, 2: StoreStage.state])
        }
    }

    private func worker(_ store: any SyncStore, _ folder: String) -> ComplianceWorker {
        ComplianceWorker(
            route: ComplianceRoute(store: StoreStage.shop, folder: folder),
            store: store,
            wake: WakeSignal(),
            node: NodeIdentity(host: "here", process: 1, nonce: "n"),
            clock: SystemClock(),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
    }

    /// A webhook of another topic under a key that is not at hand: whose it is, nobody can tell.
    private func withForeignWebhook(_ body: (StoreStage, StoreStage) async throws -> Void) async throws {
        try await onDatabase { database in
            let former = try await stage(database, Self.former)
            let later = try await stage(database, Self.later, Self.former)
            var ignored = StoreStage.receipt("x1", [])
            ignored.receipt.body = Array("ada@example.com".utf8)
            ignored.content = .ignored
            for stage in [former, later] {
                ignored.receipt.webhookID += "x"
                _ = try await stage.store.apply(
                    [ignored],
                    routing: StoreStage.routing,
                    origin: .live,
                    now: StoreStage.start,
                    position: nil
                )
            }
            try await former.apply("w1", StoreStage.customer(1, email: "ada@example.com"))
            try await body(former, later)
        }
    }

    @Test func anErasureDoesTheRestAndNamesWhatRemains() async throws {
        try await withForeignWebhook { former, later in
            let asked = try await former.store.ask(StoreStage.redact(1), of: StoreStage.shop, now: StoreStage.start)
            let folder = try ConfigurationFolder([:])
            try await worker(former.store, folder.url.path).performOpen()
            let request = try #require(try await former.store.request(asked.id))
            #expect(request.state == .done && request.counts.receipts == 2)
            #expect(request.left?.first.map(\.name) == ["webhook 2 of acme"])
            let report = ComplianceReport(request, folder: folder.url.path, now: StoreStage.start)
            #expect(report.needsPerson)
            #expect(report.lines.contains { $0.contains("INCOMPLETE") } && report.lines.contains("  webhook 2 of acme"))
            #expect(!report.lines.joined().contains("ada@"))
            // Whoever has the key finds and erases it.
            let again = try await later.store.ask(
                StoreStage.redact(1, email: "ada@example.com"),
                of: StoreStage.shop,
                now: StoreStage.start
            )
            try await worker(later.store, folder.url.path).performOpen()
            let second = try #require(try await later.store.request(again.id))
            #expect(second.left == nil && second.counts.receipts == 1)
        }
    }

    @Test func anExportWritesTheRestAndNamesWhatIsMissing() async throws {
        try await withForeignWebhook { former, _ in
            let asked = try await former.store.ask(
                ComplianceNotice(.dataRequest, customerID: 1),
                of: StoreStage.shop,
                now: StoreStage.start
            )
            let folder = try ConfigurationFolder([:])
            try await worker(former.store, folder.url.path).performOpen()
            let request = try #require(try await former.store.request(asked.id))
            #expect(request.left?.first.map(\.name) == ["webhook 2 of acme"])
            let file = folder.url.appendingPathComponent(try #require(request.file))
            let written = try String(contentsOf: file, encoding: .utf8)
            #expect(written.contains("ada@example.com") && written.contains("\"unreadable\": {\"count\":1"))
            #expect(ComplianceReport(request, folder: folder.url.path, now: StoreStage.start).needsPerson)
        }
    }

    @Test func aReplayNamesTheWebhookThatDoesNotOpen() async throws {
        try await withForeignWebhook { former, _ in
            let replay = ReceiptReplay(
                store: former.store,
                decoder: ShopifyReceiptDecoder(),
                routing: StoreStage.routing,
                filter: ReplayFilter(store: StoreStage.shop),
                clock: SystemClock()
            )
            let outcome = try await replay.run()
            #expect(outcome.report.unread.first.map(\.name) == ["webhook 2 of acme"])
            #expect(outcome.report.replayed + outcome.report.silent == 2)
        }
    }

    /// A request itself under another key holds up no other, and is told of.
    @Test func aRequestThatDoesNotOpenHoldsUpNoOther() async throws {
        try await withForeignWebhook { former, later in
            let foreign = try await later.store.ask(StoreStage.redact(5), of: StoreStage.shop, now: StoreStage.start)
            let own = try await former.store.ask(StoreStage.redact(1), of: StoreStage.shop, now: StoreStage.start)
            let folder = try ConfigurationFolder([:])
            #expect(try await worker(former.store, folder.url.path).performOpen())
            #expect(try await former.store.request(own.id)?.state == .done)
            let listed = try await former.store.requests(ComplianceFilter(isOpen: true), limit: 9)
            #expect(listed.map(\.id) == [foreign.id] && listed.first?.unread != nil)
            try await worker(later.store, folder.url.path).performOpen()
            #expect(try await later.store.request(foreign.id)?.state == .done)
        }
    }
}
