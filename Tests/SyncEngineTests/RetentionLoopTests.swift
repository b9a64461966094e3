import Logging
import Synchronization
import SyncModel
import Testing

@testable import SyncEngine

@Suite struct RetentionLoopTests {
    private static let start = Instant(seconds: 1_780_000_000)
    private static let shop = StoreName("acme")
    private static let day = Duration.seconds(86_400)

    private let store = InMemoryStore { start }

    private func loop(_ sleep: @escaping @Sendable (Duration) async throws -> Void = { _ in }) -> RetentionLoop {
        RetentionLoop(
            policy: RetentionPolicy(),
            stores: [Self.shop],
            store: store,
            node: NodeIdentity(host: "here", process: 1, nonce: "a"),
            clock: TestClock(),
            sleep: sleep,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
    }

    private func apply(_ count: Int, age: Duration) async {
        let batch = (1...count).map { number in
            DecodedReceipt(
                receipt: Receipt(
                    store: Self.shop,
                    webhookID: "\(age) \(number)",
                    topic: "carts/update",
                    receivedAt: Self.start - age,
                    body: []
                ),
                content: .ignored
            )
        }
        _ = await store.apply(batch, routing: RoutingTable([:]), origin: .live, now: Self.start, position: nil)
    }

    @Test func onlyWhatIsPastItsTimeGoesInSmallSteps() async throws {
        await apply(450, age: Self.day * 61)
        await apply(30, age: Self.day * 59)
        let rests = Mutex(0)
        let left = Mutex<[Int]>([])
        let removed = try await loop { [store] _ in
            rests.withLock { $0 += 1 }
            let count = await store.overview().receipts[.ignored] ?? 0
            left.withLock { $0.append(count) }
        }.pass()
        #expect(removed?.receipts == 450)
        // No transaction removes more than one step's worth.
        #expect(left.withLock { $0 } == [280, 80])
        #expect(await store.overview().receipts == [.ignored: 30])
        #expect(try await loop().pass() == RetentionLoop.Removed())
    }

    @Test func twoNodesDoNotDoItBoth() async throws {
        await apply(10, age: Self.day * 61)
        _ = await store.acquire(lease: RetentionLoop.leaseName, owner: "elsewhere/1/b", lasting: .seconds(60))
        #expect(try await loop().pass() == nil)
        #expect(await store.overview().receipts == [.ignored: 10])
    }

    @Test func whoLosesTheLeaseStops() async throws {
        await apply(450, age: Self.day * 61)
        let removed = try await loop { [store] _ in
            // Somebody else took it meanwhile.
            guard let held = await store.holder(of: RetentionLoop.leaseName), held.owner != "elsewhere/1/b" else {
                return
            }
            _ = await store.takeOver(held, owner: "elsewhere/1/b", lasting: .seconds(60))
        }.pass()
        #expect(removed?.receipts == RetentionLoop.step)
        #expect(await store.holder(of: RetentionLoop.leaseName)?.owner == "elsewhere/1/b")
    }

    @Test func theLogIsForgottenLast() async throws {
        for days in [Double(400), 366, 364] {
            _ = await store.begin(
                LoggedAction(
                    startedAt: Self.start - Self.day * days,
                    actor: "ada",
                    action: "pause",
                    subject: "hubspot"
                )
            )
        }
        #expect(try await loop().pass()?.logEntries == 2)
        #expect(await store.actions(ActionFilter(), limit: 9).count == 1)
    }
}
