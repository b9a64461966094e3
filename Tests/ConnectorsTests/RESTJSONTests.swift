import Connectors
import Testing

@Suite("REST: JSON and paths")
struct RESTJSONTests {
    private func parse(_ text: String) -> RESTJSON? { RESTJSON(parsing: Array(text.utf8)) }

    @Test(arguments: [
        #"{"id":820982911946154508,"amount":10.00,"list":[1,-2.5e3,true,null],"ä":"ö"}"#, "[]", "{}", "\"x\"", "12",
        "true",
    ])
    func whatIsReadIsWrittenTheSame(text: String) {
        #expect(parse(text)?.rendered == text)
    }

    @Test(arguments: [
        "", "{", "[1,]", "{\"a\":1,}", "01", "1.", ".5", "+1", "NaN", "'x'", "\"\u{1}\"", "{a:1}", "[1] 2", "\"\\x\"",
        String(repeating: "[", count: 100) + String(repeating: "]", count: 100),
    ])
    func whatIsNoJSONIsNotRead(text: String) {
        #expect(parse(text) == nil)
    }

    @Test func invalidUTF8IsNotRead() {
        #expect(RESTJSON(parsing: [0x22, 0xFF, 0x22]) == nil)
    }

    @Test(arguments: [
        "\"", "\\", "\n\r\t", "\u{0}\u{1F}\u{7F}", "a\",\"admin\":true,\"b\":\"", "</script>", "\u{2028}🙂",
    ])
    func everyTextStaysOneText(text: String) {
        let object = RESTJSON.object([RESTMember("a", .text(text))])
        #expect(parse(object.rendered) == object)
        let name = RESTJSON.object([RESTMember(text, .null)])
        #expect(parse(name.rendered) == name)
    }

    @Test func surrogatesBecomeOneCharacterAndHalfOfOneIsReplaced() {
        #expect(parse(#""\ud83d\ude42""#) == .text("🙂"))
        #expect(parse(#""a\ud83dz""#) == .text("a\u{FFFD}z"))
    }

    @Test(arguments: [
        ("$", #"{"a":{"b":[{"c.d":7}]}}"#), ("a.b[0][\"c.d\"]", "7"), ("$.a.b[0]['c.d']", "7"),
        ("a.b", #"[{"c.d":7}]"#),
    ])
    func pathsLeadToWhatStandsThere(path: String, expected: String) throws {
        let document = try #require(parse(#"{"a":{"b":[{"c.d":7}]}}"#))
        #expect(try #require(RESTPath(path)).value(in: document)?.rendered == expected)
    }

    @Test(arguments: ["a.b[1]", "a.c", "x", "[0]", "a.b.c"])
    func pathsToNothingGiveNothing(path: String) throws {
        let document = try #require(parse(#"{"a":{"b":[{"c":7}]}}"#))
        #expect(try #require(RESTPath(path)).value(in: document) == nil)
    }

    @Test(arguments: ["a..b", ".a", "a[", "a[x]", "a[-1]", "a]b[0]c", "a."])
    func whatIsNoPathIsRefused(path: String) {
        #expect(RESTPath(path) == nil)
    }
}
