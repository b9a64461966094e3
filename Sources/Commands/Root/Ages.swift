import SyncModel
import Web

/// Times as people read them.
enum Ages {
    /// `3 s`, `14 min`, `5 h`, `2 d`.
    static func text(_ age: Duration) -> String { AgeText.of(age) }

    static func ago(_ instant: Instant?, now: Instant) -> String {
        instant.map { text(now.since($0)) + " ago" } ?? "never"
    }

    /// RFC 3339 in UTC, for JSON.
    static func stamp(_ instant: Instant?) -> String? {
        instant.map { Timestamp($0).utcMilliseconds }
    }
}
