import Foundation
import Sandbox
import SyncModel
import Testing

@Suite struct TimestampTests {
    @Test(arguments: [
        ("1970-01-01T00:00:00Z", 0, 0), ("2026-05-11T11:06:59-04:00", 1_778_512_019_000_000, -14_400),
        ("2024-08-03T18:28:37.234647458Z", 1_722_709_717_234_647, 0),
        ("2024-02-29T12:00:00+05:45", 1_709_187_300_000_000, 20_700),
        ("2000-02-29T00:00:00Z", 951_782_400_000_000, 0), ("1969-12-31T23:59:59.5Z", -500_000, 0),
        ("2005-05-05t05:00:00.000z", 1_115_269_200_000_000, 0), ("2025-07-10 16:15:47Z", 1_752_164_147_000_000, 0),
        ("9999-12-31T23:59:59Z", 253_402_300_799_000_000, 0), ("0001-01-01T00:00:00Z", -62_135_596_800_000_000, 0),
        ("2026-01-01T00:00:00+0530", 1_767_205_800_000_000, 19_800), ("2016-12-31T23:59:60Z", 1_483_228_800_000_000, 0),
    ])
    func reads(text: String, microseconds: Int64, offset: Int) {
        #expect(Timestamp(text) == Timestamp(Instant(microseconds: microseconds), offset: offset))
    }

    @Test(arguments: [
        "", "2026", "2026-05-11", "2026-05-11T11:06:59", "2026-05-11T11:06:59.Z", "2026-13-01T00:00:00Z",
        "2026-00-01T00:00:00Z", "2026-01-00T00:00:00Z", "2026-01-32T00:00:00Z", "2026-02-29T00:00:00Z",
        "1900-02-29T00:00:00Z", "2026-04-31T00:00:00Z", "2026-01-01T24:00:00Z", "2026-01-01T00:60:00Z",
        "2026-01-01T00:00:61Z", "2026-01-01T00:00:00+24:00", "2026-01-01T00:00:00+01:60", "2026-01-01T00:00:00Zx",
        " 2026-01-01T00:00:00Z", "2026-01-01T00:00:00+1", "26-01-01T00:00:00Z", "2026-1-1T0:0:0Z",
        "２026-01-01T00:00:00Z", "-2026-01-01T00:00:00Z", "2026-01-01T00:00:00",
    ])
    func refuses(text: String) {
        #expect(Timestamp(text) == nil)
    }

    @Test func writesWhatItReads() {
        var random = SeededGenerator(seed: 7)
        for _ in 0..<5_000 {
            let instant = Instant(
                microseconds: Int64.random(in: -62_000_000_000_000_000...253_000_000_000_000_000, using: &random)
            )
            let offset = Int.random(in: -839...839, using: &random) * 60
            let value = Timestamp(instant, offset: offset)
            #expect(Timestamp(value.description) == value)
            #expect(Timestamp(value.utcMilliseconds)?.instant.microseconds == instant.microseconds - floorRest(instant))
        }
    }

    private func floorRest(_ instant: Instant) -> Int64 {
        let rest = instant.microseconds % 1_000
        return rest < 0 ? rest + 1_000 : rest
    }

    @Test func everyDayOfFourCenturiesAgreesWithFoundation() throws {
        let formatter = ISO8601DateFormatter()
        for day in stride(from: -47_482, to: 98_615, by: 13) {
            let instant = Instant(seconds: Int64(day) * 86_400)
            let expected = formatter.string(from: Date(timeIntervalSince1970: Double(day) * 86_400))
            #expect(Timestamp(instant).description == expected)
        }
    }

    @Test func formats() throws {
        let value = try #require(Timestamp("2026-05-11T23:06:59.120-04:00"))
        #expect(value.description == "2026-05-11T23:06:59.12-04:00")
        #expect(value.utcMilliseconds == "2026-05-12T03:06:59.120Z")
        #expect(value.day == "2026-05-11")
        #expect(Timestamp("2026-05-11T00:00:00-00:00")?.description == "2026-05-11T00:00:00Z")
    }

    @Test func storesAsText() throws {
        let value = try #require(Timestamp("2026-05-11T11:06:59-04:00"))
        let data = try JSONEncoder().encode([value])
        #expect(String(decoding: data, as: UTF8.self) == #"["2026-05-11T11:06:59-04:00"]"#)
        #expect(try JSONDecoder().decode([Timestamp].self, from: data) == [value])
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode([Timestamp].self, from: Data(#"["soon"]"#.utf8))
        }
    }

    @Test func durationsAndInstants() {
        let start = Instant(seconds: 10)
        #expect((start + .milliseconds(1_500)).microseconds == 11_500_000)
        #expect((start - .seconds(11)).microseconds == -1_000_000)
        #expect((start - .seconds(11)).since(start) == .seconds(-11))
        #expect(Duration.milliseconds(1_500).seconds == 1.5)
    }
}
