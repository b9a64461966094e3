extension [GraphQLDirective] {
    /// Whether `@skip` and `@include` let the selection through.
    func letThrough(_ variables: [String: SandboxJSON]) -> Bool {
        allSatisfy { directive in
            guard directive.name == "skip" || directive.name == "include" else { return true }
            let condition: Bool =
                switch directive.arguments.first(where: { $0.name == "if" })?.value {
                case .bool(let value): value
                case .variable(let name): variables[name]?.boolValue ?? false
                default: false
                }
            return condition == (directive.name == "include")
        }
    }
}

extension GraphQLDocument {
    /// The fields that a selection asks of an object of the given type, in order, those of one key together.
    ///
    /// Fragments for other types fall away.
    func fields(
        of selections: [GraphQLSelection],
        on type: String,
        _ schema: GraphQLSchema,
        _ variables: [String: SandboxJSON]
    ) -> [(key: String, field: GraphQLField)] {
        var result: [(key: String, field: GraphQLField)] = []
        var places: [String: Int] = [:]
        collect(selections, on: type, schema, variables) { field in
            if let place = places[field.key] {
                result[place].field.selections += field.selections
            } else {
                places[field.key] = result.count
                result.append((field.key, field))
            }
        }
        return result
    }

    private func collect(
        _ selections: [GraphQLSelection],
        on type: String,
        _ schema: GraphQLSchema,
        _ variables: [String: SandboxJSON],
        _ take: (GraphQLField) -> Void
    ) {
        for selection in selections {
            switch selection {
            case .field(let field):
                if field.directives.letThrough(variables) { take(field) }
            case .spread(let name, let directives, _):
                guard directives.letThrough(variables), let fragment = fragments[name],
                    schema.isObject(type, kindOf: fragment.type)
                else { continue }
                collect(fragment.selections, on: type, schema, variables, take)
            case .inline(let condition, let directives, let inner, _):
                guard directives.letThrough(variables),
                    condition.map({ schema.isObject(type, kindOf: $0) }) ?? true
                else { continue }
                collect(inner, on: type, schema, variables, take)
            }
        }
    }
}
