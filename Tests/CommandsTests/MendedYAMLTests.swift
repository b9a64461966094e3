import Commands
import SyncModel
import Testing

/// A key that stands twice and a value that wants quotes: the rest of the document is read all the same.
@Suite struct MendedYAMLTests {
    private func read(_ text: String) throws -> (node: DocumentNode?, told: [String]) {
        do {
            let reading = try YAMLDocument.read(text, file: "f.yaml")
            return (reading.node, reading.flaws.map(\.description))
        } catch let error as DocumentProblems {
            return (nil, error.problems.map(\.description))
        }
    }

    private static let twice = "stands twice in one mapping (keep one of them; the first stands in line"

    @Test(
        arguments: [
            ("a: 1\nb: 2\na: 3\n", ["3:1: the key \"a\" \(twice) 1)"]),
            (
                "a: 1\nb:\n  c: 1\n  # c: 0\n\n  \"c\": 2\n  c: 3\na: 4\n",
                ["6:3: the key \"c\"", "7:3: the key \"c\"", "8:1: "]
            ),
            ("x:\n  - a: 1\n    b: 2\n    a: 3\n", ["4:5: the key \"a\" \(twice) 2)"]),
            ("x: { a: 1, 'b: ,}': \"}, a: \", a: 3, c: [a, a] }\n", ["1:31: the key \"a\" \(twice) 1)"]),
            ("x: { a: 1,\n  # a: 2\n  b: it's, a: 3 }\n", ["3:12: the key \"a\" \(twice) 1)"]),
            ("ключ: 1\nключ: 2\n", ["2:1: the key \"ключ\" \(twice) 1)"]),
        ] as [(String, [String])]
    )
    func keysThatStandTwiceAreNamedWhereTheyStand(_ text: String, _ words: [String]) throws {
        let (node, told) = try read(text)
        #expect(told.count == words.count && zip(told, words).allSatisfy { $0.hasPrefix("f.yaml:" + $1) }, "\(told)")
        #expect(node != nil)
    }

    @Test func bothOfThemAreRead() throws {
        let (node, _) = try read("a: 1\nlong: { b: 2 }\nlong: { b: 3 }\n")
        guard case .mapping(let members)? = node?.value else {
            Issue.record("it is no mapping")
            return
        }
        #expect(members.map(\.key) == ["a", "long", "long"])
        #expect(members.map { $0.value["b"]?.text } == [nil, "2", "3"])
        #expect(members.last?.value.mark == DocumentMark(file: "f.yaml", line: 3, column: 7))
    }

    @Test(
        arguments: [
            ("a: b | c: d", 4, "a value that holds \": \" stands in quotes (write \"b | c: d\")"),
            (
                "- when: x == 'y: z'   # why: so", 9,
                "a value that holds \": \" stands in quotes (write \"x == 'y: z'\")"
            ),
            ("a: say \"x: it's\"", 4, "a value that holds \": \" stands in quotes (write 'say \"x: it''s\"')"),
            ("'k: l': m: n", 9, "a value that holds \": \" stands in quotes (write \"m: n\")"),
            (
                "a: {order.name} of {store.name}", 4,
                "a value that begins with \"{\" stands in quotes (write \"{order.name} of {store.name}\")"
            ),
            ("a: @home", 4, "a value that begins with \"@\" stands in quotes (write \"@home\")"),
        ] as [(String, Int, String)]
    )
    func valuesThatWantQuotesAreShownInThem(_ line: String, _ column: Int, _ words: String) throws {
        let (node, told) = try read("\(line)\n")
        #expect(told == ["f.yaml:1:\(column): \(words)"])
        #expect(node != nil)
    }

    /// What is told of a value counts from where it stands in the file, though it was read in quotes.
    @Test func placesAreThoseOfTheFile() throws {
        let (node, _) = try read("a:\n  b: c | d: e\n")
        let value = try #require(node?["a"]?["b"])
        #expect(value.text == "c | d: e")
        #expect(value.mark(at: 4) == DocumentMark(file: "f.yaml", line: 2, column: 10))
    }

    /// Not what is indented wrongly, and nothing that quotes do not mend.
    @Test(
        arguments: [
            "a: x: y\nb: z\n  c: 3\n", "a: x: y\nb: [1\n", "a: x: y\nb: *nobody\n", "a: x: y\nb: 'x\n",
        ]
    )
    func whatCannotBePutRightIsToldWithTheRest(_ text: String) throws {
        let (node, told) = try read(text)
        #expect(node == nil)
        #expect(told.first?.hasPrefix("f.yaml:1:4: a value that holds") == true && told.count > 1, "\(told)")
    }

    /// What holds secrets is never shown.
    @Test func aConfigurationShowsNoValue() {
        let error = #expect(throws: DocumentProblems.self) {
            try YAMLDocument.parse("token: s3cret: x\n", file: "f.yaml")
        }
        #expect(error?.description.contains("in quotes") == true && error?.description.contains("s3cret") == false)
    }
}
