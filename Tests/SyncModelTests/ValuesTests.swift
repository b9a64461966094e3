import Foundation
import Sandbox
import SyncModel
import Testing

@Suite struct ValuesTests {
    @Test(arguments: [
        ("Jon@Example.COM", "jon@example.com"), ("  a@b.c\n", "a@b.c"), ("\u{a0}a@b.c\u{2003}", "a@b.c"),
        ("A.B+tag@gmail.com", "a.b+tag@gmail.com"), ("Ä@EXAMPLE.com", "ä@example.com"),
    ])
    func emailsFold(text: String, expected: String) {
        #expect(EmailAddress.folded(text) == expected)
    }

    @Test(arguments: [nil, "", "   ", "nobody", "n/a"])
    func whatIsNoEmail(text: String?) {
        #expect(EmailAddress.folded(text) == nil)
    }

    /// The published test vectors of 64-bit FNV-1a: these values are stored, so they must never change.
    @Test(
        arguments: [
            ("", 0xcbf2_9ce4_8422_2325), ("a", 0xaf63_dc4c_8601_ec8c), ("foobar", 0x8594_4171_f739_67e8),
        ] as [(String, UInt64)]
    )
    func hashesAreStable(text: String, expected: UInt64) {
        #expect(StableHash.of(Array(text.utf8)) == expected)
    }

    @Test func hashesOfTextTellWhereItEnds() {
        func hash(_ texts: String...) -> UInt64 {
            var hash = StableHash()
            for text in texts { hash.combine(text) }
            return hash.value
        }
        #expect(hash("ab", "c") != hash("a", "bc"))
        #expect(hash("ab") == StableHash.of("ab"))
        #expect(StableHash.of("") != StableHash().value)
        // FNV-1a over the eight bytes of the length and the letter, computed apart.
        #expect(StableHash.of("a") == 0x529a_4ddc_8ff5_6bbf)
    }

    private struct Payload: Codable, Equatable {
        var text: Field<String>
        var number: Field<Decimal>
    }

    @Test(arguments: [
        ("{}", Field<String>.absent), (#"{"text":null}"#, .null), (#"{"text":""}"#, .value("")),
        (#"{"text":"x"}"#, .value("x")),
    ])
    func fieldsTellAbsentNullAndValueApart(json: String, expected: Field<String>) throws {
        let payload = try JSONDecoder().decode(Payload.self, from: Data(json.utf8))
        #expect(payload.text == expected)
        #expect(payload.number == .absent)
        #expect(String(decoding: try JSONEncoder().encode(payload), as: UTF8.self) == json)
    }

    @Test func deliveredStateSurvivesStorage() {
        var random = SeededGenerator(seed: 3)
        for count in 0..<50 {
            var fields: [UInt32: UInt64] = [:]
            for _ in 0..<count { fields[.random(in: .min ... .max, using: &random)] = random.next() }
            var state = DeliveredState(whole: random.next(), fields: fields, lines: random.next())
            #expect(DeliveredState(bytes: state.bytes) == state)
            #expect(state.bytes.count == 17 + 12 * fields.count)
            #expect(DeliveredState(bytes: Array(state.bytes.dropLast())) == nil)
            state.lines = nil
            let bytes = state.bytes
            #expect(DeliveredState(bytes: bytes) == state)
            #expect(bytes.count == 9 + 12 * fields.count)
            #expect(DeliveredState(bytes: Array(bytes.dropLast())) == nil)
            #expect(DeliveredState(bytes: [2] + bytes.dropFirst()) == nil)
            #expect(DeliveredState(bytes: [3] + bytes.dropFirst()) == nil)
        }
        #expect(DeliveredState(bytes: []) == nil)
        #expect(
            DeliveredState(whole: 0x0102_0304_0506_0708, fields: [0x0a0b_0c0d: 1]).bytes
                == [1, 8, 7, 6, 5, 4, 3, 2, 1, 0x0d, 0x0c, 0x0b, 0x0a, 1, 0, 0, 0, 0, 0, 0, 0]
        )
        #expect(
            DeliveredState(whole: 1, fields: [2: 3], lines: 4).bytes
                == [2, 1, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0]
        )
    }

    @Test(arguments: [
        ("custmer", "customer"), ("ordre", "order"), ("ORDER", "order"), ("store", "store"),
        ("current_totl", "current_total"),
    ])
    func theNearestNameIsFound(name: String, expected: String) {
        #expect(NearestName.of(name, among: ["customer", "order", "store", "current_total"]) == expected)
    }

    @Test(arguments: [
        ("order.order_number", "order.number"), ("order.nubmer", "order.number"), ("order.po_numbr", "order.po_number"),
        ("customer.customer_email", "customer.email"), ("order.totl", "order.total"),
    ])
    func ofDottedNamesTheDifferenceCounts(name: String, expected: String) {
        let names = ["order.po_number", "order.number", "order.total", "order.original_total", "customer.email"]
        #expect(NearestName.of(name, among: names) == expected)
    }

    @Test func wordsAreComparedWhereNoFewEditsHelp() {
        let names = ["order.original_total", "order.total", "customer.total"]
        #expect(NearestName.of("order.total_amount", among: names) == nil)
        #expect(NearestName.sharingWords("order.total_amount", among: names) == "order.total")
        #expect(NearestName.sharingWords("order.sum_of_all_totals", among: names) == nil)
    }

    @Test func whatIsFarHasNoNearestName() {
        #expect(NearestName.of("weather", among: ["customer", "order"]) == nil)
        #expect(NearestName.of("x", among: []) == nil)
        // Ties go to the first.
        #expect(NearestName.of("cat", among: ["bat", "hat"]) == "bat")
    }
}
