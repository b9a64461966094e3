/// When and over which windows a store's changes are compared.
///
/// Watermarks are moved by the times that Shopify gives its records alone, so a clock of ours that is minutes wrong
/// cannot skip a change: it only makes a window longer or shorter.
package struct ReconcilePolicy: Sendable, Hashable {
    /// Time between two scheduled runs; `nil` for none.
    package var interval: Duration?
    /// How much of what was compared is compared again: Shopify's search shows changes late and not in order.
    package var overlap: Duration
    /// Scheduled windows end so long before now.
    package var margin: Duration
    /// Time between two sweeps of all ids; `nil` for none.
    package var sweepInterval: Duration?

    package init(
        interval: Duration? = .seconds(3_600),
        overlap: Duration = .seconds(600),
        margin: Duration = .seconds(120),
        sweepInterval: Duration? = .seconds(7 * 86_400)
    ) {
        self.interval = interval
        self.overlap = overlap
        self.margin = margin
        self.sweepInterval = sweepInterval
    }

    /// Whether a scheduled run is due.
    package func isDue(_ watermark: Watermark?, now: Instant) -> Bool {
        interval.map { Self.hasPassed($0, since: watermark?.checkedAt, now: now) } ?? false
    }

    /// Whether a sweep is due; never before anything was compared.
    package func isSweepDue(_ watermark: Watermark?, now: Instant) -> Bool {
        guard let watermark, let sweepInterval else { return false }
        return Self.hasPassed(sweepInterval, since: watermark.sweptAt, now: now)
    }

    /// The window from the watermark on.
    ///
    /// - Parameters:
    ///   - watermark: `nil` where nothing was ever compared: then from one interval before now.
    ///   - isOpen: whether it has no end; what is asked for by a person sees the newest changes too.
    ///   - now: by our clock.
    /// - Returns: `nil` where our clock says that there is nothing to compare yet.
    package func window(from watermark: Watermark?, isOpen: Bool, now: Instant) -> ReadWindow? {
        let since = (watermark?.at ?? now - (interval ?? .seconds(3_600))) - overlap
        guard !isOpen else { return ReadWindow(.updatedAt, since: since) }
        let until = now - margin
        return since < until ? ReadWindow(.updatedAt, since: since, until: until) : nil
    }

    /// The watermark after all changes of a window up to `newest` were compared.
    ///
    /// It stays where the window leaves a gap behind the watermark, and never passes our own clock: lower is safe.
    package func advanced(_ watermark: Watermark, window: ReadWindow, newest: Instant?, now: Instant) -> Watermark {
        guard window.basis == .updatedAt, let newest, (window.since ?? .beginning) <= watermark.at else {
            return watermark
        }
        var result = watermark
        result.at = max(watermark.at, min(newest, now))
        return result
    }

    /// A clock that was set back must not put a run off for as long.
    private static func hasPassed(_ interval: Duration, since last: Instant?, now: Instant) -> Bool {
        guard let last else { return true }
        let elapsed = now.since(last)
        return elapsed >= interval || elapsed < .zero - interval
    }
}
