/// What a query costs in points.
///
/// Fitted to the recorded answers of a real shop, which are far below the documented sum: a connection costs 2, and for
/// `nodes` and for `edges` each the size on a logarithmic scale times (1 + what a node costs). Money, addresses,
/// endpoints and page marks are free, a count is 10, a mutation 10 in all.
struct GraphQLCost {
    private static let free: Set<String> = [
        "MoneyBag", "MoneyV2", "MailingAddress", "PageInfo", "UserError", "BulkOperationUserError", "Attribute",
        "WebhookSubscriptionEndpoint", "ApiVersion", "CustomerEmailMarketingConsentState",
        "CustomerSmsMarketingConsentState", "CustomerWhatsAppMarketingConsent",
    ]

    static let mutation = 10

    /// How much a page of that many counts: 1 for up to two, 3 for five, 8 for 250.
    static func weight(of count: Int) -> Int {
        guard count > 2 else { return min(count, 1) }
        return Int.bitWidth - (count - 1).leadingZeroBitCount
    }

    /// The cost of an object field itself.
    static func base(of type: String) -> Int { type == "Count" ? 10 : free.contains(type) ? 0 : 1 }

    let schema: GraphQLSchema
    let document: GraphQLDocument
    let variables: [String: SandboxJSON]

    func requested(by operation: GraphQLOperation) -> Int {
        guard operation.kind == .mutation else { return cost(of: operation.selections, on: schema.queryType) }
        let payloads = document.fields(of: operation.selections, on: schema.mutationType, schema, variables)
        return payloads.map { payload in
            let type = schema.types[schema.mutationType]?.fields[payload.field.name]?.type.name ?? ""
            // What a payload hands back is part of the price; only what hangs below it is added.
            let parts = document.fields(of: payload.field.selections, on: type, schema, variables)
            return Self.mutation
                + parts.map { part in
                    let partType = schema.types[type]?.fields[part.field.name]?.type.name ?? ""
                    return cost(of: part.field.selections, on: partType)
                }.reduce(0, +)
        }.reduce(0, +)
    }

    private func cost(of selections: [GraphQLSelection], on type: String) -> Int {
        concreteTypes(selections, type).map { concrete in
            document.fields(of: selections, on: concrete, schema, variables)
                .map { cost(of: $0.field, on: concrete) }.reduce(0, +)
        }.max() ?? 0
    }

    /// The type itself, or all objects that an interface or union may turn out to be.
    private func concreteTypes(_ selections: [GraphQLSelection], _ type: String) -> [String] {
        guard !selections.isEmpty, let definition = schema.types[type] else { return [] }
        switch definition.kind {
        case .interface, .union:
            return schema.types.values.filter { $0.kind == .object && schema.isObject($0.name, kindOf: type) }
                .map(\.name)
        default: return [type]
        }
    }

    private func cost(of field: GraphQLField, on type: String) -> Int {
        guard let definition = schema.types[type]?.fields[field.name],
            let result = schema.types[definition.type.name], !result.isLeaf
        else { return 0 }
        let arguments = GraphQLCoercion(schema: schema).arguments(of: field, definition, variables: variables)
        if result.isConnection {
            let size = arguments["first"]?.intValue ?? arguments["last"]?.intValue ?? 0
            return 2 + connection(field, result, weight: Self.weight(of: size))
        }
        let inner = cost(of: field.selections, on: result.name)
        if let ids = arguments["ids"]?.arrayValue { return Self.weight(of: ids.count) * (1 + inner) }
        return Self.base(of: result.name) + inner
    }

    private func connection(_ field: GraphQLField, _ type: GraphQLSchema.TypeDefinition, weight: Int) -> Int {
        document.fields(of: field.selections, on: type.name, schema, variables).map { part in
            guard let partType = type.fields[part.field.name]?.type.name else { return 0 }
            switch part.field.name {
            case "nodes": return weight * (1 + cost(of: part.field.selections, on: partType))
            case "edges":
                return document.fields(of: part.field.selections, on: partType, schema, variables)
                    .filter { $0.field.name == "node" }
                    .map { node in
                        let nodeType = schema.types[partType]?.fields["node"]?.type.name ?? ""
                        return weight * (1 + cost(of: node.field.selections, on: nodeType))
                    }.reduce(0, +)
            default: return 0
            }
        }.reduce(0, +)
    }
}
