package import SyncModel

/// All that delivering to one destination needs, put together from the configuration.
package struct DestinationRoute: Sendable {
    package var name: DestinationName
    package var connector: any CRMConnector
    package var mapper: any RecordMapper
    package var pacer: DestinationPacer
    package var stores: [StoreName: StoreFacts]
    package var retry: RetryPolicy
    package var onShopifyDelete: ShopifyDeletion
    package var onCRMDelete: CRMDeletion
    package var adoption: AdoptionPolicy
    package var contacts: ContactRules
    /// Passes under way at once; `nil` for as many as the connector allows.
    package var concurrency: Int?
    /// How long a request may take effect after its process died, or after nobody waits for its answer any more.
    static let requestTime = Duration.seconds(30)

    /// Told of every settlement once it is stored, for whoever shows progress in this process.
    package var observer: (@Sendable ([Settlement]) -> Void)?

    package init(
        name: DestinationName,
        connector: any CRMConnector,
        mapper: any RecordMapper,
        pacer: DestinationPacer,
        stores: [StoreName: StoreFacts],
        retry: RetryPolicy = RetryPolicy(),
        onShopifyDelete: ShopifyDeletion = .leave,
        onCRMDelete: CRMDeletion = .leave,
        adoption: AdoptionPolicy = AdoptionPolicy(),
        contacts: ContactRules = ContactRules(),
        concurrency: Int? = nil
    ) {
        self.name = name
        self.connector = connector
        self.mapper = mapper
        self.pacer = pacer
        self.stores = stores
        self.retry = retry
        self.onShopifyDelete = onShopifyDelete
        self.onCRMDelete = onCRMDelete
        self.adoption = adoption
        self.contacts = contacts
        self.concurrency = concurrency
    }
}
