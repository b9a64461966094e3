import Commands
import SyncModel
import Testing

@Suite struct YAMLDocumentTests {
    private func problems(_ text: String) -> [String] {
        do {
            _ = try YAMLDocument.parse(text, file: "f.yaml")
            return []
        } catch let error as DocumentProblems {
            return error.problems.map(\.description)
        } catch {
            return ["another error: \(error)"]
        }
    }

    @Test func scalarsKeepTheirPlaceAndWhetherTheyWereQuoted() throws {
        let node = try YAMLDocument.parse(
            "a:\n  b: plain\n  c: \"5\"\n  d: [~, 'x']\n  e: |-\n    text\n",
            file: "f.yaml"
        )
        let inner = try #require(node["a"])
        #expect(inner["b"] == DocumentNode(.scalar("plain", isQuoted: false), mark: mark(2, 6)))
        #expect(inner["c"] == DocumentNode(.scalar("5", isQuoted: true), mark: mark(3, 6)))
        #expect(inner["e"] == DocumentNode(.scalar("text", isQuoted: true), mark: mark(6, 4)))
        guard case .sequence(let items)? = inner["d"]?.value else {
            Issue.record("d is no list")
            return
        }
        #expect(items[0].isNull)
        #expect(items[1] == DocumentNode(.scalar("x", isQuoted: true), mark: mark(4, 10)))
        guard case .mapping(let members) = inner.value else { return }
        #expect(members.map(\.keyMark) == [mark(2, 3), mark(3, 3), mark(4, 3), mark(5, 3)])
    }

    /// The line at fault, also where the parser stumbles one line later.
    @Test(arguments: [
        ("order:\n  fields:\n    a: x\n  b: y\n    c: z\n    d: w\n", 4, 3),
        ("order:\n  fields:\n    a: x\n  # why\n  b: \"y\"\n\n    c: z\n", 5, 3),
        ("order:\n  fields:\n    a: x\n  b:\n      value: y\n    c: z\n", 4, 3),
        ("order:\n  fields:\n    a: x\n     b: y\n    c: z\n", 4, 6),
        ("order:\n  fields:\n    a: \"x\"\n     b: y\n    c: z\n", 4, 6),
        ("order:\n  fields:\n    a: \"x\"\n   b: \"y\"\n", 4, 4), ("stores:\n  - name: a\n     shop: b\n", 3, 6),
        ("stores:\n  - name: a\n   shop: b\n", 3, 4),
    ])
    func aLineThatBeginsInTheWrongColumnIsNamed(_ text: String, _ line: Int, _ column: Int) {
        let told = problems(text)
        #expect(told.count == 1 && told[0].hasPrefix("f.yaml:\(line):\(column): "), "\(told)")
        #expect(told[0].contains("the indentation does not fit (look at how far this line"))
    }

    @Test func anEmptyTextIsNull() throws {
        #expect(try YAMLDocument.parse("", file: "f.yaml").isNull)
        #expect(try YAMLDocument.parse("# nothing\n", file: "f.yaml").isNull)
    }

    @Test func anchorsAreWrittenOut() throws {
        let node = try YAMLDocument.parse("a: &x { b: 1 }\nc: *x\n", file: "f.yaml")
        #expect(node["c"]?["b"]?.text == "1")
    }

    @Test func mistakesHaveTheirPlace() {
        #expect(
            problems("a: b | c: d\n") == [
                "f.yaml:1:9: this is not YAML: mapping values are not allowed in this context (put a value that holds \": \" in quotes)"
            ]
        )
        #expect(
            problems("a: 1\nb: 2\na: 3\n") == [
                "f.yaml:3:1: the key \"a\" stands twice in one mapping (keep one of them; the first stands in line 1)"
            ]
        )
        #expect(
            problems("a: 1\n---\nb: 2\n") == ["f.yaml:2:1: there is a second document (one file holds one document)"]
        )
        #expect(problems("a: *nobody\n") == ["f.yaml:1:4: this is not YAML: found undefined alias"])
        #expect(problems("? [a]\n: b\n") == ["f.yaml:1:1: a key must be plain text"])
    }

    @Test func depthSizeAndAliasesAreBounded() {
        let deep = String(repeating: "[", count: 70) + String(repeating: "]", count: 70)
        #expect(problems(deep) == ["f.yaml:1:66: the document is nested deeper than 64 levels"])
        var bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1...9 {
            bomb +=
                "a\(level): &a\(level) [" + Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
                + "]\n"
        }
        #expect(problems(bomb).first?.contains("the document has more than 200000 values") == true)
        #expect(problems(String(repeating: "#", count: 5_000_000)) == ["f.yaml:1:1: the file is larger than 4 MiB"])
    }

    private func mark(_ line: Int, _ column: Int) -> DocumentMark {
        DocumentMark(file: "f.yaml", line: line, column: column)
    }
}
