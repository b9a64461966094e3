import SyncModel

/// The JSON Schema of a mapping document, from the tables by which it is read.
enum MappingSchema {
    /// The schema, as printed.
    static var text: String { document.written() }

    static var document: OrderedJSON {
        .object([
            ("$schema", .text("https://json-schema.org/draft/2020-12/schema")),
            ("title", .text("A mapping of Sluice")),
            ("type", .text("object")),
            ("minProperties", .integer(1)),
            (
                "properties",
                .object(RecordKind.allCases.map { ($0.rawValue, block(MappingKeys.section($0), scope: $0.rawValue)) })
            ),
            ("additionalProperties", .boolean(false)),
            ("$defs", .object(scopes.flatMap(definitions))),
        ])
    }

    /// What may be named where: a customer's section speaks of no order.
    private static let scopes: [(name: String, paths: [String])] = [
        ("customer", MappingCatalogue.paths(.customer)), ("order", MappingCatalogue.paths(.order)),
        ("line", MappingCatalogue.paths(.order, inLines: true)),
    ]

    private static func definitions(_ scope: (name: String, paths: [String])) -> [(String, OrderedJSON)] {
        let value = OrderedJSON.object([
            (
                "anyOf",
                .list([
                    // For completion alone: filters and text may follow or stand instead.
                    .object([("enum", .list(scope.paths.map { .text($0) }))]),
                    .object([("type", .list(["string", "number", "boolean", "null"].map { .text($0) }))]),
                    block(MappingKeys.value, scope: scope.name),
                ])
            )
        ])
        let field = OrderedJSON.object([
            (
                "anyOf",
                .list([
                    reference(scope.name, "value"),
                    block(scope.name == "line" ? MappingKeys.lineField : MappingKeys.field, scope: scope.name),
                ])
            )
        ])
        return [("\(scope.name)_value", value), ("\(scope.name)_field", field)]
    }

    private static func reference(_ scope: String, _ name: String) -> OrderedJSON {
        .object([("$ref", .text("#/$defs/\(scope)_\(name)"))])
    }

    private static func block(_ keys: [MappingKeys.Key], scope: String) -> OrderedJSON {
        var members: [(String, OrderedJSON)] = [
            ("type", .text("object")),
            ("properties", .object(keys.map { ($0.name, described($0, scope: scope)) })),
        ]
        let required = keys.filter(\.isRequired)
        if !required.isEmpty { members.append(("required", .list(required.map { .text($0.name) }))) }
        members.append(("additionalProperties", .boolean(false)))
        return .object(members)
    }

    private static func described(_ key: MappingKeys.Key, scope: String) -> OrderedJSON {
        guard case .object(let members) = shape(key.shape, scope: scope) else { return .boolean(true) }
        return .object([("description", .text(key.about))] + members)
    }

    private static func shape(_ shape: MappingKeys.Shape, scope: String) -> OrderedJSON {
        switch shape {
        case .text, .condition: .object([("type", .text("string"))])
        case .choice(let names): .object([("enum", .list(names.map { .text($0) }))])
        case .value: reference(scope, "value")
        case .fields:
            .object([("type", .text("object")), ("additionalProperties", reference(scope, "field"))])
        case .lines: block(MappingKeys.lines, scope: "line")
        case .leaving:
            .object([
                (
                    "anyOf",
                    .list([
                        .object([("enum", .list(MappingKeys.leavingWords.map { .text($0) }))]),
                        block(MappingKeys.leaving, scope: scope),
                    ])
                )
            ])
        case .cases:
            .object([
                ("type", .text("array")), ("minItems", .integer(1)),
                ("items", block(MappingKeys.switchCase, scope: scope)),
            ])
        case .table:
            .object([
                ("type", .text("object")), ("minProperties", .integer(1)),
                (
                    "additionalProperties",
                    .object([("type", .list(["string", "number", "boolean", "null"].map { .text($0) }))])
                ),
            ])
        }
    }
}
