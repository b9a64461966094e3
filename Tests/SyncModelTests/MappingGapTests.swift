import SyncModel
import Testing

/// Absent, null and empty are three things, and the author says what becomes of each.
@Suite struct MappingGapTests {
    /// A note that is not told of, told to be nothing, or blank.
    private enum Note: CaseIterable { case absent, null, blank, text }

    private func result(_ rules: [String: String], _ note: Note) throws -> MappingResult {
        var members: [(String, DocumentNode)] = [("value", .plain("order.note"))]
        for (key, value) in rules.sorted(by: { $0.key < $1.key }) { members.append((key, .plain(value))) }
        let field = DocumentNode(
            .mapping(
                members.map { DocumentMember(key: $0.0, keyMark: DocumentNode.testMark, value: $0.1) }
            ),
            mark: DocumentNode.testMark
        )
        let order = Sample.order {
            $0.note =
                switch note {
                case .absent: .absent
                case .null: .null
                case .blank: .value(" ")
                case .text: .value("x")
                }
        }
        return try MappingCompiler().compile(.document(order: field)).map(Sample.input(order: order))
    }

    /// What becomes of the field: `-` where it is left, `clear`, the value, or `skip` for the whole record.
    private func word(_ rules: [String: String], _ note: Note) throws -> String {
        switch try result(rules, note) {
        case .skipped(let reason):
            #expect(reason == "the mapping takes no record that has nothing for \"x\"")
            return "skip"
        case .content(let content):
            guard let value = content.fields.first?.value else { return "-" }
            return value == .clear ? "clear" : value.text
        }
    }

    @Test(
        arguments: [
            ([String: String](), ["-", "clear", "clear", "x"]),
            (["when_empty": "leave"], ["-", "-", "-", "x"]),
            (["when_empty": "leave", "when_null": "clear"], ["-", "clear", "-", "x"]),
            (["when_null": "leave"], ["-", "-", "clear", "x"]),
            (["when_absent": "clear"], ["clear", "clear", "clear", "x"]),
            (["when_absent": "skip", "when_empty": "skip"], ["skip", "skip", "skip", "x"]),
            (["when_null": "skip"], ["-", "skip", "clear", "x"]),
        ] as [([String: String], [String])]
    )
    func eachIsWhatTheAuthorSays(rules: [String: String], expected: [String]) throws {
        #expect(try Note.allCases.map { try word(rules, $0) } == expected)
    }

    @Test func aLineWithoutAValueIsTakenOut() throws {
        let lines = DocumentNode.map([
            "object": .plain("line_item"),
            "fields": .map(["sku": .map(["value": .plain("line.sku"), "when_empty": .plain("skip")])]),
        ])
        let document = DocumentNode.map([
            "order": .map(["object": .plain("deal"), "fields": .map(["x": .plain("order.name")]), "lines": lines])
        ])
        let order = Sample.order {
            $0.lines = $0.lines.map { lines in
                var lines = lines
                lines[1].currentQuantity = 1
                return lines
            }
        }
        guard case .content(let content) = try MappingCompiler().compile(document).map(Sample.input(order: order))
        else {
            Issue.record("the order was skipped")
            return
        }
        #expect(content.lines.map(\.isRemoved) == [false, true])
        #expect(content.lines.map(\.fields.count) == [1, 0])
    }

    @Test func mistakesNameThePlace() {
        #expect(
            mistakes(.map(["value": .plain("order.note"), "when_empty": .plain("cleer", line: 3, column: 9)])) == [
                "m.yaml:3:9: \"cleer\" does not say what becomes of the field (did you mean \"clear\"?)"
            ]
        )
        #expect(
            mistakes(.map(["value": .plain("order.note"), "when_nul": .plain("leave")])) == [
                "m.yaml:1:1: field \"x\" has no key \"when_nul\" (did you mean \"when_null\"?)"
            ]
        )
        let options = MappingOptions(externalIDs: [.order: "x"])
        #expect(
            mistakes(.map(["value": .plain("order.id"), "when_absent": .plain("skip")]), options: options) == [
                "m.yaml:1:1: \"x\" holds Shopify's id and nothing else (write order.id, or leave the field out)"
            ]
        )
    }
}
