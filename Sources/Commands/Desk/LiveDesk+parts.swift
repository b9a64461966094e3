import SyncEngine
import SyncModel

extension LiveDesk {
    /// The last finished audits of each store, as `sluice audit --last --json` prints them.
    func audits() async throws -> [AuditOutput] {
        var outputs: [AuditOutput] = []
        for settings in configuration.stores {
            for job in try await LastAudits.shown(of: settings.name, in: store) {
                guard let report = try await store.auditReport(of: job.id), report.finishedAt != nil else { continue }
                outputs.append(AuditOutput(report, of: job))
            }
        }
        return outputs
    }

    func nodes() async throws -> NodesReport {
        let configuration = configuration
        var parts: [NodesReport.Part] = []
        for destination in configuration.destinations where destination.mode == .live {
            let lease = try await store.holder(of: destination.name.leaseName)
            parts.append(NodesReport.Part("deliver to \(destination.name)", lease))
        }
        for settings in configuration.stores where settings.credentials != nil {
            let lease = try await store.holder(of: settings.name.leaseName)
            parts.append(NodesReport.Part("read from \(settings.name)", lease))
        }
        let leases = Dictionary(grouping: try await store.heldLeases(), by: \.owner)
        let servers = try await store.nodes().map { node in
            NodeReport(node, holding: Set((leases[node.owner] ?? []).map(\.name)), configuration)
        }
        return NodesReport(here: node.owner, parts: parts, servers: servers)
    }

    /// How each topic of each store stands.
    func webhooks() async throws -> WebhooksReport {
        let status = try await status(now: clock.now)
        var stores: [WebhooksReport.Store] = []
        for settings in configuration.stores {
            let kept = try await store.subscriptions(of: settings.name)
            stores.append(
                WebhooksReport.Store(
                    settings,
                    kept.state.report,
                    deliveries: try await store.lastDeliveries(of: settings.name),
                    lags: try await lags(of: settings.name),
                    silence: status.stores.first { $0.name == settings.name.rawValue }?.silentBecause,
                    isComparing: status.comparingGaps.contains(settings.name)
                )
            )
        }
        return WebhooksReport(stores: stores)
    }

    /// How many of the newest deliveries are looked at for their lag.
    private static let looked = 200

    /// From Shopify's trigger to our receiving, of each topic's newest delivery.
    private func lags(of name: StoreName) async throws -> [String: Double] {
        var lags: [String: (at: Instant, lag: Double)] = [:]
        for receipt in try await store.receipts(in: .applied, limit: Self.looked) where receipt.store == name {
            guard let triggered = receipt.triggeredAt, lags[receipt.topic].map({ $0.at < receipt.receivedAt }) ?? true
            else { continue }
            lags[receipt.topic] = (receipt.receivedAt, max(0, receipt.receivedAt.since(triggered).seconds))
        }
        return lags.mapValues(\.lag)
    }
}

/// Who does which part of the work, for people and programs.
struct NodesReport: Codable {
    struct Part: Codable {
        var part: String
        var node: String?
        var epoch: Int64?
        var until: String?

        init(_ part: String, _ lease: Lease?) {
            self.part = part
            guard let lease, !lease.owner.isEmpty else { return }
            node = lease.owner
            epoch = lease.epoch
            until = Timestamp(lease.expiresAt).utcMilliseconds
        }
    }

    var here: String
    var parts: [Part]
    /// All that work on the store, also those that only receive and those that have ended without a word.
    var servers: [NodeReport]
}

/// How the webhooks of each store stand, for people and programs.
struct WebhooksReport: Codable {
    struct Topic: Codable {
        var topic: String
        /// `in place`, `covered`, `missing`, or `received` where only deliveries tell of it.
        var standing: String
        var lastDelivery: String?
        var lastLagSeconds: Double?
        var problem: String?
    }

    struct Store: Codable {
        var name: String
        var address: String?
        var lookedAt: String?
        var canRead: Bool
        var problem: String?
        var isContested: Bool
        var silentBecause: String?
        var topics: [Topic]
        /// Topics that were missing, and from when on.
        var gaps: [String: String]
        var isComparing: Bool

        init(
            _ settings: StoreSettings,
            _ report: SubscriptionReport?,
            deliveries: [String: Instant],
            lags: [String: Double],
            silence: String?,
            isComparing: Bool
        ) {
            name = settings.name.rawValue
            address = report?.address
            lookedAt = report.flatMap { Ages.stamp($0.at) }
            canRead = settings.credentials != nil
            problem = report?.problem
            isContested = report?.missing.values.contains(where: \.isRival) ?? false
            silentBecause = silence
            self.isComparing = isComparing
            gaps = Dictionary((report?.gaps ?? []).map { ($0.topic, Timestamp($0.since).utcSeconds) }) { first, _ in
                first
            }
            var names = Set(deliveries.keys)
            names.formUnion(report?.standing ?? [])
            names.formUnion(report?.covered ?? [])
            names.formUnion(report.map { Array($0.missing.keys) } ?? [])
            topics = names.sorted().map { topic in
                let hindrance = report?.missing[topic]
                let standing =
                    hindrance != nil
                    ? "missing"
                    : report?.standing.contains(topic) == true
                        ? "in place" : report?.covered.contains(topic) == true ? "covered" : "received"
                return Topic(
                    topic: topic,
                    standing: standing,
                    lastDelivery: Ages.stamp(deliveries[topic]),
                    lastLagSeconds: lags[topic],
                    problem: hindrance.map(Self.words)
                )
            }
        }

        private static func words(_ hindrance: TopicHindrance) -> String {
            switch hindrance {
            case .scope(let scope): "The app lacks the scope \(scope): grant it and connect again."
            case .version(let version): "It needs API version \(version) or newer: raise api_version."
            case .refused(let words): "Shopify refuses it: \(words)"
            case .rival(let address): "Another server has it sent to \(address)."
            }
        }
    }

    var stores: [Store]
}
