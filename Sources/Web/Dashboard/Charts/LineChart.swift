import SyncModel

/// Figures over time as a small drawing with axes.
struct LineChart: Sendable {
    /// What is drawn, for who cannot see it.
    var title: String
    var unit: String
    /// By time; gaps are drawn as gaps.
    var points: [(at: Instant, value: Double?)]

    private static let width = 320.0
    private static let height = 132.0
    private static let left = 44.0
    private static let bottom = 20.0
    private static let top = 10.0

    /// The drawing: a name for screen readers, two axes with figures on them, and a line.
    var svg: String {
        guard let first = points.first?.at, let last = points.last?.at, first < last else { return empty }
        let values = points.compactMap(\.value)
        guard !values.isEmpty else { return empty }
        let scale = AxisScale(upTo: values.max() ?? 0)
        let span = last.since(first).seconds
        func x(_ at: Instant) -> Double { Self.left + at.since(first).seconds / span * (Self.width - Self.left - 8) }
        func y(_ value: Double) -> Double {
            Self.height - Self.bottom - value / scale.top * (Self.height - Self.bottom - Self.top)
        }
        var body = ""
        for tick in scale.ticks {
            let place = Self.number(y(tick))
            body += "<line class=\"grid\" x1=\"\(Self.number(Self.left))\" x2=\"\(Self.number(Self.width - 8))\" "
            body += "y1=\"\(place)\" y2=\"\(place)\"/>"
            body += "<text x=\"\(Self.number(Self.left - 6))\" y=\"\(Self.number(y(tick) + 4))\" text-anchor=\"end\">"
            body += "\(AxisScale.text(tick))</text>"
        }
        let floor = Self.number(Self.height - Self.bottom)
        body += "<path class=\"axis\" d=\"M\(Self.number(Self.left)) \(Self.number(Self.top))V\(floor)"
        body += "H\(Self.number(Self.width - 8))\"/>"
        for (at, anchor) in [(first, "start"), (last, "end")] {
            body += "<text x=\"\(Self.number(x(at)))\" y=\"\(Self.number(Self.height - 4))\" text-anchor=\"\(anchor)\">"
            body += "\(Self.time(at))</text>"
        }
        for run in runs {
            let places = run.map { "\(Self.number(x($0.at))) \(Self.number(y($0.value)))" }
            if let from = run.first, let to = run.last, run.count > 1 {
                body += "<path class=\"area\" d=\"M\(Self.number(x(from.at))) \(floor)L\(places.joined(separator: "L"))"
                body += "L\(Self.number(x(to.at))) \(floor)Z\"/>"
            }
            let tail = run.count == 1 ? "h1" : ""
            body += "<path class=\"line\" d=\"M\(places.joined(separator: "L"))\(tail)\"/>"
        }
        return frame(body, "\(title), from \(Self.time(first)) to \(Self.time(last)) UTC, at most \(most) \(unit)")
    }

    private var most: String { AxisScale.text(points.compactMap(\.value).max() ?? 0) }

    private var empty: String {
        frame(
            "<text x=\"\(Self.number(Self.width / 2))\" y=\"60\" text-anchor=\"middle\">nothing yet</text>",
            "\(title): nothing yet"
        )
    }

    private func frame(_ body: String, _ words: String) -> String {
        "<svg class=\"chart\" viewBox=\"0 0 \(Self.number(Self.width)) \(Self.number(Self.height))\" role=\"img\" "
            + "aria-label=\"\(Self.escaped(words))\">\(body)</svg>"
    }

    /// Neighbours that all have a value.
    private var runs: [[(at: Instant, value: Double)]] {
        var runs: [[(at: Instant, value: Double)]] = []
        var isOpen = false
        for point in points {
            guard let value = point.value, value.isFinite else {
                isOpen = false
                continue
            }
            if isOpen { runs[runs.count - 1].append((point.at, value)) } else { runs.append([(point.at, value)]) }
            isOpen = true
        }
        return runs
    }

    private static func time(_ at: Instant) -> String { String(Timestamp(at).utcSeconds.dropFirst(11).prefix(5)) }

    private static func number(_ value: Double) -> String {
        let tenths = (value * 10).rounded() / 10
        return tenths == tenths.rounded() ? String(Int(tenths)) : String(tenths)
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing("\"", with: "&quot;")
    }
}
