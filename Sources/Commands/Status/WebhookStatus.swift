import SyncModel

/// How a store's webhooks stood when they were last looked at.
struct WebhookStatus: Codable {
    var lookedAt: String?
    var inPlace: Int
    /// Topics that are not in place.
    var missing: [String]
    /// Topics that were missing when it was looked last and are compared since, and from when on.
    var gaps: [String: String]
    /// Whether another server has webhooks under this installation's name.
    var isContested: Bool
    /// Why it could not be looked.
    var problem: String?

    init(_ report: SubscriptionReport) {
        lookedAt = Ages.stamp(report.at)
        inPlace = report.standing.count + report.covered.count
        missing = report.missing.keys.sorted()
        isContested = report.missing.values.contains(where: \.isRival)
        gaps = Dictionary(report.gaps.map { ($0.topic, Timestamp($0.since).utcSeconds) }) { first, _ in first }
        problem = report.problem
    }
}

extension StatusReport {
    /// Adds what is remembered of webhooks and silences.
    mutating func addWebhooks(_ store: any SubscriptionStore) async throws {
        let silences = try await store.silences()
        for index in stores.indices {
            let name = StoreName(stores[index].name)
            stores[index].webhooks = try await store.subscriptions(of: name).state.report.map { WebhookStatus($0) }
            // What the last look found stands until the next; once it is compared there is nothing left to tell.
            let isCompared = comparingGaps.contains(name)
            if !isCompared { stores[index].webhooks?.gaps = [:] }
            guard let silence = silences.first(where: { $0.store == name }) else { continue }
            stores[index].silentSince = Ages.stamp(silence.since)
            stores[index].silentBecause = silence.words
        }
    }
}

extension StatusReport.Store {
    /// What a person should know of the store's webhooks; nothing where all is well.
    var webhookLines: [String] {
        var lines: [String] = []
        if let silentBecause { lines += ["", "\(name) is silent: \(silentBecause). \"sluice doctor\" tells more."] }
        guard let webhooks else { return lines }
        if let problem = webhooks.problem { lines += ["", "\(name): its webhooks could not be looked at: \(problem)"] }
        if webhooks.isContested {
            lines += [
                "", "\(name): another server uses this installation's webhooks. \"sluice doctor\" says what to do.",
            ]
        } else if !webhooks.missing.isEmpty {
            let topics = webhooks.missing.prefix(5).joined(separator: ", ")
            let more = webhooks.missing.count > 5 ? " and \(webhooks.missing.count - 5) more" : ""
            lines += ["", "\(name): not subscribed to \(topics)\(more). \"sluice doctor\" says why."]
        }
        for (topic, since) in webhooks.gaps.sorted(by: { $0.key < $1.key }) {
            lines.append("\(name): \(topic) was missing; what changed since \(since) is compared.")
        }
        return lines
    }
}
