import Outbound

/// A trial as a person reads it.
enum ConnectorTrialScreen {
    /// So much of a body is shown.
    private static let shownLength = 2_000

    static func show(_ step: ConnectorTrial.Step) {
        for line in lines(step) { Output.line(line) }
    }

    static func lines(_ step: ConnectorTrial.Step) -> [String] {
        let title = [step.kind, step.name].filter { !$0.isEmpty }.joined(separator: " ")
        let mark = step.isFine ? "" : "FAILED: "
        var lines = [step.outcome.isEmpty ? title : "\(title): \(mark)\(step.outcome)"]
        for exchange in step.exchanges {
            lines.append("  > \(exchange.method) \(exchange.url)")
            lines += exchange.requestHeaders.sorted { $0.key < $1.key }.map { "  > \($0.key): \($0.value)" }
            if let body = exchange.requestBody { lines.append("  > \(cut(body))") }
            if let status = exchange.status {
                lines.append("  < \(status)")
                if let body = exchange.responseBody { lines.append("  < \(cut(body))") }
            } else if let failure = exchange.failure {
                lines.append("  < \(failure)")
            }
        }
        return lines
    }

    private static func cut(_ text: String) -> String {
        let line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
        return line.count > shownLength ? line.prefix(shownLength) + "…" : line
    }
}
