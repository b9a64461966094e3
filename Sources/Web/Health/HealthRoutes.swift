import HTTPTypes
import HummingbirdCore

/// `/healthz` (alive), `/readyz` (what does not work, by name) and `/metrics`; none needs a token.
package struct HealthRoutes: Sendable {
    private let checks: [ReadinessCheck]
    private let metrics: PrometheusRegistry?

    /// Routes over these checks; without `metrics` this listener does not show them.
    package init(checks: [ReadinessCheck], metrics: PrometheusRegistry?) {
        self.checks = checks
        self.metrics = metrics
    }

    /// `nil` for paths that are not ours.
    func respond(to request: Request, path: Substring) async -> Response? {
        guard path == "/healthz" || path == "/readyz" || (path == "/metrics" && metrics != nil) else { return nil }
        guard request.method == .get || request.method == .head else { return Answer.methodNotAllowed("GET") }
        switch path {
        case "/healthz": return Answer.text(.ok, "alive")
        case "/readyz": return await readiness()
        default:
            let text = metrics?.exposition() ?? ""
            return Answer.make(.ok, text, type: "text/plain; version=0.0.4; charset=utf-8", headers: [:])
        }
    }

    private func readiness() async -> Response {
        var problems: [String] = []
        var isReady = true
        for check in checks {
            guard let problem = await check.problem() else { continue }
            problems.append("\(check.name): \(problem)")
            if check.isVital { isReady = false }
        }
        guard isReady else { return Answer.text(.serviceUnavailable, problems.joined(separator: "\n")) }
        return Answer.text(.ok, (["ready"] + problems).joined(separator: "\n"))
    }
}
