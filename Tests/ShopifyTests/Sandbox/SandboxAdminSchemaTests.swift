import Conformance
import Testing

@testable import Sandbox

@Suite("Simulated shop, schema")
struct SandboxAdminSchemaTests {
    @Test("Every type, field and argument is one of the real schema", .requiresContracts)
    func schema() throws {
        let text = try Contracts.bytes("shopify/admin-graphql/admin_2026-07.stripped.graphql")
        let real = GraphQLSchema(
            String(decoding: text, as: UTF8.self),
            queryType: "QueryRoot",
            mutationType: "Mutation"
        )
        #expect(real.types.count > 3_000)
        let own = AdminSchema.schema
        #expect(own.types.count > 90)
        for type in own.types.values {
            let wanted = try #require(real.types[type.name], "\(type.name)")
            #expect(Set(type.values).isSubset(of: wanted.values), "\(type.name)")
            #expect(Set(type.related).isSubset(of: wanted.related), "\(type.name)")
            for input in type.inputs {
                let other = wanted.inputs.first { $0.name == input.name }
                #expect(other?.type == input.type, "\(type.name).\(input.name)")
            }
            for field in type.fields.values {
                let other = try #require(wanted.fields[field.name], "\(type.name).\(field.name)")
                #expect(other.type == field.type, "\(type.name).\(field.name)")
                #expect(other.isDeprecated == field.isDeprecated, "\(type.name).\(field.name)")
                #expect(other.arguments.map(\.name) == field.arguments.map(\.name), "\(type.name).\(field.name)")
                #expect(other.arguments.map(\.type) == field.arguments.map(\.type), "\(type.name).\(field.name)")
            }
        }
    }

    @Test("Every type that is spoken of is there")
    func isClosed() {
        for type in AdminSchema.schema.types.values {
            for field in type.fields.values {
                #expect(AdminSchema.schema.types[field.type.name] != nil, "\(field.type)")
            }
            for name in type.related { #expect(AdminSchema.schema.types[name] != nil, "\(name)") }
        }
    }
}
