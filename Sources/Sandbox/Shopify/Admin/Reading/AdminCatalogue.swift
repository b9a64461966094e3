/// The shop as one app may read it at one moment: single records, lists and counts.
struct AdminCatalogue {
    let reader: AdminReader
    let customerIndex: ShopIndex
    let orderIndex: ShopIndex

    func customers(_ call: GraphQLCall) throws -> GraphQLResult {
        try reader.grant.require("read_customers", field: call.name, object: "Customer")
        let search = try search(customerIndex, call, oldest: nil) { reader.shop.customer($0) }
        return try search.page(try PageRequest(call), Self.customerOrder(call), id: \.id, node: reader.object)
            .connection("CustomerConnection")
    }

    func orders(_ call: GraphQLCall) throws -> GraphQLResult {
        try reader.grant.require("read_orders", field: call.name, object: "Order")
        let search = try search(orderIndex, call, oldest: reader.oldestVisible) { reader.order($0) }
        return try search.page(try PageRequest(call), Self.orderOrder(call), id: \.id, node: reader.object)
            .connection("OrderConnection")
    }

    func customersCount(_ call: GraphQLCall) throws -> GraphQLResult {
        try reader.grant.require("read_customers", field: call.name, object: "Customer")
        let search = try search(customerIndex, call, oldest: nil) { reader.shop.customer($0) }
        return Self.count(call) { search.count(limit: $0) }
    }

    func ordersCount(_ call: GraphQLCall) throws -> GraphQLResult {
        try reader.grant.require("read_orders", field: call.name, object: "Order")
        let search = try search(orderIndex, call, oldest: reader.oldestVisible) { reader.order($0) }
        return Self.count(call) { search.count(limit: $0) }
    }

    func customer(_ id: ShopifyID, field: String) throws -> GraphQLResult {
        try reader.grant.require("read_customers", field: field, object: "Customer")
        return .object(reader.shop.customer(id.number).map(reader.object))
    }

    func order(_ id: ShopifyID, field: String) throws -> GraphQLResult {
        try reader.grant.require("read_orders", field: field, object: "Order")
        return .object(reader.order(id.number).map(reader.object))
    }

    private func search<Record: SearchSubject>(
        _ index: ShopIndex,
        _ call: GraphQLCall,
        oldest: SandboxTime?,
        record: @escaping (Int64) -> Record?
    ) throws(GraphQLFailure) -> RecordSearch<Record> {
        let expression = SearchExpression(parsing: call.text("query"))
        for term in expression?.terms ?? [] {
            guard let field = term.field, Record.momentFields.contains(field) else { continue }
            try Self.checkMoment(term, field)
        }
        return RecordSearch(index: index, expression: expression, record: record, oldest: oldest)
    }

    static func checkMoment(_ term: SearchExpression.Term, _ field: String) throws(GraphQLFailure) {
        guard SandboxTime(iso: term.value) == nil else { return }
        throw GraphQLFailure("Invalid timestamp for query filter `\(field)`.", code: "BAD_REQUEST")
    }

    /// Above the limit a count says no more than that there are as many.
    private static func count(_ call: GraphQLCall, _ count: (Int?) -> Int) -> GraphQLResult {
        let limit = call.arguments["limit"]?.intValue
        let found = count(limit)
        let isMore = limit.map { found > $0 } ?? false
        return .object(
            GraphQLObject(
                "Count",
                [
                    "count": .integer(isMore ? limit ?? found : found),
                    "precision": .text(isMore ? "AT_LEAST" : "EXACT"),
                ]
            )
        )
    }

    private static func customerOrder(_ call: GraphQLCall) -> RecordSearch<ShopCustomer>.Order {
        switch call.text("sortKey") {
        case "UPDATED_AT": .init(key: .updated, momentField: "updated_at")
        case "CREATED_AT": .init(key: .created, momentField: "customer_date")
        default: .init(key: .id, momentField: nil)
        }
    }

    private static func orderOrder(_ call: GraphQLCall) -> RecordSearch<ShopOrder>.Order {
        switch call.text("sortKey") {
        case "UPDATED_AT": .init(key: .updated, momentField: "updated_at")
        case "PROCESSED_AT": .init(key: .created, momentField: "processed_at")
        case "CREATED_AT", "ORDER_NUMBER": .init(key: .created, momentField: "created_at")
        default: .init(key: .id, momentField: nil)
        }
    }
}
