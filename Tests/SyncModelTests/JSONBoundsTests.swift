import SyncModel
import Testing

@Suite struct JSONBoundsTests {
    private static let deep = String(repeating: "[", count: 64)
    private static let long = String(repeating: "7", count: 128)

    @Test(
        arguments: [
            ("{}", nil), ("", nil), (deep, nil), (deep + "[", .depth), (#"{"a":"# + deep, .depth),
            (#"{"a":"\#(deep)\#(deep)"}"#, nil), (#"{"a":"\\\"\#(deep)["}"#, nil), ("[[],[]]", nil),
            (#"{"a":\#(long)}"#, nil), (#"{"a":\#(long)7}"#, .number), (#"{"a":-\#(long)7}"#, .number),
            (#"{"a":1e\#(long)}"#, .number), (#"{"a":"\#(long)\#(long)"}"#, nil), ("[1,2,3]", nil), (#"["a\"#, nil),
            (#"["unended"#, nil), ("]]]]" + deep, nil),
        ] as [(String, JSONBounds.Excess?)]
    )
    func tellsWhatIsTooMuch(_ text: String, _ excess: JSONBounds.Excess?) {
        #expect(JSONBounds.excess(in: Array(text.utf8)) == excess)
    }

    @Test func aManyTimesRepeatedListIsNotDeep() {
        let text = "[" + String(repeating: "[[]],", count: 10_000) + "1]"
        #expect(JSONBounds.excess(in: Array(text.utf8)) == nil)
    }
}
