import SyncModel
import Testing

/// The CRM's day: a share of it is left to the account's other users.
@Suite struct DailyBudgetTests {
    private let start = Instant(seconds: 1_780_000_000)

    private func budget(_ remaining: Int, resetsIn: Duration? = .seconds(3_600)) -> DailyBudget {
        var budget = DailyBudget(reserve: 0.3)
        budget.observe(
            QuotaObservation(dailyLimit: 1_000, dailyRemaining: remaining, dailyResetsIn: resetsIn),
            at: start
        )
        return budget
    }

    @Test(arguments: [
        (1_000, false, false), (371, false, false), (370, true, false), (301, true, false), (300, true, true),
    ])
    func historyStopsBeforeLive(_ remaining: Int, _ history: Bool, _ live: Bool) {
        let budget = budget(remaining)
        #expect((budget.wait(.history, at: start) != nil) == history)
        #expect((budget.wait(.live, at: start) != nil) == live)
    }

    @Test func itWaitsForTheEndOfTheDay() {
        let budget = budget(0)
        #expect(budget.wait(.live, at: start + .seconds(600)) == .seconds(3_000))
        #expect(budget.wait(.live, at: start + .seconds(3_600)) == nil)
        #expect(budget.wait(.live, at: start - .seconds(1)) == nil)
    }

    @Test func withoutKnowingWhenItLooksFromTimeToTime() {
        #expect(budget(0, resetsIn: nil).wait(.live, at: start) == .seconds(600))
    }

    @Test func moreLeftEndsTheWait() {
        var budget = budget(0)
        budget.observe(QuotaObservation(remaining: 5), at: start)
        #expect(budget.wait(.live, at: start) != nil)
        budget.observe(QuotaObservation(dailyLimit: 1_000, dailyRemaining: 999), at: start)
        #expect(budget.wait(.live, at: start) == nil && budget.wait(.history, at: start) == nil)
    }
}
