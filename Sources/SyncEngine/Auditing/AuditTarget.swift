package import SyncModel

/// A CRM account as audits look at it.
package struct AuditTarget: Sendable {
    /// Its calls are to stand behind live ones, see ``HistoryPacer``.
    package var connector: any CRMConnector
    package var mapper: any RecordMapper
    /// What the mapping may say of the store.
    package var store: StoreFacts
    /// The order field that holds the current total; `nil` where the mapping sends none, so that there is no money to
    /// compare.
    package var totalField: String? { mapper.totalField }
    /// Who gets a contact there.
    package var contacts: ContactRules
    /// What is done about records that were there before us.
    package var adoption = AdoptionPolicy()
    /// The stores that send there; `nil` where that is not known.
    package var stores: Set<StoreName>?
    /// Reads a mapping document of this destination; `nil` where it cannot be used.
    package var compile: (@Sendable (String) -> (any RecordMapper)?)?
    /// Tells when the day's quota is for others.
    package var pacer: DestinationPacer?
    /// Which mapping it is, see ``MappingSpec/name(_:)``.
    package var mapping: String? { mapper.identity }

    package init(
        connector: any CRMConnector,
        mapper: any RecordMapper,
        store: StoreFacts,
        contacts: ContactRules = ContactRules(),
        pacer: DestinationPacer? = nil
    ) {
        self.connector = connector
        self.mapper = mapper
        self.store = store
        self.contacts = contacts
        self.pacer = pacer
    }

    /// What a route delivers, as far as it takes records of this store.
    ///
    /// - Parameters:
    ///   - route: the destination's.
    ///   - name: the store that is audited.
    ///   - connector: one that calls as history does; the route's own where `nil`.
    package init?(_ route: DestinationRoute, store name: StoreName, connector: (any CRMConnector)? = nil) {
        guard let store = route.stores[name] else { return nil }
        self.init(
            connector: connector ?? route.connector,
            mapper: route.mapper,
            store: store,
            contacts: route.contacts,
            pacer: route.pacer
        )
        adoption = route.adoption
        stores = Set(route.stores.keys)
    }
}

/// Paces every call of a connector as history, so that comparing never delays what is delivered.
package struct HistoryPacer: RequestPacer {
    private let base: any RequestPacer

    package init(_ base: any RequestPacer) {
        self.base = base
    }

    package func admit(_ call: CallClass) async throws {
        try await base.admit(CallClass(bucket: call.bucket, origin: .history))
    }

    package func observe(_ observation: QuotaObservation, for call: CallClass) {
        base.observe(observation, for: CallClass(bucket: call.bucket, origin: .history))
    }
}
