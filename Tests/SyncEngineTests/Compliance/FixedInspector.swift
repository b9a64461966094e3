import SyncModel

/// An app that is always seen the same, or never.
struct FixedInspector: StoreInspector {
    var scopes: [String] = []
    var fault: ReadFault?

    func facts() async throws(ReadFault) -> AppFacts {
        if let fault { throw fault }
        return AppFacts(shop: "acme.myshopify.com", scopes: scopes, askedVersion: "2026-07")
    }
}
