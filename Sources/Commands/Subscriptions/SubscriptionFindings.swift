import Shopify
import SyncEngine
import SyncModel

/// What `setup` does about a store's webhooks, and what `doctor` finds about them.
struct SubscriptionFindings {
    let settings: StoreSettings
    let configuration: SluiceConfiguration

    private static let guide = "docs/shopify-app.md"

    /// Why nothing is converged; `nil` where it is.
    var reason: Finding? {
        if !settings.managesWebhooks {
            return Finding(.fine, "webhooks", "made elsewhere (manage_webhooks is false)")
        }
        guard configuration.server.publicURL == nil else { return nil }
        return Finding(
            .warning,
            "webhooks",
            "without server.public_url Shopify cannot reach this server, so none are made",
            fix:
                "set server.public_url to an https address that leads here (a reverse proxy, or a tunnel while you try)"
                + "; \(Self.guide)"
        )
    }

    /// Brings the subscriptions to what is wanted.
    func converge(
        _ route: StoreRoute,
        _ subscriptions: SubscriptionSettings,
        takingOver takesOver: Bool,
        store: any SyncStore
    ) async -> [Finding] {
        let setup = SubscriptionSetup(
            route: route,
            settings: subscriptions,
            store: store,
            node: NodeIdentity.current(),
            clock: SystemClock(),
            logger: .silent
        )
        do {
            switch try await setup.converge(takingOver: takesOver) {
            case .done(let report): return report.findings
            case .asked:
                return [
                    Finding(
                        .warning,
                        "webhooks",
                        "the running server has not looked at them within a minute",
                        fix: "it does so by itself; \"sluice doctor\" shows how they stand"
                    )
                ]
            }
        } catch {
            return Finding.problems(of: error)
        }
    }

    /// How they stand, and what was found before; changes nothing.
    func look(_ keeper: any SubscriptionKeeper, _ facts: AppFacts, store: (any SyncStore)?) async -> [Finding] {
        let remembered = await memory(store)
        guard let subscriptions = ShopifyComposition.subscriptions(settings, configuration, keeper: keeper) else {
            return (reason.map { [$0] } ?? []) + remembered
        }
        do throws(ReadFault) {
            let access = SubscriptionAccess(facts)
            let found = try await keeper.subscriptions()
            let sights = try? await store?.subscriptions(of: settings.name).state.sights
            let plan = SubscriptionPlan(subscriptions.wish, access: access, found: found, sights: sights ?? [:])
            var report = SubscriptionReport(at: SystemClock().now, address: subscriptions.wish.address)
            report.describe(plan, version: access.version)
            return report.findings + Self.open(plan) + remembered
        } catch {
            return [Finding(.problem, "webhooks", error.description, fix: "see \(Self.guide)")] + remembered
        }
    }

    /// What the next look will do.
    private static func open(_ plan: SubscriptionPlan) -> [Finding] {
        let fix = "run sluice setup; a server does it by itself when it starts, and every hour"
        return plan.creations.map { Finding(.problem, "webhook \($0.topic)", "not subscribed", fix: fix) }
            + plan.repairs.map { repair in
                let parts = repair.drift.map(\.rawValue).sorted().joined(separator: ", ")
                return Finding(.problem, "webhook \(repair.draft.topic)", "has another \(parts)", fix: fix)
            }
            + plan.deletions.map {
                Finding(.warning, "webhook \($0.topic)", "ours, but not wanted any more", fix: fix)
            }
    }

    /// What a running server has found: a silence, and what Shopify refused.
    func memory(_ store: (any SyncStore)?) async -> [Finding] {
        guard let store else { return [] }
        var findings: [Finding] = []
        if let silence = try? await store.silences().first(where: { $0.store == settings.name }) {
            findings.append(
                Finding(
                    silence.certainty == .certain ? .problem : .warning,
                    "silence",
                    silence.words,
                    fix: "check the webhooks above and that Shopify reaches this server; what was missed is compared"
                )
            )
        }
        let state = try? await store.subscriptions(of: settings.name).state
        for gap in state?.openGaps ?? [] {
            if let jobs = gap.jobs {
                // The server lets go of the gap at its next look; whoever asks now is told how it stands.
                var isOpen = false
                for job in jobs where (try? await store.job(job))??.state != .done { isOpen = true }
                guard isOpen else { continue }
                let names = jobs.map(\.description).joined(separator: ", ")
                findings.append(
                    Finding(
                        .warning,
                        "webhook \(gap.topic)",
                        "what was missed since \(Timestamp(gap.since).utcSeconds) is not compared to the end yet",
                        fix: "wait for job \(names) (\"sluice jobs list\"); one that fails is asked for anew every hour"
                    )
                )
                continue
            }
            findings.append(
                Finding(
                    .problem,
                    "webhook \(gap.topic)",
                    "missing since \(Timestamp(gap.since).utcSeconds) and not made again yet",
                    fix: "run sluice setup; sluice reconcile brings in what was missed"
                )
            )
        }
        for (topic, hindrance) in (state?.report?.missing ?? [:]).sorted(by: { $0.key < $1.key }) {
            guard case .refused(let words) = hindrance else { continue }
            findings.append(
                Finding(.problem, "webhook \(topic)", "Shopify refused it: \(words)", fix: "see \(Self.guide)")
            )
        }
        return findings
    }
}
