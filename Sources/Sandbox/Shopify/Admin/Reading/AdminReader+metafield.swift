extension AdminReader {
    /// The metafield that is asked for, of those of a record.
    func metafield(_ all: [ShopMetafield], _ call: GraphQLCall, of record: SandboxTime) -> GraphQLResult {
        let namespace = call.arguments["namespace"]?.stringValue ?? "$app"
        let key = call.arguments["key"]?.stringValue
        return .object(all.first { $0.namespace == namespace && $0.key == key }.map { object($0, of: record) })
    }

    private func object(_ metafield: ShopMetafield, of record: SandboxTime) -> GraphQLObject {
        GraphQLObject("Metafield") { call in
            switch call.name {
            case "id": .text("gid://shopify/Metafield/\(metafield.id)")
            case "legacyResourceId": .text(String(metafield.id))
            case "namespace": .text(metafield.namespace)
            case "key": .text(metafield.key)
            case "type": .text(metafield.type)
            case "value": .text(metafield.value)
            case "createdAt", "updatedAt": .moment(record)
            default: .null
            }
        }
    }
}
