/// When Shopify tries a failed delivery again: eight times over four hours, each pause twice the one before.
package struct RetrySchedule: Sendable {
    package var retries = 8
    /// All pauses together.
    package var totalSeconds = 4.0 * 3600
    /// Real seconds for each second of the schedule; 1 is Shopify's pace, 0.001 packs four hours into 15 seconds.
    package var pace = 1.0

    package init(retries: Int = 8, pace: Double = 1) {
        self.retries = retries
        self.pace = pace
    }

    /// The pause before a retry, the first being number 1.
    package func pause(before retry: Int) -> Duration {
        let parts = Double((1 << retries) - 1)
        return .milliseconds(Int64(totalSeconds / parts * Double(1 << (retry - 1)) * pace * 1000))
    }
}
