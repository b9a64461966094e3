import SyncModel

/// Documents about bulk operations, and the query that they run.
extension AdminDialect {
    private static let operation =
        "id status errorCode createdAt completedAt objectCount rootObjectCount fileSize url query"

    /// The query of a slice; it can have no variables.
    ///
    /// It begins with a comment by which the operation is known again after a crash, since Shopify keeps the text. One
    /// level of nesting, `edges` rather than `nodes`, and no connection in a list: Shopify takes nothing else.
    func bulkQuery(_ slice: BulkSlice) -> String {
        var arguments = ["sortKey: \(SearchQuery.sortKey(slice.window))"]
        if let query = SearchQuery.text(slice.kind, slice.window) { arguments.append("query: \"\(query)\"") }
        let list = arguments.joined(separator: ", ")
        let node =
            switch slice.kind {
            case .customer: "customers(\(list)) { edges { node { \(customer) } } }"
            case .order:
                "orders(\(list)) { edges { node { \(order) lineItems { edges { node { \(line) } } } } } }"
            }
        return "\(BulkMark.text(of: slice))\n{\n\(node)\n}"
    }

    /// Variable `query`.
    var startBulk: AdminDocument {
        AdminDocument(
            name: "StartBulk",
            text: """
                mutation StartBulk($query: String!) {
                bulkOperationRunQuery(query: $query) {
                bulkOperation { \(Self.operation) } userErrors { field message code }
                }
                }
                """
        )
    }

    /// Variable `id`.
    var bulkOperation: AdminDocument {
        AdminDocument(
            name: "BulkStatus",
            text: "query BulkStatus($id: ID!) { bulkOperation(id: $id) { \(Self.operation) } }"
        )
    }

    /// Variable `first`.
    var bulkOperations: AdminDocument {
        AdminDocument(
            name: "BulkList",
            text: """
                query BulkList($first: Int!) {
                bulkOperations(first: $first, sortKey: CREATED_AT, reverse: true, query: "type:QUERY") {
                nodes { \(Self.operation) }
                }
                }
                """
        )
    }

    /// Variable `id`.
    var cancelBulk: AdminDocument {
        AdminDocument(
            name: "CancelBulk",
            text: """
                mutation CancelBulk($id: ID!) {
                bulkOperationCancel(id: $id) {
                bulkOperation { \(Self.operation) } userErrors { field message }
                }
                }
                """
        )
    }

    /// The shop's time zone, for results that cannot hold it.
    var zone: AdminDocument { AdminDocument(name: "ShopZone", text: "query ShopZone { \(shop) }") }
}
