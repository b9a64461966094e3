/// The part of Shopify's Admin schema (2026-07) that the simulated shop answers.
///
/// Names, types and arguments are those of the real schema, so that what passes here would pass there; what is left out
/// is answered as an unknown field. A test compares every line with the real schema.
enum AdminSchema {
    static let text = [roots, customers, orders, orderParts, services].joined(separator: "\n")

    static let schema = GraphQLSchema(text, queryType: "QueryRoot", mutationType: "Mutation")
}
