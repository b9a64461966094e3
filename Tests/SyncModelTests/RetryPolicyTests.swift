import SyncModel
import Testing

@Suite struct RetryPolicyTests {
    private let policy = RetryPolicy(first: .seconds(1), cap: .seconds(600), maximumAttempts: 12)

    @Test(arguments: [(0, 1.0), (1, 2.0), (5, 32.0), (9, 512.0), (10, 600.0), (63, 600.0), (Int.max, 600.0)])
    func pausesDoubleUpToTheCap(_ attempts: Int, _ ceiling: Double) {
        #expect(policy.delay(afterAttempts: attempts, random: 0).seconds == ceiling / 2)
        #expect(policy.delay(afterAttempts: attempts, random: 0.5).seconds == ceiling * 0.75)
        #expect(policy.delay(afterAttempts: attempts, random: 0.999).seconds < ceiling)
    }

    @Test func aNumberBelowZeroCountsAsTheFirst() {
        #expect(policy.delay(afterAttempts: -3, random: 0) == .milliseconds(500))
    }
}
