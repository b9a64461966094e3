import Testing

@testable import Sandbox

@Suite("Simulated shop, GraphQL documents")
struct SandboxGraphQLTests {
    @Test("Aliases, arguments, fragments, directives and block strings are read")
    func document() throws {
        let text = #"""
            # first
            query Two($id: ID!, $n: [Int!]! = [1, 2]) {
              a: order(id: $id) @include(if: true) { ...Parts id }
              b: text(value: """
                  one
                    "two"
                """, other: "\u00e9\n", list: [A, null, {k: 1.5e3}]) { ... on Order { name } }
            }
            fragment Parts on Order { name }
            """#
        let document = try GraphQLParser.parse(text)
        let operation = try #require(document.operations.first)
        #expect(operation.name == "Two" && operation.pathName == "query Two")
        #expect(operation.variables.map { "\($0.type)" } == ["ID!", "[Int!]!"])
        #expect(document.fragments["Parts"]?.type == "Order")
        guard case .field(let order) = operation.selections[0], case .field(let texts) = operation.selections[1] else {
            Issue.record("two fields expected")
            return
        }
        #expect(order.key == "a" && order.name == "order" && order.location == GraphQLLocation(line: 3, column: 3))
        #expect(texts.arguments.map(\.value.spelling) == [#""one\n  \"two\"""#, #""é\n""#, "[A, null, {k: 1.5e3}]"])
    }

    @Test(
        "What is no document is refused with its place",
        arguments: [
            ("", "syntax error, unexpected end of file", nil),
            ("{ shop {", "syntax error, unexpected end of file", nil),
            ("{ }", "syntax error, unexpected PUNCTUATOR (\"}\") at [1, 3]", GraphQLLocation(line: 1, column: 3)),
            (
                "{ a(b: \"x) }", "syntax error, unexpected invalid token (\"\\\"\") at [1, 8]",
                GraphQLLocation(line: 1, column: 8)
            ),
            (
                "{ a ? }", "syntax error, unexpected invalid token (\"?\") at [1, 5]",
                GraphQLLocation(line: 1, column: 5)
            ),
            (
                "foo { a }", "syntax error, unexpected IDENTIFIER (\"foo\") at [1, 1]",
                GraphQLLocation(line: 1, column: 1)
            ),
        ] as [(String, String, GraphQLLocation?)]
    )
    func syntax(text: String, message: String, location: GraphQLLocation?) {
        let error = #expect(throws: GraphQLSyntaxError.self) { try GraphQLParser.parse(text) }
        #expect(error?.message == message)
        #expect(error?.location == location)
    }

    @Test("Nesting without end is refused")
    func depth() {
        let text = String(repeating: "{a", count: 10_000)
        #expect(throws: GraphQLSyntaxError.self) { try GraphQLParser.parse(text) }
    }

    @Test(
        "Search terms",
        arguments: [
            ("tag:vip", ["tag:vip"]),
            ("updated_at:>='2026-11-23T00:00:00Z' AND id:<5", ["updated_at:>=2026-11-23T00:00:00Z", "id:<5"]),
            ("(tag:a OR tag:b) -state:disabled", ["tag:a", "tag:b", "state:disabled"]), ("word", [":word"]),
        ] as [(String, [String])]
    )
    func search(text: String, terms: [String]) {
        let found = SearchExpression(parsing: text)?.terms ?? []
        #expect(found.map { ($0.field ?? "") + ":" + $0.comparison.rawValue + $0.value } == terms)
    }

    @Test("OR, NOT and parentheses decide as written")
    func logic() {
        let expression = SearchExpression(parsing: "(tag:a OR tag:b) NOT tag:c")
        func holds(_ tags: Set<String>) -> Bool { expression?.matches { tags.contains($0.value) } ?? false }
        #expect(holds(["a"]) && holds(["b"]) && !holds(["a", "c"]) && !holds([]))
        #expect(SearchExpression(parsing: "  ") == nil && SearchExpression(parsing: nil) == nil)
    }

    @Test(
        "Cost grows with the size on a logarithmic scale",
        arguments: [(0, 0), (1, 1), (2, 1), (3, 2), (5, 3), (10, 4), (250, 8)]
    )
    func weight(count: Int, weight: Int) { #expect(GraphQLCost.weight(of: count) == weight) }
}
