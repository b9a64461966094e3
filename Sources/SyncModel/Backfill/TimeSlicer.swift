/// Cuts a window into slices of similar size, asking how many records there are in a part of it.
///
/// A value that is driven by whoever can count: take ``next``, count, ``answer(_:)``, until there is no next. It asks for
/// about twice as many counts as there are slices.
package struct TimeSlicer: Sendable {
    package struct Slice: Sendable, Hashable {
        package var window: ReadWindow
        package var count: Int64

        package init(window: ReadWindow, count: Int64) {
            self.window = window
            self.count = count
        }
    }

    /// A range that is not cut further, whatever it holds: Shopify's times are whole seconds.
    private static let shortest = Duration.seconds(1)
    /// Before Shopify there was nothing.
    private static let earliest = Instant(seconds: 1_104_537_600)
    /// A part is cut into at most so many at once, so that what is to be counted stays a short list.
    private static let mostParts: Int64 = 16
    /// However large a store is, it gets about so many slices.
    private static let mostSlices: Int64 = 1_000

    private var open: [ReadWindow]
    private var limit: Int64
    private let now: Instant
    private var isFirst = true
    package private(set) var slices: [Slice] = []

    /// - Parameters:
    ///   - window: what to cut, by the time of creation; without an end it stays open behind `now`.
    ///   - limit: records in a slice at most, but for a store so large that there would be too many slices.
    ///   - now: after this nothing is expected.
    package init(_ window: ReadWindow, limit: Int64, now: Instant) {
        open = [window]
        self.limit = max(1, limit)
        self.now = now
    }

    /// The window to be counted; `nil` when all is cut.
    package var next: ReadWindow? { open.last }

    package mutating func answer(_ count: RecordCount) {
        guard let window = open.popLast() else { return }
        if isFirst {
            isFirst = false
            limit = max(limit, count.count / Self.mostSlices)
        }
        guard count.isAtLeast || count.count > limit, let parts = parts(of: window, count) else {
            add(Slice(window: window, count: count.count))
            return
        }
        // The earliest is counted first, so that neighbours follow each other.
        open += parts.reversed()
    }

    private mutating func add(_ slice: Slice) {
        // Records are never spread evenly, so what came out small is put together again.
        if let last = slices.last, last.count + slice.count <= limit, last.window.until == slice.window.since {
            slices[slices.count - 1] = Slice(
                window: ReadWindow(last.window.basis, since: last.window.since, until: slice.window.until),
                count: last.count + slice.count
            )
        } else {
            slices.append(slice)
        }
    }

    private func parts(of window: ReadWindow, _ count: RecordCount) -> [ReadWindow]? {
        let start = window.since ?? min(Self.earliest, window.until ?? Self.earliest)
        let end = window.until ?? max(now, start + Self.shortest)
        let seconds = end.since(start).components.seconds
        guard seconds > Self.shortest.components.seconds else { return nil }
        let wanted = count.isAtLeast ? Self.mostParts : (count.count + limit - 1) / limit
        let number = max(2, min(wanted, Self.mostParts, seconds))
        var cuts: [Instant?] = [window.since]
        for index in 1..<number {
            let cut = start + .seconds(Double(seconds) * Double(index) / Double(number))
            // On whole seconds, since that is how finely Shopify searches.
            cuts.append(Instant(seconds: cut.microseconds / 1_000_000))
        }
        cuts.append(window.until)
        return zip(cuts, cuts.dropFirst()).map { ReadWindow(window.basis, since: $0, until: $1) }
    }
}
