/// The merchant's plan, which sets how fast the Admin API may be used.
package enum ShopPlan: String, Sendable, CaseIterable {
    case standard, advanced, plus, enterprise

    /// Points that come back in a second.
    package var restoreRate: Int {
        switch self {
        case .standard: 100
        case .advanced: 200
        case .plus: 1_000
        case .enterprise: 2_000
        }
    }

    /// Points that can be saved up.
    package var bucketSize: Int { restoreRate * 20 }
}
