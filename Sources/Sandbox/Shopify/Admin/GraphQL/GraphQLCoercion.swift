/// Turns values of documents and of `variables` into what resolvers get.
struct GraphQLCoercion {
    let schema: GraphQLSchema

    /// What is wrong with a value of a variable, and where inside it.
    struct Mismatch: Error {
        var path: [SandboxJSON] = []
        var explanation: String
        /// Repeated as `message` where a scalar refused it.
        var isFromScalar = false
    }

    /// A literal with its variables filled in; members whose variable is absent stay out.
    func value(of literal: GraphQLValue, variables: [String: SandboxJSON]) -> SandboxJSON? {
        switch literal {
        case .variable(let name): variables[name]
        case .null: .null
        case .bool(let value): .bool(value)
        case .integer(let text), .float(let text): .number(text)
        case .string(let text), .enumeration(let text): .string(text)
        case .list(let values): .array(values.map { value(of: $0, variables: variables) ?? .null })
        case .object(let members):
            .object(
                members.compactMap { member in
                    value(of: member.value, variables: variables).map { SandboxJSON.Member(member.name, $0) }
                }
            )
        }
    }

    /// A field's arguments: what is written, else the defaults.
    func arguments(
        of field: GraphQLField,
        _ definition: GraphQLSchema.Field,
        variables: [String: SandboxJSON]
    ) -> [String: SandboxJSON] {
        var result: [String: SandboxJSON] = [:]
        for input in definition.arguments {
            let written = field.arguments.first { $0.name == input.name }
            let given = written.flatMap { value(of: $0.value, variables: variables) }
            let fallback = input.defaultValue.flatMap { self.value(of: $0, variables: [:]) }
            guard let taken = given ?? fallback else { continue }
            // A single value may stand for a list of one.
            let needsList = input.type.isList && taken.arrayValue == nil && !taken.isNull
            result[input.name] = needsList ? .array([taken]) : taken
        }
        return result
    }

    /// Checks a variable's value from JSON.
    ///
    /// - Throws: ``Mismatch``
    func check(_ value: SandboxJSON, as type: GraphQLTypeReference) throws(Mismatch) {
        if value.isNull {
            guard !type.isNonNull else { throw Mismatch(explanation: "Expected value to not be null") }
            return
        }
        if case .list(let element) = type.nullable {
            for (index, item) in (value.arrayValue ?? [value]).enumerated() {
                do throws(Mismatch) {
                    try check(item, as: element)
                } catch {
                    throw error.inside(.integer(index))
                }
            }
            return
        }
        guard let definition = schema.types[type.name] else { return }
        switch definition.kind {
        case .enumeration:
            guard definition.values.contains(value.stringValue ?? "") else {
                let accepted = definition.values.joined(separator: ", ")
                throw Mismatch(explanation: "Expected \(value.rendered) to be one of: \(accepted)")
            }
        case .input: try checkMembers(value, definition)
        default: try checkScalar(value, type.name)
        }
    }

    private func checkMembers(_ value: SandboxJSON, _ type: GraphQLSchema.TypeDefinition) throws(Mismatch) {
        guard let members = value.members else {
            throw Mismatch(explanation: "Expected \(value.rendered) to be a key-value object.")
        }
        for member in members {
            guard let input = type.inputs.first(where: { $0.name == member.name }) else {
                throw Mismatch(path: [.string(member.name)], explanation: "Field is not defined on \(type.name)")
            }
            do throws(Mismatch) {
                try check(member.value, as: input.type)
            } catch {
                throw error.inside(.string(member.name))
            }
        }
        for input in type.inputs where input.isRequired && value[input.name] == nil {
            throw Mismatch(path: [.string(input.name)], explanation: "Expected value to not be null")
        }
    }

    private func checkScalar(_ value: SandboxJSON, _ name: String) throws(Mismatch) {
        let fits: Bool
        switch (name, value) {
        case ("ID", .string(let text)):
            guard ShopifyID(text) != nil else {
                throw Mismatch(explanation: "Invalid global id '\(text)'", isFromScalar: true)
            }
            fits = true
        case ("Int", .number(let text)): fits = Int32(text) != nil
        case ("Float", .number), ("Boolean", .bool): fits = true
        case ("Int", _), ("Float", _), ("Boolean", _), ("ID", _): fits = false
        case (_, .string): fits = true
        default: fits = false
        }
        guard fits else {
            throw Mismatch(explanation: "Could not coerce value \(value.rendered) to \(name)", isFromScalar: true)
        }
    }
}

extension GraphQLCoercion.Mismatch {
    func inside(_ element: SandboxJSON) -> Self {
        var result = self
        result.path.insert(element, at: 0)
        return result
    }
}
