#if PostgreSQL
import Conformance
import Dispatch
import PostgreSQLDriver
import SQLStore
import Synchronization
import SyncModel
import Testing

/// However busy the store is, a server is heard in time: else it loses what it owns.
@Suite(.enabled(if: PostgreSQLServer.isInstalled, "no PostgreSQL server is installed")) struct PostgreSQLCrowdTests {
    /// A transaction that holds its connection until it is let go of, and knows whether it still does.
    private final class Holder: Sendable {
        private let gate = DispatchSemaphore(value: 0)
        let isHolding = Mutex(true)

        func hold() {
            // Shorter than the server's own patience with an idle transaction.
            _ = gate.wait(timeout: .now() + 4)
            isHolding.withLock { $0 = false }
        }

        func letGo() { gate.signal() }
    }

    @Test(.timeLimit(.minutes(1))) func aBeatAndALeaseWaitForNoCrowd() async throws {
        let server = try await PostgreSQLServer.shared.started()
        try await server.makeDatabase("crowd")
        var options = PostgreSQLDatabase.Options()
        options.connections = 1
        let database = try PostgreSQLDatabase(url: server.url("crowd"), options: options)
        let store = try await SQLStore(opening: database)
        let holder = Holder()
        let (begun, mark) = AsyncStream.makeStream(of: Void.self)
        // The only connection, and alone at that: every other transaction that writes waits for it.
        async let crowd: Void = database.write { session in
            try session.execute("LOCK TABLE schema_version IN EXCLUSIVE MODE", [])
            mark.yield()
            holder.hold()
        }
        var first = begun.makeAsyncIterator()
        await first.next()
        let node = ServerNode(owner: "one/1/a", role: "all", version: "1", startedAt: Instant(seconds: 1))
        let nodes = try await store.beat(node, lasting: .seconds(5))
        #expect(nodes.map(\.owner) == ["one/1/a"])
        let lease = try await store.acquire(lease: "crm/a", owner: "one/1/a", lasting: .seconds(30))
        #expect(lease?.epoch == 1)
        #expect(try await store.heldLeases().map(\.name) == ["crm/a"])
        #expect(holder.isHolding.withLock { $0 }, "none of it waited for the crowd")
        holder.letGo()
        try await crowd
        database.close()
    }
}
#endif
