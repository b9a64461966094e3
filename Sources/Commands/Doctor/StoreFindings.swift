import Outbound
import Shopify
import SyncModel

/// What `doctor` says of a store: its webhooks, its app, and what each thing that is missing costs the sync.
struct StoreFindings {
    let settings: StoreSettings

    /// Without the Admin API.
    var plain: [Finding] {
        var findings = [
            Finding(
                .fine,
                settings.shop,
                settings.webhookSecrets.count == 1
                    ? "1 webhook secret" : "\(settings.webhookSecrets.count) webhook secrets"
            )
        ]
        if settings.credentials == nil {
            findings.append(
                Finding(
                    .warning,
                    "credentials",
                    "none: this store works from webhooks alone, without history, and lost deliveries stay lost",
                    fix: "set credentials; docs/shopify-app.md says how to get them"
                )
            )
        }
        if !settings.sendsTestOrders {
            findings.append(Finding(.fine, "test orders", "kept, not sent (send_test_orders is false)"))
        }
        return findings
    }

    /// What was found out by asking.
    func findings(_ facts: AppFacts) -> [Finding] {
        [app(facts)] + scopes(facts) + [customerData(facts), orders(facts), version(facts)]
    }

    func finding(_ fault: ReadFault) -> Finding {
        Finding(
            .problem,
            "Admin API",
            // By the code the documentation explains it.
            "\(fault.code): \(fault.description)",
            fix: mend(fault) + "; webhooks are received all the same"
        )
    }

    private func mend(_ fault: ReadFault) -> String {
        switch fault.code {
        case .authorizeAgain: authorization
        case .unavailable, .throttled, .noAnswer:
            "nothing, where Shopify is in trouble: it is tried again by itself (shopifystatus.com). "
                + "Where it stays, check base_url and this machine's way to the internet"
        default: "docs/shopify-app.md"
        }
    }

    /// What gives a token of the authorization code grant.
    private var authorization: String { "run sluice connect shopify --store \(settings.name)" }

    private func app(_ facts: AppFacts) -> Finding {
        let model =
            switch facts.appModel {
            case .own: "an app of the merchant's own organisation"
            case .custom: "a partner's app for single merchants"
            case .published: "an app of the App Store"
            case .unknown: "an app"
            }
        guard ShopDomain(facts.shop)?.description == settings.shop else {
            return Finding(
                .problem,
                "shop",
                "the credentials belong to \(facts.shop), not to \(settings.shop)",
                fix: "give the credentials of the right store, or mend shop"
            )
        }
        return Finding(
            .fine,
            "app",
            "\"\(facts.appName)\", \(model), in \(facts.shopName) (\(facts.currency), \(facts.timeZone))"
        )
    }

    /// Scopes with what goes without them.
    private static let scopes: [(scope: String, isNeeded: Bool, cost: String)] = [
        (
            "read_customers", true,
            "no customer can be read: no history, and changes of customers arrive by orders alone"
        ),
        ("read_orders", true, "no order can be read: no history, and edits and refunds stay incomplete"),
        ("read_customer_merge", false, "merged customers are noticed by the weekly sweep only"),
        ("read_products", false, "order lines come without product and variant ids"),
    ]

    private func scopes(_ facts: AppFacts) -> [Finding] {
        let missing = Self.scopes.filter { !facts.grants($0.scope) }
        guard !missing.isEmpty else {
            return [Finding(.fine, "scopes", facts.scopes.joined(separator: ", "))]
        }
        return missing.map { scope, isNeeded, cost in
            Finding(
                isNeeded ? .problem : .warning,
                "scope \(scope)",
                "not granted: \(cost)",
                fix: grant(scope)
            )
        }
    }

    /// How a scope is granted, and what takes it up.
    private func grant(_ scope: String) -> String {
        // A token of that grant keeps the scopes that it was given for.
        let isUsual = SubscriptionCatalogue.scopes.contains(scope)
        let accept =
            settings.credentials?.isAuthorized == true
            ? authorization + (isUsual ? "" : " --scope \(scope)") : "have the store accept it"
        return "add \(scope) to the app's scopes, release the version, and \(accept)"
            + (isUsual ? "; then run sluice setup, which makes the webhooks that need it" : "")
    }

    private static let approval = "request access to protected customer data in the app's API access"

    /// What ends a refusal of an object: its scope, or, where that is granted, Shopify's approval of the app.
    private func mend(refusal words: String, scope: String, _ facts: AppFacts) -> String {
        facts.grants(scope) || words.contains("not approved") ? Self.approval : grant(scope)
    }

    private func customerData(_ facts: AppFacts) -> Finding {
        switch facts.customerData {
        case .given: Finding(.fine, "protected customer data", "names, addresses and e-mails are given")
        case .unknown: Finding(.fine, "protected customer data", "too few customers yet to tell whether it is given")
        case .withheld:
            Finding(
                .problem,
                "protected customer data",
                "withheld: contacts get neither name nor e-mail, and nobody can be found by e-mail",
                fix:
                    "request access to protected customer data, with name, e-mail, phone and address, in the app's API access"
            )
        case .refused(let words):
            Finding(
                .problem,
                "protected customer data",
                "Shopify refuses customers altogether: \(words)",
                fix: mend(refusal: words, scope: "read_customers", facts)
            )
        }
    }

    private func orders(_ facts: AppFacts) -> Finding {
        switch facts.orders {
        case .all: Finding(.fine, "orders", "all are visible")
        case .last60Days:
            Finding(
                .warning,
                "orders",
                "only those of the last 60 days are visible: a backfill brings no older ones, and changes of older ones are not compared",
                fix: "request read_all_orders in the app's API access; then " + grant("read_all_orders")
            )
        case .refused(let words):
            Finding(
                .problem,
                "orders",
                "Shopify refuses them: \(words)",
                fix: mend(refusal: words, scope: "read_orders", facts)
            )
        }
    }

    private func version(_ facts: AppFacts) -> Finding {
        let asked = facts.askedVersion
        if let served = facts.servedVersion, served != asked {
            return Finding(
                .warning,
                "API version",
                "\(asked) was asked for and \(served) answered: \(asked) has ended",
                fix: "set api_version to one of \(facts.supportedVersions.joined(separator: ", "))"
            )
        }
        let end = AdminVersion(asked).map { "; it lives until \($0.earliestEnd) at least" } ?? ""
        guard facts.supportedVersions.isEmpty || facts.supportedVersions.contains(asked) else {
            return Finding(
                .warning,
                "API version",
                "\(asked) is not among the versions that Shopify supports",
                fix: "set api_version to one of \(facts.supportedVersions.joined(separator: ", "))"
            )
        }
        return Finding(.fine, "API version", asked + end)
    }
}
