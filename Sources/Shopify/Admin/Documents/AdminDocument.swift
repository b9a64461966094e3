import SyncModel

/// A GraphQL document that is sent as it is; what varies goes into its variables.
struct AdminDocument: Sendable, Hashable {
    /// The operation's name, by which its cost is remembered.
    let name: String
    let text: String
}

/// What documents may ask for in this store.
struct AdminDialect: Sendable, Hashable {
    var version: AdminVersion
    /// What mappings name beyond what every record is asked for.
    var demand = ReadDemand()
    /// Whether order lines may be asked for their product and variant, which needs `read_products`.
    var withProducts = true
}
