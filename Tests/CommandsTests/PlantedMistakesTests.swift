import SyncModel
import Testing

@testable import Commands

/// Mistakes by what a CRM says of its own fields, in a document as people write it: each with its place.
@Suite struct PlantedMistakesTests {
    private static let schema = CRMSchema(
        object: "deals",
        fields: [
            "dealname": .init(type: "text", maximumLength: 12), "amount": .init(type: "number"),
            "closedate": .init(type: "date"), "createdate": .init(type: "datetime", isReadOnly: true),
            "is_gift": .init(type: "boolean"),
            "dealtype": .init(type: "choice", options: ["New business": "newbusiness", "Existing": "existing"]),
            "priority": .init(type: "choice", options: ["High": "high", "Low": "low"]),
            "dealstage": .init(type: "choice", options: ["Closed Won": "7"], words: ["won", "lost"]),
            "source": .init(type: "choice", options: ["Web": "web"]),
        ],
        lineObject: "line_items",
        lineFields: ["name": .init(type: "text"), "price": .init(type: "number")]
    )

    private static let text = """
        order:
          object: deal
          fields:
            dealnam: order.name
            dealname: "Shopify order"
            amount: order.name
            closedate: order.processed_at
            createdate: order.created_at
            is_gift: order.note
            dealtype: "Existing"
            priority:
              switch:
                - when: order.total > 100
                  value: "hihg"
                - value: "low"
            dealstage: "Closed Lost"
            source: order.channel
          lines:
            object: line_item
            fields:
              nam: line.title
              price: { value: line.price, write: on_create }
        """

    private func compile(_ text: String) throws -> CompiledMapping {
        let options = MappingOptions(schemas: [.order: Self.schema], resolvedFields: ["dealstage"])
        return try MappingCompiler(options).compile(YAMLDocument.parse(text, file: "m.yaml"))
    }

    @Test func tenAreTenMessages() throws {
        let problems = try #require(throws: DocumentProblems.self) { try compile(Self.text) }
        #expect(
            Set(problems.problems.map(\.description)) == [
                "m.yaml:4:5: the CRM's deals has no field \"dealnam\" (did you mean \"dealname\"?)",
                "m.yaml:5:16: \"dealname\" takes at most 12 characters (shorten the text by 1)",
                "m.yaml:6:13: \"amount\" takes a number, not text (write order.number)",
                "m.yaml:7:16: \"closedate\" takes a day, not a time (add \"| date\")",
                "m.yaml:8:5: \"createdate\" can only be read in the CRM (leave it out)",
                "m.yaml:9:14: \"is_gift\" takes yes or no, not text (add \"| boolean\")",
                "m.yaml:10:16: \"Existing\" is how people see a choice of \"dealtype\", not the CRM's own name for it "
                    + "(write \"existing\")",
                "m.yaml:14:19: \"hihg\" is not a choice of \"priority\" (did you mean \"high\"?)",
                "m.yaml:16:17: \"Closed Lost\" is not a choice of \"dealstage\" (did you mean \"Closed Won\"?)",
                "m.yaml:21:7: the CRM's line_items has no field \"nam\" (did you mean \"name\"?)",
                "m.yaml:22:42: a line item is written as a whole, so its field \"price\" has no \"write\" (leave it out)",
            ]
        )
    }

    @Test func whatMayGoWrongLaterIsAWarning() throws {
        let mapping = try compile(
            """
            order:
              object: deal
              fields:
                source: order.channel
                amount: order.total
                shopify_vip:
                  switch:
                    - when: customer.tags contains 'vip'
                      value: "yes"
                shopify_big:
                  when_absent: clear
                  switch:
                    - when: order.total > 100
                      value: "yes"
            """
        )
        #expect(
            mapping.warnings.map { "\($0.mark.line): \($0.message)" } == [
                "4: \"source\" takes only its own choices; any other value is left out, with a warning on the record",
                "8: where its condition does not hold, the field keeps what it has in the CRM",
            ]
        )
    }
}
