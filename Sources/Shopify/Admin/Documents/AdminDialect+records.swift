import SyncModel

/// Documents that read records.
extension AdminDialect {
    /// Records by ids; variables `ids`, and `lines` for orders.
    func recordsByID(_ kind: RecordKind) -> AdminDocument {
        switch kind {
        case .customer:
            AdminDocument(
                name: "CustomersByID",
                text: """
                    query CustomersByID($ids: [ID!]!) {
                    \(shop)
                    nodes(ids: $ids) { ... on Customer { \(customer) } }
                    }
                    """
            )
        case .order:
            AdminDocument(
                name: "OrdersByID",
                text: """
                    query OrdersByID($ids: [ID!]!, $lines: Int!) {
                    \(shop)
                    nodes(ids: $ids) { ... on Order { \(order) \(firstLines) } }
                    }
                    """
            )
        }
    }

    /// A page of records, oldest first; variables `first`, `after`, `query`, `sort`, and `lines` for orders.
    func recordPage(_ kind: RecordKind) -> AdminDocument {
        switch kind {
        case .customer:
            AdminDocument(
                name: "CustomerPage",
                text: """
                    query CustomerPage($first: Int!, $after: String, $query: String, $sort: CustomerSortKeys!) {
                    \(shop)
                    page: customers(first: $first, after: $after, query: $query, sortKey: $sort) {
                    nodes { \(customer) } pageInfo { hasNextPage endCursor }
                    }
                    }
                    """
            )
        case .order:
            AdminDocument(
                name: "OrderPage",
                text: """
                    query OrderPage(
                    $first: Int!, $after: String, $query: String, $sort: OrderSortKeys!, $lines: Int!
                    ) {
                    \(shop)
                    page: orders(first: $first, after: $after, query: $query, sortKey: $sort) {
                    nodes { \(order) \(firstLines) } pageInfo { hasNextPage endCursor }
                    }
                    }
                    """
            )
        }
    }

    /// The rest of an order's lines; variables `id`, `lines`, `after`.
    var moreLines: AdminDocument {
        AdminDocument(
            name: "MoreOrderLines",
            text: """
                query MoreOrderLines($id: ID!, $lines: Int!, $after: String!) {
                order(id: $id) {
                id updatedAt
                lineItems(first: $lines, after: $after) { nodes { \(line) } pageInfo { hasNextPage endCursor } }
                }
                }
                """
        )
    }

    /// Ids in ascending order; variables `first`, `after`, `query`.
    func glimpses(_ kind: RecordKind) -> AdminDocument {
        let (name, root) = kind == .order ? ("OrderIDs", "orders") : ("CustomerIDs", "customers")
        return AdminDocument(
            name: name,
            text: """
                query \(name)($first: Int!, $after: String, $query: String) {
                page: \(root)(first: $first, after: $after, query: $query, sortKey: ID) {
                nodes { id updatedAt } pageInfo { hasNextPage endCursor }
                }
                }
                """
        )
    }

    /// A page of ids and times, oldest first; variables `first`, `after`, `query`, `sort`.
    func glimpsePage(_ kind: RecordKind) -> AdminDocument {
        let (name, root, sort) =
            kind == .order
            ? ("OrderGlimpses", "orders", "OrderSortKeys") : ("CustomerGlimpses", "customers", "CustomerSortKeys")
        return AdminDocument(
            name: name,
            text: """
                query \(name)($first: Int!, $after: String, $query: String, $sort: \(sort)!) {
                \(shop)
                page: \(root)(first: $first, after: $after, query: $query, sortKey: $sort) {
                nodes { id createdAt updatedAt } pageInfo { hasNextPage endCursor }
                }
                }
                """
        )
    }

    /// How many there are; variable `query`.
    func count(_ kind: RecordKind) -> AdminDocument {
        let (name, root) = kind == .order ? ("OrderCount", "ordersCount") : ("CustomerCount", "customersCount")
        return AdminDocument(
            name: name,
            text: """
                query \(name)($query: String) {
                count: \(root)(query: $query, limit: null) { count precision }
                }
                """
        )
    }

    private var firstLines: String {
        "lineItems(first: $lines) { nodes { \(line) } pageInfo { hasNextPage endCursor } }"
    }
}
