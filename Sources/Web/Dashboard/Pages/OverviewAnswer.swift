/// What the overview page and the live feed read of the overview's JSON.
struct OverviewAnswer: Decodable, Sendable {
    struct Trouble: Decodable, Sendable {
        var since: String
        var because: String
        var nextTry: String
    }

    struct Destination: Decodable, Sendable {
        var name: String
        var mode: String
        var isServed: Bool
        /// Those that are left out are among them.
        var clean: Int
        var leftOut: Int?
        var dirty: Int
        var claimed: Int
        var parked: Int
        var discarded: Int
        var oldestDirtySeconds: Double?
        var pausedSince: String?
        var pausedBecause: String?
        var pausedFix: String?
        var unreachable: Trouble?

        /// Records whose newest version the CRM holds.
        var inStep: Int { clean - (leftOut ?? 0) }
    }

    struct Webhooks: Decodable, Sendable {
        var missing: [String]
        var isContested: Bool
        var problem: String?
    }

    struct Store: Decodable, Sendable {
        var name: String
        var customers: Int
        var orders: Int
        var lastDelivery: String?
        var awaitingHydration: Int
        var canHydrate: Bool
        var hasCredentials: Bool?
        var readPausedBecause: String?
        var unreachable: Trouble?
        var comparingFails: Trouble?
        var webhooks: Webhooks?
        var silentBecause: String?
        var audit: AuditFound?
    }

    /// What the last comparison of a whole store found.
    struct AuditFound: Decodable, Sendable {
        var finishedAt: String
        var unexplained: Int64
        var repaired: Int64
        var unread: [String]
    }

    struct Alert: Decodable, Sendable {
        var subject: String
        var since: String
        var message: String
    }

    /// A server that works on the store.
    struct Server: Decodable, Sendable {
        var name: String
        var role: String
        var version: String
        var startedAt: String?
        var isAlive: Bool
        var destinations: [String]
        var stores: [String]
        var refusedAt: String?
        var refusedConfiguration: String?
    }

    struct Status: Decodable, Sendable {
        var isIdle: Bool
        var receipts: [String: Int]
        var unappliedBytes: Int64
        var stores: [Store]
        var destinations: [Destination]
        var jobs: [JobAnswer]
        var alerts: [Alert]
        var nodes: [Server]?
    }

    struct Quota: Decodable, Sendable {
        var window: String
        var remaining: Int
        var runsOutAt: String?
    }

    struct Figures: Decodable, Sendable {
        struct Point: Decodable, Sendable {
            var at: String
            var delivered: Int
            var failed: Int
            var delaySeconds: Double?
            var waiting: Int?
        }

        var name: String
        var deliveredPerMinute: Double
        var failedPerHour: Int
        var delaySeconds: Double?
        var slowestSeconds: Double?
        var quotas: [Quota]
        var points: [Point]
    }

    var sentence: String
    var tone: String
    var at: String
    var status: Status
    var figures: [Figures]
}

/// A job as pages show it.
struct JobAnswer: Decodable, Sendable {
    var id: Int64
    var kind: String
    var store: String
    var state: String
    var request: String?
    var read: Int64
    var new: Int64
    var changed: Int64
    var expected: Int64?
    var fraction: Double?
    var perSecond: Double?
    var remainingSeconds: Double?
    var expectedByKind: [String: Int64]?
    var calls: [String: Int64]?
    var callSeconds: [String: Double]?
    var isDryRun: Bool?
    var kinds: [String]?
    var since: String?
    var until: String?
    var destinations: [String]?
    var differing: Int64?
    var problem: String?
    var createdAt: String?
    var finishedAt: String?
}
