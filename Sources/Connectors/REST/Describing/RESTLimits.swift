package import SyncModel

/// How often the CRM may be called, as documented and as its answers say.
package struct RESTLimits: Sendable {
    /// How a header tells a time.
    enum Clock: String, Sendable, CaseIterable {
        case seconds
        case milliseconds
        case epochSeconds = "epoch_s"
        case epochMilliseconds = "epoch_ms"
    }

    /// Every window must have room for a call.
    package var windows: [CallQuota] = []
    /// Passes under way at once.
    var concurrency = 2
    /// How long to stand back where a refusal does not say.
    var pause = Duration.seconds(10)
    /// Calls allowed in the running window, calls left, and when it begins anew.
    var limitHeader: String?
    var remainingHeader: String?
    var resetHeader: String?
    var resetClock = Clock.seconds
    var dailyRemainingHeader: String?

    /// Nobody means a longer one: the rest is found out by asking again.
    static let longestPause = Duration.seconds(3_600)

    /// The pacer's name of the window with this number.
    static func bucket(_ index: Int) -> String { index == 0 ? "default" : "window \(index + 1)" }

    /// The pacer's names of all windows.
    var buckets: [String] { windows.isEmpty ? ["default"] : windows.indices.map(Self.bucket) }
}
