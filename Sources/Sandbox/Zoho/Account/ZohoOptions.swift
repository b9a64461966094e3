/// What the simulated Zoho organisation is like.
package struct ZohoOptions: Sendable {
    package var organisationID = "60001234567"
    package var clientID = "1000.SANDBOXCLIENT"
    package var clientSecret = "sandbox-client-secret"
    /// Refresh tokens that are good from the start.
    package var refreshTokens: Set<String> = ["1000.sandbox-refresh-token"]
    /// Codes of a self client, each good once.
    package var codes: Set<String> = ["1000.sandbox-code"]
    package var scopes = ZohoScope.all
    package var currency = "USD"
    /// Further currencies; none means that several are switched off.
    package var additionalCurrencies: [String] = []
    /// As the licence names it: free, standard, professional, enterprise, ultimate.
    package var edition = "enterprise"
    package var users = 10
    package var type = "sandbox"
    package var limits = ZohoLimits()
    package var pipelines = [ZohoSalesPipeline.standard]
    /// Whether contacts may not share an address, which an administrator can ask for.
    package var emailsAreUnique = false
    /// How long the server thinks about a call, so that calls overlap.
    package var latencyMilliseconds = 0
    package var tokenLifeSeconds: Int64 = 3_600
    package var apiVersions: Set<String> = ["v8"]
    package var seed: UInt64 = 1
    package var requestLogLimit = 2_000

    package init() {}
}

/// Request limits; nil means unlimited.
package struct ZohoLimits: Sendable {
    /// Credits of the organisation in any 24 hours.
    package var credits: Int? = 60_000
    /// Calls at once.
    package var concurrency: Int? = 20
    /// Heavy calls at once: writes of more than ten records, and queries.
    package var heavyConcurrency: Int? = 10
    /// Access tokens of one refresh token in ten minutes.
    package var tokens: Int? = 10

    package init() {}

    package static var unlimited: ZohoLimits {
        var limits = ZohoLimits()
        (limits.credits, limits.concurrency, limits.heavyConcurrency, limits.tokens) = (nil, nil, nil, nil)
        return limits
    }
}

/// A pipeline of deals with its stages.
package struct ZohoSalesPipeline: Sendable {
    package struct Stage: Sendable {
        package var name: String
        /// `Open`, `Closed Won` or `Closed Lost`.
        package var forecast: String

        package init(_ name: String, _ forecast: String = "Open") {
            self.name = name
            self.forecast = forecast
        }
    }

    package var name: String
    package var isDefault: Bool
    package var stages: [Stage]

    package init(name: String, isDefault: Bool = false, stages: [Stage]) {
        self.name = name
        self.isDefault = isDefault
        self.stages = stages
    }

    package static let standard = ZohoSalesPipeline(
        name: "Standard (Standard)",
        isDefault: true,
        stages: [
            Stage("Qualification"), Stage("Needs Analysis"), Stage("Negotiation/Review"),
            Stage("Closed Won", "Closed Won"), Stage("Closed Lost", "Closed Lost"),
        ]
    )
}

/// The scopes of the simulated organisation's tokens.
package enum ZohoScope {
    package static let all: Set<String> = [
        "ZohoCRM.modules.ALL", "ZohoCRM.settings.fields.ALL", "ZohoCRM.settings.layouts.READ",
        "ZohoCRM.settings.pipeline.READ", "ZohoCRM.settings.currencies.READ", "ZohoCRM.settings.recycle_bin.ALL",
        "ZohoCRM.org.READ", "ZohoCRM.coql.READ",
    ]

    /// The scope that a call needs.
    static func needed(by call: ZohoCall) -> String {
        switch call.rest.first {
        case "settings":
            switch call.rest.dropFirst().first {
            case "fields": "ZohoCRM.settings.fields.ALL"
            case "layouts": "ZohoCRM.settings.layouts.READ"
            case "pipeline": "ZohoCRM.settings.pipeline.READ"
            default: "ZohoCRM.settings.recycle_bin.ALL"
            }
        case "org": call.rest.count > 1 ? "ZohoCRM.settings.currencies.READ" : "ZohoCRM.org.READ"
        case "coql": "ZohoCRM.coql.READ"
        default: "ZohoCRM.modules.ALL"
        }
    }
}
