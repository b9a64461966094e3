package import Logging
import ServiceLifecycle
package import SyncModel

/// Forgets what is past its time, in small steps with pauses, so that nothing waits for it.
///
/// One node at a time does it, by a lease.
package struct RetentionLoop: Service {
    private let policy: RetentionPolicy
    private let stores: [StoreName]
    private let store: any SyncStore
    private let node: NodeIdentity
    private let clock: any WallClock
    private let sleep: @Sendable (Duration) async throws -> Void
    private let logger: Logger

    package static let leaseName = "retention"

    /// How often it is looked for what is past its time.
    private static let interval = Duration.seconds(3_600)
    /// What one transaction removes at most; a webhook's commit waits no longer than for that.
    package static let step = 200
    /// Between two steps.
    private static let pause = Duration.milliseconds(100)
    private static let leaseTime = Duration.seconds(120)

    /// - Parameters:
    ///   - policy: how long what is kept.
    ///   - stores: whose deleted records are gone through.
    ///   - store: from which it is removed.
    ///   - node: who holds the lease.
    ///   - clock: what time it is.
    ///   - sleep: how to wait.
    ///   - logger: for what was removed.
    package init(
        policy: RetentionPolicy,
        stores: [StoreName],
        store: any SyncStore,
        node: NodeIdentity,
        clock: any WallClock,
        sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) },
        logger: Logger
    ) {
        self.policy = policy
        self.stores = stores
        self.store = store
        self.node = node
        self.clock = clock
        self.sleep = sleep
        self.logger = logger
    }

    /// How many of each were removed or emptied.
    package struct Removed: Sendable, Hashable {
        package var receipts = 0
        package var deletedRecords = 0
        package var notes = 0
        package var logEntries = 0

        package init() {}

        var isNothing: Bool { self == Removed() }
    }

    package func run() async throws {
        var isTroubled = false
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            do {
                if let removed = try await pass(), !removed.isNothing { tell(removed) }
                isTroubled = false
            } catch {
                if !isTroubled, !(error is CancellationError) {
                    logger.warning("What is past its time cannot be removed now", metadata: ["error": "\(error)"])
                }
                isTroubled = true
            }
            await cancelWhenGracefulShutdown { [sleep] in try? await sleep(Self.interval) }
        }
    }

    /// Goes through all once; `nil` where another node does.
    package func pass() async throws -> Removed? {
        guard var lease = try await acquired() else { return nil }
        let now = clock.now
        var removed = Removed()
        /// Rests, and goes on only as long as the lease is ours.
        func mayGoOn() async throws -> Bool {
            try await sleep(Self.pause)
            guard !Task.isShuttingDownGracefully, let renewed = try await acquired(), renewed.epoch == lease.epoch
            else {
                return false
            }
            lease = renewed
            return true
        }
        var goesOn = true
        // What stops one kind keeps none of the others, whose time is over as well.
        var failure: (any Error)?
        func attempt(_ body: () async throws -> Void) async throws {
            do {
                try await body()
            } catch {
                guard !(error is CancellationError) else { throw error }
                failure = failure ?? error
            }
        }
        try await attempt {
            while goesOn {
                let count = try await store.expireReceipts(before: now - policy.receipts, limit: Self.step)
                removed.receipts += count
                guard count == Self.step else { break }
                goesOn = try await mayGoOn()
            }
        }
        for name in stores {
            for kind in RecordKind.allCases {
                try await attempt {
                    // Guests have ids below 0.
                    var place: Int64? = .min
                    while goesOn, let after = place {
                        let step = try await store.expireDeleted(
                            kind,
                            of: name,
                            before: now - policy.deleted,
                            after: after,
                            limit: Self.step,
                            now: now
                        )
                        removed.deletedRecords += step.expired
                        place = step.next
                        if place != nil { goesOn = try await mayGoOn() }
                    }
                }
            }
        }
        try await attempt {
            var note: NotePlace?
            while goesOn {
                let step = try await store.expireNotes(before: now - policy.notes, after: note, limit: Self.step)
                removed.notes += step.expired
                note = step.next
                guard note != nil else { break }
                goesOn = try await mayGoOn()
            }
        }
        try await attempt {
            while goesOn {
                let count = try await store.expireActions(before: now - policy.log, limit: Self.step)
                removed.logEntries += count
                guard count == Self.step else { break }
                goesOn = try await mayGoOn()
            }
        }
        try await store.giveUp(lease)
        if let failure {
            if !removed.isNothing { tell(removed) }
            throw failure
        }
        return removed
    }

    private func acquired() async throws -> Lease? {
        try await store.acquire(lease: Self.leaseName, by: node, lasting: Self.leaseTime)
    }

    private func tell(_ removed: Removed) {
        logger.info(
            "Removed what was past its time",
            metadata: [
                "webhooks": "\(removed.receipts)", "deletedRecords": "\(removed.deletedRecords)",
                "deliveryNotes": "\(removed.notes)", "logEntries": "\(removed.logEntries)",
            ]
        )
    }
}
