/// Whether a literal fits a type; what is inside input objects is looked at one member at a time.
struct GraphQLLiteralCheck {
    enum Fault: Equatable {
        case mismatch
        /// A scalar's own refusal.
        case coercion(String)
    }

    let schema: GraphQLSchema

    /// Nil where it fits.
    func fault(of value: GraphQLValue, as type: GraphQLTypeReference) -> Fault? {
        switch (value, type.nullable) {
        case (.variable, _): return nil
        case (.null, _): return type.isNonNull ? .mismatch : nil
        case (.list(let values), .list(let element)):
            return values.lazy.compactMap { fault(of: $0, as: element) }.first
        case (_, .list(let element)): return fault(of: value, as: element)
        default: return leafFault(of: value, type.name)
        }
    }

    private func leafFault(of value: GraphQLValue, _ name: String) -> Fault? {
        guard let type = schema.types[name] else { return .mismatch }
        switch (type.kind, value) {
        case (.enumeration, .enumeration(let word)): return type.values.contains(word) ? nil : .mismatch
        case (.input, .object): return nil
        case (.scalar, .string(let text)):
            if name == "ID" { return ShopifyID(text) == nil ? .coercion("Invalid global id '\(text)'") : nil }
            return ["Int", "Float", "Boolean"].contains(name) ? .mismatch : nil
        case (.scalar, .integer(let text)):
            switch name {
            case "Int": return Int32(text) == nil ? .mismatch : nil
            case "Float", "Decimal", "Money", "UnsignedInt64": return nil
            default: return .mismatch
            }
        case (.scalar, .float): return ["Float", "Decimal", "Money"].contains(name) ? nil : .mismatch
        case (.scalar, .bool): return name == "Boolean" ? nil : .mismatch
        default: return .mismatch
        }
    }
}
