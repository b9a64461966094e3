import SyncModel

/// Times as people read them.
enum Ages {
    /// `3 s`, `14 min`, `5 h`, `2 d`.
    static func text(_ age: Duration) -> String {
        let seconds = Int(max(0, age.seconds))
        return switch seconds {
        case ..<120: "\(seconds) s"
        case ..<7_200: "\(seconds / 60) min"
        case ..<172_800: "\(seconds / 3_600) h"
        default: "\(seconds / 86_400) d"
        }
    }

    static func ago(_ instant: Instant?, now: Instant) -> String {
        instant.map { text(now.since($0)) + " ago" } ?? "never"
    }

    /// RFC 3339 in UTC, for JSON.
    static func stamp(_ instant: Instant?) -> String? {
        instant.map { Timestamp($0).utcMilliseconds }
    }
}
