import Testing

@testable import Shopify

@Suite struct JSONShapeTests {
    private func isObject(_ text: String) -> Bool { JSONShape.isObject(Array(text.utf8)[...]) }

    @Test(
        arguments: [
            "{}", " { } ", #"{"a":1}"#, #"{"a":-0.5e+10,"b":[],"c":[1,2,{"d":null}],"e":true,"f":false}"#,
            #"{"gid":"gid:\/\/shopify\/Order\/1","u":"\u00e9\n\""}"#, #"{ "a" : [ 1 , "x" ] }"#, #"{"ö":"😀"}"#,
        ]
    )
    func whatIsJSONIsTaken(text: String) {
        #expect(isObject(text))
    }

    @Test(
        arguments: [
            "", "[]", "1", "{", "}", #"{"a":1"#, #"{"a":1,}"#, #"{"a":[1,]}"#, #"{"a":}"#, #"{"a"}"#, #"{a:1}"#,
            #"{"a":"b}"#, #"{"a":1}}"#, #"{"a":1} x"#, #"{"a":tru}"#, #"{"a":1.}"#, #"{"a":"\x"}"#, #"{"a":"\u12g4"}"#,
            #"{"a":1 "b":2}"#, #"{"a":-}"#, "{\"a\":\"\n\"}", #"{"a":1e}"#,
        ]
    )
    func whatIsNotIsRefused(text: String) {
        #expect(!isObject(text))
    }

    @Test func noDepthIsEndless() {
        let deep = String(repeating: #"{"a":"#, count: 100_000)
        #expect(!isObject(deep))
    }
}
