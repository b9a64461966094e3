import Conformance
import Testing

@testable import Sandbox

@Suite("Simulated shop, schema")
struct SandboxAdminSchemaTests {
    @Test("Every type, field and argument is one of the real schema", .requiresContracts)
    func schema() throws {
        let own = AdminSchema.schema
        #expect(own.types.count > 90)
        // The real one has thousands of types, a blank line between each; only those of the same name matter.
        let bytes = try Contracts.bytes("shopify/admin-graphql/admin_2026-07.stripped.graphql")
        let blocks = String(decoding: bytes, as: UTF8.self).split(separator: "\n\n")
        let same = blocks.filter { block in
            let words = block.prefix(100).split(maxSplits: 2, omittingEmptySubsequences: true) {
                $0 == " " || $0 == "\n"
            }
            return words.count > 1 && words[0] != "directive" && own.types[String(words[1])] != nil
        }
        let real = GraphQLSchema(
            same.joined(separator: "\n\n"),
            queryType: "QueryRoot",
            mutationType: "Mutation"
        )
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
