/// The pieces of Prometheus' text format.
enum PrometheusText {
    /// `store="acme",topic="orders/create"`, without braces; empty for none.
    static func labels(_ dimensions: [(String, String)]) -> String {
        dimensions.map { "\($0)=\"\(escaped($1))\"" }.joined(separator: ",")
    }

    /// The inverse of ``labels(_:)``.
    static func dimensions(_ labels: String) -> [String: String] {
        var found: [String: String] = [:]
        var rest = labels[...]
        while let equals = rest.firstIndex(of: "="), rest[equals...].hasPrefix("=\"") {
            let name = String(rest[..<equals])
            var value = ""
            var isEscaped = false
            rest = rest[equals...].dropFirst(2)
            while let character = rest.popFirst() {
                if isEscaped {
                    value.append(character == "n" ? "\n" : character)
                    isEscaped = false
                } else if character == "\\" {
                    isEscaped = true
                } else if character == "\"" {
                    break
                } else {
                    value.append(character)
                }
            }
            found[name] = value
            if rest.first == "," { rest = rest.dropFirst() }
        }
        return found
    }

    static func escaped(_ value: String) -> String {
        guard value.utf8.contains(where: { $0 == 0x5c || $0 == 0x22 || $0 == 0x0a }) else { return value }
        return value.reduce(into: "") { text, character in
            switch character {
            case "\\": text += "\\\\"
            case "\"": text += "\\\""
            case "\n": text += "\\n"
            default: text.append(character)
            }
        }
    }

    static func number(_ value: Double) -> String {
        value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : String(value)
    }

    static func line(_ name: String, _ labels: String, _ value: String) -> String {
        labels.isEmpty ? "\(name) \(value)\n" : "\(name){\(labels)} \(value)\n"
    }
}

extension MetricDeclaration {
    func exposition(of series: MetricSeries) -> String {
        switch kind {
        case .counter: PrometheusText.line(name, series.labels, String(series.counted))
        case .gauge: PrometheusText.line(name, series.labels, PrometheusText.number(series.distributed.value))
        case .histogram: histogram(series)
        }
    }

    private func histogram(_ series: MetricSeries) -> String {
        let distributed = series.distributed
        let prefix = series.labels.isEmpty ? "" : series.labels + ","
        var text = ""
        var below: Int64 = 0
        for (bound, count) in zip(series.buckets, distributed.counts) {
            below += count
            text += PrometheusText.line("\(name)_bucket", "\(prefix)le=\"\(PrometheusText.number(bound))\"", "\(below)")
        }
        text += PrometheusText.line("\(name)_bucket", "\(prefix)le=\"+Inf\"", "\(distributed.total)")
        text += PrometheusText.line("\(name)_sum", series.labels, PrometheusText.number(distributed.value))
        return text + PrometheusText.line("\(name)_count", series.labels, "\(distributed.total)")
    }
}
