import Logging
import SyncModel

/// Notes what the app may see in a store, at start and every hour.
struct AppLook: Sendable {
    let owned: OwnedStore

    private static let interval = Duration.seconds(3_600)

    /// - Throws: `JobStop.shutdown`, and what the store throws. What Shopify refuses to tell stays as it was seen last.
    func look() async throws {
        var facts: AppFacts
        // When it was asked: by the time of the answer the app may have been taken out.
        var askedAt = owned.clock.now
        do {
            facts = try await owned.reading { () async throws(ReadFault) -> AppFacts in
                askedAt = owned.clock.now
                return try await owned.route.reader.facts()
            }
        } catch let fault as ReadFault {
            owned.logger.warning(
                "What the app may see cannot be found out",
                metadata: ["store": "\(owned.route.name)", "code": "\(fault.code)"]
            )
            return
        }
        // By Shopify's clock, which dates uninstallations.
        askedAt = min(askedAt, facts.askedAt ?? askedAt)
        facts.askedAt = nil
        let name = owned.route.name
        let known = try await owned.store.appFacts(of: name)?.facts
        // Too few customers to tell: what was seen before stands.
        if facts.customerData == .unknown, let known { facts.customerData = known.customerData }
        try await owned.store.note(SeenAppFacts(facts, seenAt: askedAt), of: name)
        guard facts != known else { return }
        owned.logger.notice(
            "Reads from the store",
            metadata: [
                "store": "\(name)", "shop": "\(facts.shop)", "app": "\(facts.appName)",
                "scopes": "\(facts.scopes.joined(separator: ","))", "customer_data": "\(facts.customerData.name)",
                "orders": "\(facts.orders.name)", "version": "\(facts.servedVersion ?? facts.askedVersion)",
            ]
        )
    }

    func run() async throws {
        while !owned.isStopping {
            do { try await look() } catch JobStop.shutdown { return }
            await owned.pause(Self.interval)
        }
    }
}

extension AppFacts.CustomerData {
    fileprivate var name: String {
        switch self {
        case .given: "given"
        case .withheld: "withheld"
        case .refused: "refused"
        case .unknown: "unknown"
        }
    }
}

extension AppFacts.OrderView {
    fileprivate var name: String {
        switch self {
        case .all: "all"
        case .last60Days: "last 60 days"
        case .refused: "refused"
        }
    }
}
