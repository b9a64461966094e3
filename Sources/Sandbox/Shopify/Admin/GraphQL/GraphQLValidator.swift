/// Holds a document against the schema before anything runs, with the service's words for what is wrong.
struct GraphQLValidator {
    private let schema: GraphQLSchema
    private let document: GraphQLDocument
    private let operation: GraphQLOperation
    private var problems: [GraphQLProblem] = []
    private var usedVariables: Set<String> = []
    private var usedFragments: Set<String> = []
    private var openFragments: [String] = []

    private static let problemLimit = 50

    static func problems(
        in operation: GraphQLOperation,
        of document: GraphQLDocument,
        schema: GraphQLSchema
    ) -> [GraphQLProblem] {
        var validator = GraphQLValidator(schema: schema, document: document, operation: operation)
        return validator.run()
    }

    private init(schema: GraphQLSchema, document: GraphQLDocument, operation: GraphQLOperation) {
        self.schema = schema
        self.document = document
        self.operation = operation
    }

    private mutating func run() -> [GraphQLProblem] {
        let path = [operation.pathName]
        for variable in operation.variables where !isInput(variable.type.name) {
            add(
                "\(variable.type.name) isn't a defined input type (on $\(variable.name))",
                variable.location,
                path + [variable.name],
                "variableRequiresValidType",
                [("typeName", variable.type.name), ("variableName", variable.name)]
            )
        }
        let root = operation.kind == .query ? schema.queryType : schema.mutationType
        check(operation.selections, on: root, path: path)
        let name = operation.name ?? "anonymous \(operation.kind.rawValue)"
        for variable in operation.variables where !usedVariables.contains(variable.name) {
            add(
                "Variable $\(variable.name) is declared by \(name) but not used",
                operation.location,
                path,
                "variableNotUsed",
                [("variableName", variable.name)]
            )
        }
        for fragment in document.fragments.values.sorted(by: { $0.name < $1.name })
        where !usedFragments.contains(fragment.name) && document.operations.count == 1 {
            add(
                "Fragment \(fragment.name) was defined, but not used",
                fragment.location,
                ["fragment \(fragment.name)"],
                "useAndDefineFragment",
                [("fragmentName", fragment.name)]
            )
        }
        return problems
    }

    private func isInput(_ name: String) -> Bool {
        switch schema.types[name]?.kind {
        case .scalar, .enumeration, .input: true
        default: false
        }
    }

    private mutating func add(
        _ message: String,
        _ location: GraphQLLocation,
        _ path: [String],
        _ code: String,
        _ details: [(String, String)]
    ) {
        guard problems.count < Self.problemLimit else { return }
        problems.append(GraphQLProblem(message, at: location, path: path, code: code, details))
    }

    private mutating func check(_ selections: [GraphQLSelection], on type: String, path: [String]) {
        for selection in selections {
            switch selection {
            case .field(let field): check(field, on: type, path: path)
            case .inline(let condition, let directives, let inner, let location):
                check(directives, path: path)
                let name = condition ?? type
                if isSpreadable(name, on: type, location, path) { check(inner, on: name, path: path) }
            case .spread(let name, let directives, let location):
                check(directives, path: path)
                checkSpread(of: name, on: type, location, path)
            }
        }
        checkConflicts(selections, path: path)
    }

    private mutating func check(_ directives: [GraphQLDirective], path: [String]) {
        for directive in directives {
            guard directive.name == "skip" || directive.name == "include" else {
                add(
                    "Directive @\(directive.name) is not defined",
                    directive.location,
                    path,
                    "undefinedDirective",
                    [("directiveName", directive.name)]
                )
                continue
            }
            for argument in directive.arguments { checkVariables(in: argument.value, argument, path) }
        }
    }

    private mutating func isSpreadable(
        _ condition: String,
        on type: String,
        _ location: GraphQLLocation,
        _ path: [String]
    ) -> Bool {
        guard let definition = schema.types[condition], !definition.isLeaf else {
            add(
                "No such type \(condition), so it can't be a fragment condition",
                location,
                path + ["... on \(condition)"],
                "undefinedType",
                [("typeName", condition)]
            )
            return false
        }
        guard schema.canOverlap(condition, type) else {
            add(
                "Fragment on \(condition) can't be spread inside \(type)",
                location,
                path + ["... on \(condition)"],
                "cannotSpreadFragment",
                [("typeName", condition), ("fragmentName", "unknown"), ("parentName", type)]
            )
            return false
        }
        return true
    }

    private mutating func checkSpread(
        of name: String,
        on type: String,
        _ location: GraphQLLocation,
        _ path: [String]
    ) {
        usedFragments.insert(name)
        guard let fragment = document.fragments[name] else {
            add(
                "Fragment \(name) was used, but not defined",
                location,
                path + ["... \(name)"],
                "useAndDefineFragment",
                [("fragmentName", name)]
            )
            return
        }
        guard !openFragments.contains(name) else {
            add(
                "Fragment \(name) contains an infinite loop",
                location,
                ["fragment \(name)"],
                "infiniteLoop",
                [("fragmentName", name)]
            )
            return
        }
        guard isSpreadable(fragment.type, on: type, location, path) else { return }
        openFragments.append(name)
        check(fragment.selections, on: fragment.type, path: ["fragment \(name)"])
        openFragments.removeLast()
    }

    private mutating func check(_ field: GraphQLField, on type: String, path: [String]) {
        let path = path + [field.key]
        check(field.directives, path: path)
        if field.name == "__typename" { return }
        guard let definition = schema.types[type]?.fields[field.name] else {
            add(
                "Field '\(field.name)' doesn't exist on type '\(type)'",
                field.location,
                path,
                "undefinedField",
                [("typeName", type), ("fieldName", field.name)]
            )
            return
        }
        checkArguments(of: field, definition, path: path)
        let isLeaf = schema.types[definition.type.name]?.isLeaf ?? true
        if isLeaf, !field.selections.isEmpty {
            let names = field.selections.compactMap { selection in
                if case .field(let inner) = selection { "\"\(inner.name)\"" } else { nil }
            }
            add(
                "Selections can't be made on scalars (field '\(field.name)' returns \(definition.type.name) but has "
                    + "selections [\(names.joined(separator: ", "))])",
                field.location,
                path,
                "selectionMismatch",
                [("nodeName", "field '\(field.name)'"), ("typeName", definition.type.name)]
            )
        } else if !isLeaf, field.selections.isEmpty {
            add(
                "Field must have selections (field '\(field.name)' returns \(definition.type.name) but has no "
                    + "selections. Did you mean '\(field.name) { ... }'?)",
                field.location,
                path,
                "selectionMismatch",
                [("nodeName", "field '\(field.name)'"), ("typeName", definition.type.name)]
            )
        } else if !isLeaf {
            check(field.selections, on: definition.type.name, path: path)
        }
    }

    /// Fields of one key must be the same field; those inside fragments are looked at with their own selection.
    private mutating func checkConflicts(_ selections: [GraphQLSelection], path: [String]) {
        var seen: [String: GraphQLField] = [:]
        for selection in selections {
            guard case .field(let field) = selection else { continue }
            guard let first = seen[field.key] else {
                seen[field.key] = field
                continue
            }
            guard first.name != field.name else { continue }
            add(
                "Field '\(field.key)' has a field conflict: \(first.name) or \(field.name)?",
                first.location,
                path,
                "fieldConflict",
                [("fieldName", field.key), ("conflicts", "\(first.name) or \(field.name)")]
            )
        }
    }

    private mutating func checkArguments(of field: GraphQLField, _ definition: GraphQLSchema.Field, path: [String]) {
        for argument in field.arguments {
            guard let input = definition.arguments.first(where: { $0.name == argument.name }) else {
                add(
                    "Field '\(field.name)' doesn't accept argument '\(argument.name)'",
                    argument.location,
                    path + [argument.name],
                    "argumentNotAccepted",
                    [("name", field.name), ("typeName", "Field"), ("argumentName", argument.name)]
                )
                checkVariables(in: argument.value, argument, path)
                continue
            }
            checkLiteral(argument, input, owner: ("Field", field.name), field.location, path + [argument.name])
        }
        let missing = definition.arguments.filter { input in
            input.isRequired && !field.arguments.contains { $0.name == input.name }
        }
        guard !missing.isEmpty else { return }
        let names = missing.map(\.name).joined(separator: ", ")
        add(
            "Field '\(field.name)' is missing required arguments: \(names)",
            field.location,
            path,
            "missingRequiredArguments",
            [("className", "Field"), ("name", field.name), ("arguments", names)]
        )
    }

    private mutating func checkVariables(in value: GraphQLValue, _ argument: GraphQLArgument, _ path: [String]) {
        for name in value.variables { _ = declaration(of: name, argument.location, path) }
    }

    private mutating func declaration(
        of name: String,
        _ location: GraphQLLocation,
        _ path: [String]
    ) -> GraphQLVariable? {
        usedVariables.insert(name)
        if let variable = operation.variables.first(where: { $0.name == name }) { return variable }
        add(
            "Variable $\(name) is used by \(operation.name ?? "anonymous \(operation.kind.rawValue)") but not declared",
            location,
            path,
            "variableNotDefined",
            [("variableName", name)]
        )
        return nil
    }

    private mutating func checkLiteral(
        _ argument: GraphQLArgument,
        _ input: GraphQLSchema.Input,
        owner: (kind: String, name: String),
        _ location: GraphQLLocation,
        _ path: [String]
    ) {
        if case .variable(let name) = argument.value {
            guard let variable = declaration(of: name, argument.location, path) else { return }
            let hasDefault = variable.defaultValue != nil || input.defaultValue != nil
            guard !variable.type.fits(input.type, hasDefault: hasDefault) else { return }
            add(
                "Type mismatch on variable $\(name) and argument \(argument.name) (\(variable.type) / \(input.type))",
                location,
                path,
                "variableMismatch",
                [
                    ("variableName", name), ("typeName", "\(variable.type)"), ("argumentName", argument.name),
                    ("errorMessage", "Type mismatch"),
                ]
            )
            return
        }
        switch GraphQLLiteralCheck(schema: schema).fault(of: argument.value, as: input.type) {
        case .coercion(let message):
            add(message, location, path, "argumentLiteralsIncompatible", [("typeName", "CoercionError")])
        case .mismatch:
            add(
                "Argument '\(argument.name)' on \(owner.kind) '\(owner.name)' has an invalid value "
                    + "(\(argument.value.spelling)). Expected type '\(input.type)'.",
                location,
                path,
                "argumentLiteralsIncompatible",
                [("typeName", owner.kind), ("argumentName", argument.name)]
            )
        case nil: checkMembers(of: argument.value, input.type, location, path)
        }
    }

    private mutating func checkMembers(
        of value: GraphQLValue,
        _ type: GraphQLTypeReference,
        _ location: GraphQLLocation,
        _ path: [String]
    ) {
        switch value {
        case .list(let values):
            for value in values {
                if case .variable(let name) = value { _ = declaration(of: name, location, path) }
                checkMembers(of: value, type, location, path)
            }
        case .object(let members):
            guard let definition = schema.types[type.name], definition.kind == .input else { return }
            for member in members {
                guard let input = definition.inputs.first(where: { $0.name == member.name }) else {
                    add(
                        "InputObject '\(definition.name)' doesn't accept argument '\(member.name)'",
                        member.location,
                        path + [member.name],
                        "argumentNotAccepted",
                        [("name", definition.name), ("typeName", "InputObject"), ("argumentName", member.name)]
                    )
                    continue
                }
                checkLiteral(member, input, owner: ("InputObject", definition.name), location, path + [member.name])
            }
        default: break
        }
    }
}
