import Connectors
import SyncModel
import Testing

@testable import Commands

/// The mappings that ship, as files of a user's own.
@Suite struct ShippedMappingTests {
    /// A type with one choice of objects.
    struct Choice: Sendable, CustomTestStringConvertible {
        var type: String
        var objects: [String: String]

        var testDescription: String { "\(type) \(objects.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" })" }
    }

    /// All that may stand under `objects` of each connector, in every combination.
    private static let choices: [Choice] = ConnectorRegistry.descriptors.filter { $0.describe == nil }
        .flatMap { descriptor in
            descriptor.objects.filter { ["customer", "order", "lines"].contains($0.key) }
                .reduce([Choice(type: descriptor.type, objects: [:])]) { made, object in
                    made.flatMap { choice in
                        object.choices.map { name in
                            var next = choice
                            next.objects[object.key] = name
                            return next
                        }
                    }
                }
        }

    private static func loaded(_ type: String, _ keys: String, mapping: String?) throws -> CompiledMapping {
        let descriptor = try #require(ConnectorRegistry.descriptor(type))
        let credentials = descriptor.credentials.filter { $0.isRequired || $0.start != nil }
            .map { "\($0.key): \"\($0.start.flatMap { $0.hasPrefix("$") ? nil : $0 } ?? "value")\"" }
        let folder = try ConfigurationFolder(
            [
                "sluice.yaml": """
                stores: [{ name: acme, shop: acme.myshopify.com, webhook_secrets: [s] }]
                destinations:
                  - name: crm
                    type: \(type)
                    credentials: { \(credentials.joined(separator: ", ")) }
                    \(keys)
                    \(mapping == nil ? "" : "mapping: my.mapping.yaml")
                """
            ].merging(mapping.map { ["my.mapping.yaml": $0] } ?? [:]) { $1 }
        )
        return try MappingLoader.load(try #require(try folder.load().destinations.first))
    }

    @Test("A mapping written to a file is the one that is used without a file", arguments: choices)
    func everyOne(choice: Choice) throws {
        let text = try ShippedMapping(of: choice.type, objects: choice.objects).text
        let objects = choice.objects.map { "\($0.key): \($0.value)" }.joined(separator: ", ")
        let keys = "objects: { \(objects) }"
        let own = try Self.loaded(choice.type, keys, mapping: text)
        let shipped = try Self.loaded(choice.type, keys, mapping: nil)
        for kind in RecordKind.allCases {
            #expect(own.object(kind) == shipped.object(kind))
            #expect(own.fieldNames(kind) == shipped.fieldNames(kind))
        }
    }

    @Test("So is that of a description", arguments: ShippedMapping.types.filter { $0.hasPrefix("builtin:") })
    func described(type: String) throws {
        let text = try ShippedMapping(of: type, objects: [:]).text
        let descriptor = try #require(ConnectorRegistry.descriptor("rest"))
        let definition = try #require(descriptor.definitions[String(type.dropFirst(8))])
        let description = try RESTDescription(reading: YAMLDocument.parse(definition, file: type))
        let options = MappingOptions(externalIDs: description.externalIDs)
        let own = try MappingCompiler(options).compile(YAMLDocument.parse(text, file: "my.mapping.yaml"))
        let shipped = try MappingCompiler(options).compile(try #require(description.mapping))
        #expect(own.kinds == shipped.kinds && !own.kinds.isEmpty)
        for kind in own.kinds { #expect(own.fieldNames(kind) == shipped.fieldNames(kind)) }
    }

    @Test("What does not ship is said with what does")
    func unknown() throws {
        func message(_ type: String, _ objects: [String: String] = [:]) -> String? {
            do {
                _ = try ShippedMapping(of: type, objects: objects)
                return nil
            } catch {
                return (error as? CommandFailure)?.message
            }
        }
        #expect(message("hubspott")?.contains("Did you mean hubspot?") == true)
        #expect(message("zoho", ["order": "order"]) == #"--order is deal or sales_order for zoho, not "order"."#)
        #expect(message("zoho", ["lines": "items"]) == "zoho has no choice of lines: leave out --lines.")
        #expect(message("rest")?.contains("--type builtin:pipedrive") == true)
        #expect(message("builtin:pipedrive", ["order": "deal"])?.contains("one mapping") == true)
    }
}
