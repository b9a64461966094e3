package import SyncModel

/// What converging a store's webhook subscriptions needs.
package struct SubscriptionSettings: Sendable {
    package var keeper: any SubscriptionKeeper
    package var wish: SubscriptionWish
    /// Time between two looks, spread by a tenth so that many stores do not look together.
    package var interval: Duration

    package init(keeper: any SubscriptionKeeper, wish: SubscriptionWish, interval: Duration = .seconds(3_600)) {
        self.keeper = keeper
        self.wish = wish
        self.interval = interval
    }
}
