import Connectors
import Foundation
import SyncModel
import Testing

@testable import Commands

/// Recorded payload in, expected fields out.
@Suite struct MappingCaseTests {
    private static let stores = [StoreFacts(name: StoreName("acme"), domain: "acme.myshopify.com")]
    private static let mapping = """
        customer:
          object: contact
          when: customer.email exists
          fields:
            email: customer.email
        order:
          object: deal
          when: order.total > 5
          fields:
            dealname: "Order {order.name}"
            amount: order.total
            tags: order.tags
            at: order.processed_at
            gone: order.cancelled_at
            email: customer.email
        """

    private func run(
        _ cases: [String: String],
        mapping: String = mapping,
        file: String = "a.case.yaml"
    ) throws -> [MappingCases.Outcome] {
        let folder = try ConfigurationFolder(cases)
        return try MappingCases(
            mapping: try MappingCompiler().compile(try YAMLDocument.parse(mapping, file: "m.yaml")),
            folder: folder.url.path,
            stores: Self.stores
        ).run()
    }

    /// The problems of one case whose payload is an order, without the folder's path.
    private func problems(_ rest: String) throws -> [String] {
        let text = """
            payload:
              id: 11
              name: "#1"
              current_total_price: "19.90"
              tags: "a, b"
              processed_at: "2026-05-11T23:06:59-04:00"
              cancelled_at: null
              line_items: []
              customer: { id: 4, email: ada@example.com }
            \(rest)
            """
        let outcome = try #require(try run(["a.case.yaml": text]).first)
        return outcome.problems.map { "\($0.mark.line):\($0.mark.column): \($0.message)" }
    }

    @Test func whatIsExpectedPasses() throws {
        let found = try problems(
            """
            only: true
            expect:
              dealname: "Order #1"
              amount: 19.9
              tags: [a, b]
              at: "2026-05-12T03:06:59Z"
              gone: cleared
              email: ada@example.com
            """
        )
        #expect(found == [])
        #expect(try problems("expect: { gone: null }") == [])
    }

    @Test func absentIsNotPassedForAFieldThatTheMappingDoesNotHave() throws {
        let found = try problems("expect: { delname: absent, gone: cleared }")
        #expect(found == ["10:20: delname is absent as a field that is not there"])
    }

    @Test func everyDifferenceIsToldWithItsPlace() throws {
        let found = try problems(
            """
            expect:
              dealname: "Order #2"
              amount: 19.91
              tags: [b, a]
              gone: absent
              email: cleared
              missing: "x"
            """
        )
        #expect(
            found == [
                "11:13: dealname is \"Order #1\", not \"Order #2\"", "12:11: amount is \"19.9\", not \"19.91\"",
                "13:9: tags is \"a;b\", not \"b;a\"", "14:9: gone is cleared, not absent",
                "15:10: email is \"ada@example.com\", not cleared", "16:12: missing is absent, not \"x\"",
            ]
        )
        #expect(try problems("only: true\nexpect: { amount: 19.9 }").count == 5)
    }

    @Test func whatAPlaceholderLacksIsNamed() throws {
        let mapping = """
            order:
              object: deal
              fields:
                dealname: "Order {order.name} of {customer.full_name}"
                note: "{order.po_number}"
            """
        let lonely = """
            payload: { id: 11, name: "#1", current_total_price: "9.00", line_items: [] }
            expect: { dealname: "Order #1 of Ada", note: "7" }
            """
        let found = try #require(try run(["a.case.yaml": lonely], mapping: mapping).first).problems
        #expect(
            found.map(\.fix) == [
                "nothing is known here of customer.full_name: give the case a \"customer\"",
                "nothing is known here of order.po_number",
            ]
        )
        let known = lonely + "\ncustomer: { id: 4, first_name: Bob }"
        #expect(try run(["a.case.yaml": known], mapping: mapping).first?.problems.first?.fix == nil)
    }

    @Test func rulesAreTestedToo() throws {
        #expect(try problems("skipped: true") == ["1:1: the record is sent, and was expected to be left out by a rule"])
        let small = """
            payload: { id: 11, name: "#1", current_total_price: "1.00", line_items: [] }
            skipped: true
            """
        #expect(try run(["a.case.yaml": small]).first?.problems.isEmpty == true)
        let wanted = small.replacing("skipped: true", with: "expect: { amount: 1 }")
        #expect(try run(["a.case.yaml": wanted]).first?.problems.first?.message.contains("is left out") == true)
    }

    @Test func bodiesMayBeFilesAndTheCustomerAnother() throws {
        let outcomes = try run([
            "order.json": "{\"id\": 11, \"name\": \"#1\", \"current_total_price\": \"9.00\", \"line_items\": []}",
            "ada.json": "{\"id\": 4, \"email\": \"ada@example.com\"}",
            "a.case.yaml": "payload: order.json\ncustomer: ada.json\nexpect: { email: ada@example.com }",
            "b.case.yaml": "payload: ada.json\nkind: customer\nexpect: { email: ada@example.com }",
            "c.case.yaml": "payload: none.json\nexpect: { email: x }",
            "not-a-case.yaml": "x: y",
        ])
        #expect(outcomes.map(\.problems.isEmpty) == [true, true, false])
        #expect(outcomes[2].problems.first?.message.contains("cannot be read") == true)
    }

    @Test(
        arguments: [
            ("expect: { a: b }", "\"payload\" is missing"), ("payload: { id: 1 }", "the case expects nothing"),
            ("payload: { id: 1 }\nexpcet: { a: b }", "a case has no key \"expcet\""),
            ("payload: { id: 1 }\nexpect: [a]", "expected fields must be a mapping"),
            ("payload: { id: 1 }\nexpect: { a: b }\nkind: deal", "\"kind\" is customer or order"),
            ("payload: { id: 1 }\nexpect: { a: b }\nstore: other", "no store \"other\" sends here"),
            ("- a", "a case must be a mapping"), ("a: [", "this is not YAML"),
        ]
    )
    func aCaseThatIsWrongFails(text: String, message: String) throws {
        let outcome = try #require(try run(["a.case.yaml": text]).first)
        #expect(outcome.problems.contains(where: { $0.message.contains(message) }), "\(outcome.problems)")
    }

    @Test func noCaseIsNoPass() throws {
        #expect(throws: CommandFailure.self) { try run(["order.json": "{}"]) }
    }

    @Test(arguments: ConnectorRegistry.descriptors.filter { $0.exampleCase != nil }.map(\.type))
    func whatInitWritesPasses(crm: String) throws {
        let folder = try ConfigurationFolder([:])
        let report = try InitialFiles(shop: "acme.myshopify.com", directory: folder.url.path, crms: [crm]).write()
        let configuration = try folder.load(Dictionary(uniqueKeysWithValues: report.variables.map { ($0, "x") }))
        let settings = try #require(configuration.destinations.first)
        let cases = MappingCases(
            mapping: try MappingLoader.load(settings),
            folder: MappingCases.folder(of: settings, configuration),
            stores: Self.stores
        )
        let outcomes = try cases.run()
        #expect(outcomes.count == 1 && outcomes[0].problems == [])
    }

    @Test func documentsBecomeJSON() throws {
        let node = try YAMLDocument.parse(
            "{ a: 1.50, b: \"1\", c: null, d: [true, x y], e: { f: 007, g: -2e3 } }",
            file: "m.yaml"
        )
        #expect(node.json == #"{"a":1.50,"b":"1","c":null,"d":[true,"x y"],"e":{"f":"007","g":-2e3}}"#)
    }

    @Test("A case that init wrote for another object says so, and not that each field is absent")
    func anotherObject() throws {
        let example = try #require(ConnectorRegistry.descriptor("hubspot")?.exampleCase)
        let mapping = try ShippedMapping(of: "hubspot", objects: ["order": "order"]).text
        let problems = try run(["a.case.yaml": example], mapping: mapping)[0].problems
        #expect(problems.count == 1)
        let words = try #require(problems.first).description
        #expect(
            words.contains(#"the case is for the object "deal", and the mapping makes an object "order" of orders"#)
        )
        #expect(words.contains("remove the case"))
        let fitting = try ShippedMapping(of: "hubspot", objects: [:]).text
        #expect(try run(["a.case.yaml": example], mapping: fitting)[0].problems.isEmpty)
    }

    @Test("A field that the mapping does not have is told from one that is left out")
    func noSuchField() throws {
        let text = """
            payload: { id: 1, name: "#1", total_price: "9.00", current_total_price: "9.00", line_items: [] }
            expect: { dealnam: "Order #1" }
            """
        let words = try #require(try run(["a.case.yaml": text])[0].problems.first).description
        #expect(words.contains("the mapping of deal has no such field"), "\(words)")
    }
}
