import FoundationEssentials
import SyncModel
import Testing

/// What CRMs give back for what they were given.
@Suite struct HeldValueTests {
    private static func decimal(_ text: String) -> MappedValue { .decimal(Decimal(string: text) ?? .nan) }

    private static let time: MappedValue = .instant(
        Timestamp(Instant(microseconds: 1_778_511_999_123_456), offset: -14_400)
    )

    @Test(
        arguments: [
            (decimal("12.50"), "12.5"), (decimal("12.5"), "12.500"), (decimal("12.345"), "12.345"),
            (decimal("1980"), "1980"),
            (decimal("1980"), "1980.00"), (decimal("0.00"), "0"), (.integer(12), "12.0"), (.boolean(true), "true"),
            (.boolean(false), "False"), (time, "2026-05-11T15:06:39.123Z"), (time, "2026-05-11T11:06:39.123-04:00"),
            (time, "1778511999123"), (.day("2026-05-11"), "2026-05-11"), (.day("2026-05-11"), "2026-05-11T00:00:00Z"),
            (.day("2026-05-11"), "1778457600000"), (.list(["b", "a"]), "a;b"), (.list([" a", ""]), "a"),
            (.text(" Ada\n"), "Ada"), (.text("Ada@Example.com"), "ada@example.com"), (.clear, ""), (.clear, nil),
            (.text(""), nil), (.list([]), nil),
        ] as [(MappedValue, String?)]
    )
    func isTheSame(_ sent: MappedValue, _ held: String?) {
        #expect(sent.isHeld(as: held))
    }

    @Test(
        arguments: [
            (decimal("12.50"), "12.51"), (decimal("12.345"), "12.35"), (decimal("0.1"), "0.10000000000000001"),
            (decimal("0"), nil), (.integer(12), "12a"), (.boolean(false), nil), (time, "2026-05-11T15:06:40.123Z"),
            (time, "1778511999124"), (.day("2026-05-11"), "2026-05-12"), (.list(["a"]), "a;b"), (.text("Ada"), "ada"),
            (.text("00123"), "123"), (.text("Ada"), nil), (.clear, "x"),
        ] as [(MappedValue, String?)]
    )
    func isAnother(_ sent: MappedValue, _ held: String?) {
        #expect(!sent.isHeld(as: held))
    }
}
