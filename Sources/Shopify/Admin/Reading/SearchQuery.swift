import SyncModel

/// A window of time in Shopify's search syntax.
///
/// The search may return more than was asked for, so what it returns is filtered again.
enum SearchQuery {
    private static let day: Int64 = 86_400_000_000

    /// A window whose end is no nearer than Shopify's search may be coarse.
    ///
    /// The schema says that the times of customers match a whole day, so that a window that ends within one might hold
    /// nothing of it: it is asked for up to the day after, in whatever zone, and left where the order of time passes its
    /// end.
    static func widened(_ kind: RecordKind, _ window: ReadWindow) -> ReadWindow {
        guard kind == .customer, let until = window.until else { return window }
        let rest = until.microseconds % day
        var wide = window
        wide.until = Instant(microseconds: until.microseconds - rest + (rest > 0 ? 2 : 1) * day)
        return wide
    }

    /// The filter of a list; `nil` where everything is wanted.
    static func text(_ kind: RecordKind, _ window: ReadWindow) -> String? {
        let name = window.basis == .updatedAt ? "updated_at" : kind == .order ? "created_at" : "customer_date"
        return text(name, window)
    }

    /// The filter of a count, where customers have another name for the time of creation.
    static func countText(_ window: ReadWindow) -> String? {
        text(window.basis == .updatedAt ? "updated_at" : "created_at", window)
    }

    static func sortKey(_ window: ReadWindow) -> String { window.basis == .updatedAt ? "UPDATED_AT" : "CREATED_AT" }

    private static func text(_ name: String, _ window: ReadWindow) -> String? {
        // Shopify keeps whole seconds; a window that ends within one still wants it.
        let since = window.since.map { "\(name):>='\(time($0, roundedUp: false))'" }
        let until = window.until.map { "\(name):<'\(time($0, roundedUp: true))'" }
        let parts = [since, until].compactMap { $0 }
        return parts.isEmpty ? nil : parts.joined(separator: " AND ")
    }

    private static func time(_ instant: Instant, roundedUp: Bool) -> String {
        let fraction = instant.microseconds % 1_000_000
        let whole = instant.microseconds - fraction + (roundedUp && fraction > 0 ? 1_000_000 : 0)
        return Timestamp(Instant(microseconds: whole)).description
    }
}
