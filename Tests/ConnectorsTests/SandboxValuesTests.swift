import Sandbox
import Testing

@Suite("Sandbox values")
struct SandboxValuesTests {
    @Test(arguments: [
        #"{"a":[1,-2.50,820982911946154508,true,null],"b":{"c":"x\"\\\n\u0001é佐"}}"#, "[]", "{}", #""""#, "0",
    ])
    func jsonKeepsWhatItReads(_ text: String) throws {
        #expect(try SandboxJSON(parsing: text).rendered == text)
    }

    @Test func jsonReadsEscapes() throws {
        #expect(try SandboxJSON(parsing: #" [ "\u00e9\ud83d\ude00\/" , 1e3 ] "#) == ["é😀/", .number("1e3")])
    }

    @Test(arguments: ["", "{", "[1,]", "tru", #"{"a" 1}"#, "1 2", #""\ud83d""#, "\"a\nb\"", "+1", "nan", "{1:2}"])
    func jsonRefuses(_ text: String) {
        #expect(throws: SandboxJSON.ParseError.self) { try SandboxJSON(parsing: text) }
    }

    @Test(arguments: [
        ("2026-11-23T10:00:00Z", "2026-11-23T10:00:00.000Z"), ("2024-02-29", "2024-02-29T00:00:00.000Z"),
        ("2026-11-23T06:00:00.5-04:00", "2026-11-23T10:00:00.500Z"),
        ("1969-12-31T23:59:59.999Z", "1969-12-31T23:59:59.999Z"),
    ])
    func times(_ text: String, _ expected: String) {
        #expect(SandboxTime(iso: text)?.isoMilliseconds == expected)
    }

    @Test(arguments: ["2026-02-30", "2026-13-01", "26-01-01", "2026-01-01T10:00:00", "2026-01-01T25:00:00Z", "x", ""])
    func noTimes(_ text: String) {
        #expect(SandboxTime(iso: text) == nil)
    }

    @Test func offsets() {
        let time = SandboxTime(iso: "2026-01-01T02:03:04.000000005Z")
        #expect(time?.iso(offsetMinutes: -300) == "2025-12-31T21:03:04-05:00")
        #expect(time?.iso(offsetMinutes: 330) == "2026-01-01T07:33:04+05:30")
        #expect(time?.isoNanoseconds == "2026-01-01T02:03:04.000000005Z")
    }

    @Test func money() {
        #expect(ShopMoney.text(1999, "USD") == "19.99")
        #expect(ShopMoney.text(5, "EUR") == "0.05")
        #expect(ShopMoney.text(-150, "USD") == "-1.50")
        #expect(ShopMoney.text(1999, "JPY") == "1999")
    }
}
