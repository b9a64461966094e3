import Outbound
import SyncModel

extension ConfigurationReader {
    func retention(_ node: DocumentNode?) -> RetentionPolicy {
        var policy = RetentionPolicy()
        if let days = days(node?["receipts_days"]) { policy.receipts = days }
        if let days = days(node?["deleted_days"]) { policy.deleted = days }
        if let days = days(node?["deliveries_days"]) { policy.notes = days }
        if let days = days(node?["log_days"]) { policy.log = days }
        return policy
    }

    mutating func alerts(_ node: DocumentNode?) -> AlertSettings {
        var settings = AlertSettings()
        if let webhook = node?["webhook"] {
            settings.webhook = Secret(checkedURL(webhook, key: "alerts.webhook", isWhole: true))
        }
        if let minutes = number(node?["lag_minutes"]) { settings.rules.lag = .seconds(minutes * 60) }
        if let failures = number(node?["failures"]) { settings.rules.failures = failures }
        if let hours = number(node?["silence_hours"]) { settings.rules.silence = .seconds(hours * 3_600) }
        if let days = days(node?["notice_days"]) { settings.rules.notice = days }
        return settings
    }

    mutating func tracing(_ node: DocumentNode?) -> TracingSettings? {
        guard let node, let url = node["otlp_url"] else { return nil }
        var settings = TracingSettings(url: TracingSettings.address(checkedURL(url, key: "tracing.otlp_url")))
        if let sample = node["sample"]?.text.flatMap({ Double($0) }) { settings.sample = sample }
        if case .mapping(let members)? = node["headers"]?.value {
            for member in members {
                if !HeaderSyntax.isName(member.key) || !HeaderSyntax.isValue(member.value.text ?? "") {
                    report(member.value, "tracing.headers holds a header that HTTP does not allow")
                }
                settings.headers[member.key] = Secret(member.value.text ?? "")
            }
        }
        return settings
    }

    private func days(_ node: DocumentNode?) -> Duration? { number(node).map { .seconds($0 * 86_400) } }

    /// What the shape has let through as a whole number.
    private func number(_ node: DocumentNode?) -> Int? { node?.text.flatMap { Int($0) } }
}
