/// What the simulated HubSpot account is like.
package struct HubSpotOptions: Sendable {
    package var portalID = 12_345_678
    /// Accepted bearer tokens with their scopes.
    package var tokens: [String: Set<String>] = ["sandbox-token": HubSpotScope.all]
    package var companyCurrency = "USD"
    package var additionalCurrencies = ["EUR", "GBP", "CAD", "AUD", "JPY"]
    package var accountType = "STANDARD"
    package var timeZone = "US/Eastern"
    package var utcOffsetMinutes = -300
    package var limits = HubSpotLimits()
    /// How long a write stays invisible to search.
    package var searchDelayMilliseconds: Int64 = 2_000
    /// Whether a merge gives the survivor a new id, as it does for most accounts.
    package var mergeMakesNewID = true
    /// Whether results of writes carry the trace id that came with the input.
    ///
    /// Not seen in recorded answers.
    package var echoesTraceIDs = false
    /// Versions that the paths may name.
    package var apiVersions: Set<String> = ["2026-09", "2026-03"]
    package var dealPipelines = [HubSpotPipeline.salesDefault]
    package var orderPipelines = [HubSpotPipeline.ordersDefault]
    package var seed: UInt64 = 1
    package var requestLogLimit = 2_000

    package init() {}

    var currencies: [String] { [companyCurrency] + additionalCurrencies }
}

/// Request limits; nil means unlimited.
package struct HubSpotLimits: Sendable {
    /// Calls of one app in any 10 seconds; search and association batches are exempt.
    package var tenSecondly: Int? = 190
    /// Searches of the account in any second.
    package var searchSecondly: Int? = 5
    /// Calls of the account from midnight to midnight in its time zone.
    package var daily: Int? = 625_000

    package init() {}

    package static var unlimited: HubSpotLimits {
        var limits = HubSpotLimits()
        limits.tenSecondly = nil
        limits.searchSecondly = nil
        limits.daily = nil
        return limits
    }
}
