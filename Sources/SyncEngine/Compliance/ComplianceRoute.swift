package import SyncModel

/// All that performing a store's requests needs, put together from the configuration.
package struct ComplianceRoute: Sendable {
    /// One destination of the store.
    package struct Destination: Sendable {
        package var policy: RedactPolicy
        /// Reads what the CRM holds of a person; `nil` where nothing may be asked, as of one that is off.
        package var connector: (any CRMConnector)?
        /// The fields that are written of customers.
        package var fields: [String]

        package init(policy: RedactPolicy, connector: (any CRMConnector)?, fields: [String]) {
            self.policy = policy
            self.connector = connector
            self.fields = fields
        }
    }

    package var store: StoreName
    package var destinations: [DestinationName: Destination]
    /// Where files with a person's data are written.
    package var folder: String
    /// What still waits outside the store.
    package var inbox: InboxResidue
    /// Stores that can be read and so compared, whose deliveries may lie in the same journal.
    package var comparable: [StoreName] = []
    /// What was done on this disk for requests that another server performs.
    package var ownErasures = OwnErasures()
    /// Drops the store's own token, if one is kept.
    package var dropToken: @Sendable () async throws -> Void
    /// When that token was granted or last renewed; `nil` where none is kept.
    package var grantedAt: @Sendable () async throws -> Instant?
    /// Looks at what the app may do; `nil` without Admin credentials.
    package var inspector: (any StoreInspector)?
    /// Woken when there is something to be done in their CRMs.
    package var crmWakes: [DestinationName: WakeSignal]
    /// Woken when lanes were marked.
    package var laneWakes: [DestinationName: WakeSignal]

    package init(
        store: StoreName,
        destinations: [DestinationName: Destination] = [:],
        folder: String,
        inbox: InboxResidue = InboxResidue(folder: nil),
        dropToken: @escaping @Sendable () async throws -> Void = {},
        grantedAt: @escaping @Sendable () async throws -> Instant? = { nil },
        inspector: (any StoreInspector)? = nil,
        crmWakes: [DestinationName: WakeSignal] = [:],
        laneWakes: [DestinationName: WakeSignal] = [:]
    ) {
        self.store = store
        self.destinations = destinations
        self.folder = folder
        self.inbox = inbox
        self.dropToken = dropToken
        self.grantedAt = grantedAt
        self.inspector = inspector
        self.crmWakes = crmWakes
        self.laneWakes = laneWakes
    }
}
