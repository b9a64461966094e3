import SyncModel

/// How far our clock is ahead of Shopify's, as far as its answers tell.
///
/// Reads are compared with times that Shopify gives, so by a clock that is ahead a read would seem to have seen what came
/// after it. An answer's `Date` is a whole second somewhere between asking and having the answer; each one narrows what
/// the earlier ones left open.
struct ShopClock: Sendable {
    private var least: Duration?
    private var most: Duration?

    /// - Parameters:
    ///   - date: the answer's, by Shopify's clock.
    ///   - sentAt: when it was asked, by ours.
    ///   - answeredAt: when the answer was there, by ours.
    mutating func heard(_ date: Instant, sentAt: Instant, answeredAt: Instant) {
        let (low, high) = (sentAt.since(date) - .seconds(1), answeredAt.since(date))
        // A clock of ours that was set meanwhile tells nothing.
        guard low <= high else { return }
        let (both, every) = (max(low, least ?? low), min(high, most ?? high))
        // One of the two clocks was set: what was known before is no longer so.
        (least, most) = both <= every ? (both, every) : (low, high)
    }

    /// Shopify's time at a moment of ours: rather too early, and never later than ours.
    func time(at ours: Instant) -> Instant {
        guard let most, most > .zero else { return ours }
        return ours - most
    }
}
