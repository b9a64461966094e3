package import SyncModel

/// What history and hydration need of a store's Admin API.
package typealias StoreHistoryReader = RecordReader & BulkReader & StoreInspector

/// All that reading from one store needs, put together from the configuration.
package struct StoreRoute: Sendable {
    package var name: StoreName
    package var reader: any StoreHistoryReader
    package var routing: RoutingTable
    /// Woken when their lanes are marked.
    package var wakes: [DestinationName: WakeSignal]
    /// What delivering costs, for estimates.
    package var costs: [DestinationName: CallCost]
    package var policy: ReconcilePolicy
    package var limits: ReadLimits
    /// Shared by all stores of a process, so that history never queues more than one transaction before live traffic.
    package var turns: Turns
    /// `nil` where no subscriptions are converged: without a public address Shopify could not reach us.
    package var subscriptions: SubscriptionSettings?
    /// Where audits look beside Shopify.
    package var audits: [DestinationName: AuditTarget] = [:]
    /// Every destination's mapping and CRM, those that nothing is delivered to included.
    package var mappings: [DestinationName: AuditTarget] = [:]
    /// Whether there are credentials to read with; without them only jobs run that compare our records with CRMs.
    package var isReadable = true

    package init(
        name: StoreName,
        reader: any StoreHistoryReader,
        routing: RoutingTable,
        wakes: [DestinationName: WakeSignal] = [:],
        costs: [DestinationName: CallCost] = [:],
        policy: ReconcilePolicy = ReconcilePolicy(),
        limits: ReadLimits = ReadLimits(),
        turns: Turns = Turns(),
        subscriptions: SubscriptionSettings? = nil
    ) {
        self.name = name
        self.reader = reader
        self.routing = routing
        self.wakes = wakes
        self.costs = costs
        self.policy = policy
        self.limits = limits
        self.turns = turns
        self.subscriptions = subscriptions
    }

    /// The destinations that the store's records go to.
    package var destinations: [DestinationName] { routing.routes[name]?.destinations ?? [] }
}

/// How much is read at once.
package struct ReadLimits: Sendable, Hashable {
    /// Records of one transaction.
    package var batch: Int
    /// Records in a slice at most.
    package var slice: Int64
    /// Bulk operations at once: Shopify runs five of an app in a store.
    package var operations: Int
    /// Results that are read at once: enough to keep two cores busy beside the one writer of a database.
    package var readers: Int

    package init(batch: Int = 400, slice: Int64 = 20_000, operations: Int = 5, readers: Int = 3) {
        self.batch = batch
        self.slice = slice
        self.operations = operations
        self.readers = readers
    }
}
