import SyncModel
import Testing

@testable import Commands

/// What the desk makes of figures and of personal data.
@Suite struct DeskValueTests {
    private static let crm = DestinationName("hubspot")
    private static let start = Instant(seconds: 1_780_000_020)

    private static func settlement(_ outcome: String, at time: Instant, lag: Double?) -> Settlement {
        Settlement(
            key: LaneKey(destination: crm, record: RecordKey(store: StoreName("acme"), kind: .order, id: 1)),
            wanted: 1,
            result: .skipped(reason: ""),
            note: DeliveryNote(at: time, outcome: outcome, lag: lag.map { .milliseconds(Int64($0 * 1_000)) })
        )
    }

    @Test func figuresAreByHalfMinutesAndGapsAreNought() {
        let pulse = DeliveryPulse()
        pulse.take([
            Self.settlement("created", at: Self.start - .seconds(90), lag: 0.2),
            Self.settlement("parked", at: Self.start, lag: 1), Self.settlement("updated", at: Self.start, lag: 3),
            Self.settlement("wait", at: Self.start, lag: 9), Self.settlement("updated", at: Self.start, lag: 2),
        ])
        pulse.note(waiting: [Self.crm: 4], now: Self.start)
        let figures = pulse.figures(of: Self.crm, now: Self.start)
        #expect(figures.points.map(\.delivered) == [1, 0, 0, 2])
        #expect(figures.points.map(\.failed) == [0, 0, 0, 1])
        #expect(figures.points.last?.waiting == 4 && figures.points.last?.delaySeconds == 2)
        #expect(figures.delaySeconds == 2 && figures.slowestSeconds == 3 && figures.failedPerHour == 1)
    }

    @Test func anHourIsKept() {
        let pulse = DeliveryPulse()
        for step in 0..<500 {
            pulse.take([Self.settlement("updated", at: Self.start + .seconds(Int64(step) * 30), lag: 1)])
        }
        let figures = pulse.figures(of: Self.crm, now: Self.start + .seconds(499 * 30))
        #expect(figures.points.count == 120 && figures.points.allSatisfy { $0.delivered == 1 })
        #expect(pulse.figures(of: DestinationName("other"), now: Self.start).points.map(\.delivered) == [0])
    }

    @Test func theDaysQuotaIsForecastFromTheRateOfLate() {
        var forecast = QuotaForecast()
        forecast.note(10_000, at: Self.start)
        #expect(forecast.end(now: Self.start) == nil)
        forecast.note(9_000, at: Self.start + .seconds(600))
        #expect(forecast.end(now: Self.start + .seconds(600)) == Self.start + .seconds(6_000))
        // A new day.
        forecast.note(250_000, at: Self.start + .seconds(700))
        #expect(forecast.end(now: Self.start + .seconds(700)) == nil)
    }

    @Test(arguments: [
        ("Ada Lovelace", "A… L…"), ("", ""),
    ])
    func namesAreInitials(_ name: String, _ shown: String) { #expect(PersonalMask.name(name) == shown) }

    @Test(arguments: [
        ("no contact ada@example.com, 51", "no contact a…@example.com, 51"),
        ("email=\"ada@x.de\"", "email=\"a…@x.de\""),
        ("@ alone", "••• alone"), ("nothing", "nothing"),
    ])
    func addressesInWordsAreHidden(_ text: String, _ shown: String) { #expect(PersonalMask.text(text) == shown) }
}
