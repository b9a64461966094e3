package import SyncModel
import Testing

/// A store to be verified, empty, with the means to let its own clock go on.
package struct StoreUnderTest: Sendable {
    package var store: any SyncStore
    /// Moves the clock that leases run on.
    package var advance: @Sendable (Duration) async throws -> Void

    package init(_ store: any SyncStore, advance: @escaping @Sendable (Duration) async throws -> Void) {
        self.store = store
        self.advance = advance
    }
}

/// One sentence of the contracts in `SyncModel/Storing`, and how to see whether a store keeps it.
package struct StoreCheck: Sendable, CustomTestStringConvertible {
    package var name: String
    package var run: @Sendable (StoreStage) async throws -> Void

    package var testDescription: String { name }

    init(_ name: String, _ run: @escaping @Sendable (StoreStage) async throws -> Void) {
        self.name = name
        self.run = run
    }
}

/// What every implementation of `SyncStore` must do.
package enum StoreConformance {
    package static let checks: [StoreCheck] =
        inbox + merging + marking + claiming + settling + forcing + waiting + departing + guests + ownership + failures
        + jobs
        + auditing + mappings + reloading
        + reports + subscriptions + secrets + requests + erasing + ruling
        + actions + replaying + retaining + remembering + alerting + nodes + refusals + largeBodies
        + forwarding
}

/// Runs every check, each on a new store from `make`; failures are recorded in the running test.
package func verifyStore(_ make: () async throws -> StoreUnderTest) async throws {
    for check in StoreConformance.checks {
        try await check.run(StoreStage(try await make()))
    }
}
