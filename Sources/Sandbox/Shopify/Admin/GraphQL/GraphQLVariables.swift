extension GraphQLOperation {
    /// The variables of a request, checked and with defaults.
    ///
    /// - Throws: ``GraphQLProblem`` for the first value that does not fit its type.
    func variables(
        from given: SandboxJSON?,
        schema: GraphQLSchema
    ) throws(GraphQLProblem) -> [String: SandboxJSON] {
        let coercion = GraphQLCoercion(schema: schema)
        var result: [String: SandboxJSON] = [:]
        for variable in variables {
            guard let value = given?[variable.name] else {
                if let value = variable.defaultValue {
                    result[variable.name] = coercion.value(of: value, variables: [:])
                } else if variable.type.isNonNull {
                    throw variable.problem(.null, .init(explanation: "Expected value to not be null"))
                }
                continue
            }
            do throws(GraphQLCoercion.Mismatch) {
                try coercion.check(value, as: variable.type)
            } catch {
                throw variable.problem(value, error)
            }
            result[variable.name] = value
        }
        return result
    }
}

extension GraphQLVariable {
    fileprivate func problem(_ value: SandboxJSON, _ mismatch: GraphQLCoercion.Mismatch) -> GraphQLProblem {
        var message = "Variable $\(name) of type \(type) was provided invalid value"
        if !mismatch.path.isEmpty {
            let place = mismatch.path.map { $0.stringValue ?? $0.rendered }.joined(separator: ".")
            message += " for \(place) (\(mismatch.explanation))"
        }
        var problem: [SandboxJSON.Member] = [
            .init("path", .array(mismatch.path)), .init("explanation", .string(mismatch.explanation)),
        ]
        if mismatch.isFromScalar { problem.append(.init("message", .string(mismatch.explanation))) }
        return GraphQLProblem(
            message: message,
            locations: [location],
            extensions: [
                .init("code", "INVALID_VARIABLE"), .init("value", value),
                .init("problems", [.object(problem)]),
            ]
        )
    }
}
