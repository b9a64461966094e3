extension SubscriptionReport {
    /// What a person should know, for `setup` and `doctor`.
    package var findings: [Finding] {
        if let problem {
            return [Finding(.problem, "webhooks", problem, fix: "mend it; \"sluice setup\" tries again at once")]
        }
        var findings = [Finding(.fine, "webhooks", "\(places) at \(address)")]
        findings += made(created, "subscribed", .made)
        findings += made(repaired, "repaired", .made)
        findings += made(deleted, "deleted, not wanted any more", .made)
        findings += missing.sorted { $0.key < $1.key }.compactMap { Self.finding(topic: $0.key, $0.value) }
        findings += rivalFindings + undeletedFindings
        findings += foreign.map(finding)
        findings += unseenFindings + versionFindings
        findings += gaps.map { gap in
            Finding(
                .warning,
                "webhook \(gap.topic)",
                "was missing: what Shopify changed since \(Timestamp(gap.since).utcSeconds) is compared",
                fix: gap.topic.hasPrefix("app/") ? nil : "nothing; \"sluice jobs list\" shows the comparison"
            )
        }
        return findings
    }

    private var places: String {
        let total = standing.count + covered.count
        return total == 1 ? "1 topic in place" : "\(total) topics in place"
    }

    private func made(_ topics: [String], _ what: String, _ level: Finding.Level) -> [Finding] {
        topics.map { Finding(level, "webhook \($0)", what) }
    }

    /// Why a topic is not there, and what it costs; merges and WhatsApp consent alone stop nothing.
    private static func finding(topic: String, _ hindrance: TopicHindrance) -> Finding? {
        let subject = "webhook \(topic)"
        switch hindrance {
        case .scope(let scope):
            return Finding(
                scope == "read_customer_merge" ? .warning : .problem,
                subject,
                "not subscribed: the scope \(scope) is not granted",
                fix: "add \(scope) to the app's scopes, release the version, and approve it in the store"
            )
        case .version(let version):
            return Finding(
                .warning,
                subject,
                "not subscribed: it exists from API version \(version) on",
                fix: "set api_version: \"\(version)\""
            )
        case .refused(let words):
            return Finding(
                .problem,
                subject,
                "Shopify refuses it: \(words)",
                fix: "see docs/shopify-app.md; the other topics work all the same"
            )
        case .rival:
            return nil
        }
    }

    /// Told together: another server has all topics, as a rule.
    private var rivalFindings: [Finding] {
        let rivals = missing.filter { $0.value.isRival }
        guard let topic = rivals.keys.min(), case .rival(let uri)? = rivals[topic] else { return [] }
        return [
            Finding(
                .problem,
                "webhooks of another server",
                "\(rivals.count == 1 ? topic : "\(rivals.count) topics") go to \(uri) under this installation's name,"
                    + " and this server never set that address",
                fix: "if that server is in use, give this one another installation: name; if this one takes its place,"
                    + " run sluice setup --take-over"
            )
        ]
    }

    private var undeletedFindings: [Finding] {
        (undeleted ?? [:]).sorted { $0.key < $1.key }.map { topic, words in
            Finding(
                .warning,
                "webhook \(topic)",
                "one that is not wanted any more cannot be deleted: \(words)",
                fix: "nothing is lost by it; it is tried again at the next look"
            )
        }
    }

    private func finding(_ foreign: Foreign) -> Finding {
        let owner = foreign.name.map { "is called \"\($0)\" and" } ?? "has no name and"
        return Finding(
            .warning,
            "webhook \(foreign.topic)",
            "one that \(owner) is not of this installation sends to \(foreign.uri)",
            fix: covered.contains(foreign.topic)
                ? "it works, but nobody repairs it: delete it where it was made, then run sluice setup"
                : "delete it where it was made, or its deliveries come twice"
        )
    }

    private var unseenFindings: [Finding] {
        guard !unseen.isEmpty else { return [] }
        return [
            Finding(
                .warning,
                "webhooks made elsewhere",
                "\(unseen.prefix(20).joined(separator: ", ")) came before Sluice subscribed, through webhooks that the"
                    + " API does not show",
                fix: "delete them in the store's Settings > Notifications > Webhooks or in the app's configuration:"
                    + " otherwise each change comes twice, which costs time and does no harm"
            )
        ]
    }

    private var versionFindings: [Finding] {
        Dictionary(grouping: versions.keys, by: { versions[$0] ?? "" }).sorted { $0.key < $1.key }.map {
            version,
            topics in
            Finding(
                version < "2025-01" ? .problem : .fine,
                "webhook version",
                "\(topics.count == 1 ? topics[0] : "\(topics.count) topics") come in version \(version)",
                fix: version < "2025-01"
                    ? "set a webhook API version of 2025-01 or later in the app, then release it" : nil
            )
        }
    }
}
