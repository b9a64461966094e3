import Connectors
import Foundation
import SyncModel
import Testing

@testable import Commands

@Suite struct MappingSchemaTests {
    private func mistakes(_ text: String) throws -> [String] {
        try JSONSchemaCheck(MappingSchema.text).mistakes(YAMLDocument.parse(text, file: "m.yaml"))
    }

    private static var examples: [String] {
        get throws {
            let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
                .deletingLastPathComponent().appending(path: "Examples/mappings")
            return try FileManager.default.contentsOfDirectory(atPath: root.path)
                .filter { $0.hasSuffix(".mapping.yaml") }
                .map { try String(contentsOf: root.appending(path: $0), encoding: .utf8) }
        }
    }

    @Test func theDefaultsAndTheExamplesFit() throws {
        let defaults = [
            HubSpotDefaultMapping.text, HubSpotDefaultMapping.textWithLineItems, HubSpotOrdersMapping.text,
            HubSpotOrdersMapping.textWithLineItems,
        ]
        let examples = try Self.examples
        #expect(!examples.isEmpty)
        for text in defaults + examples { #expect(try mistakes(text) == []) }
    }

    @Test(
        arguments: [
            ("{}", "$: too few keys"),
            ("custmer: { object: contact, fields: {} }", "$.custmer: unknown"),
            ("customer: { fields: {} }", "$.customer: object is missing"),
            ("customer: { object: contact, fields: [] }", "$.customer.fields: not object"),
            ("customer: { object: contact, fields: { a: { value: x, wirte: always } } }", "a.wirte: unknown"),
            ("customer: { object: contact, fields: { a: { value: x, write: once } } }", "a.write: not one of 3"),
            ("customer: { object: contact, lines: {}, fields: {} }", "$.customer.lines: unknown"),
            ("order: { object: deal, fields: { a: { switch: [] } } }", "a.switch: too few items"),
            ("order: { object: deal, fields: { a: { switch: [{ when: x }] } } }", "a.switch[0]: value is missing"),
            ("order: { object: deal, fields: { a: [x] } }", "$.order.fields.a"),
            ("order: { object: deal, fields: {}, lines: { object: x } }", "$.order.lines: fields is missing"),
            (
                "order: { object: d, fields: {}, lines: { object: x, fields: { a: { value: x, write: always } } } }",
                "a.write: unknown"
            ),
        ]
    )
    func mistakesDoNot(text: String, mistake: String) throws {
        let found = try mistakes(text)
        #expect(found.contains { $0.contains(mistake) }, "\(found)")
    }

    /// Whatever key the reader takes has its description in the schema.
    @Test func everyKeyIsDescribed() {
        let keys =
            RecordKind.allCases.flatMap { MappingKeys.section($0) } + MappingKeys.lines + MappingKeys.field
            + MappingKeys.switchCase
        let text = MappingSchema.text
        for key in keys {
            #expect(text.contains(OrderedJSON.quoted(key.about)), "\(key.name)")
            #expect(text.contains("\(OrderedJSON.quoted(key.name)): {"), "\(key.name)")
        }
    }

    @Test func pathsAreOfferedWhereTheyMayStand() throws {
        let root = try JSONSchemaCheck(MappingSchema.text).root
        let definitions = try #require(root["$defs"] as? [String: [String: Any]])
        func offered(_ name: String) -> [String] {
            (definitions[name]?["anyOf"] as? [[String: Any]])?.first?["enum"] as? [String] ?? []
        }
        #expect(offered("customer_value").contains("customer.email"))
        #expect(!offered("customer_value").contains("order.total"))
        #expect(offered("order_value").contains("order.total") && !offered("order_value").contains("line.title"))
        #expect(offered("line_value").contains("line.title"))
    }
}
