/// What the simulated Salesforce org is like.
package struct SalesforceOptions: Sendable {
    /// What a duplicate rule does where a new record resembles one that is there.
    package enum DuplicateRule: String, Sendable {
        case none
        /// An alert, which API callers meet as an error until they say that they save anyway.
        case alert
        case block
    }

    package var orgID = "00D000000000001EAA"
    package var userID = "005000000000001AAA"
    package var username = "sync@acme.example"
    package var clientID = "sandbox-client"
    package var clientSecret = "sandbox-secret"
    /// The certificate's key of the app, in PEM; with it assertions are checked whole.
    package var publicKey: String?
    package var apiVersions = ["64.0", "65.0", "66.0", "67.0", "68.0"]
    package var hasPersonAccounts = false
    /// Whether the record type of person accounts is assigned to the user.
    package var mayMakePersons = true
    package var hasOrders = true
    /// Whether addresses have fields for ISO codes, with the states of few countries.
    package var hasStateCodes = true
    /// The currencies of an org with several; empty for one with a single currency.
    package var currencies: [String] = []
    package var contactRule = DuplicateRule.none
    package var accountRule = DuplicateRule.alert
    /// Whether the user may make fields; else an administrator deploys them.
    package var mayCustomize = true
    package var stages = OrgStage.standard
    /// Calls in 24 hours.
    package var dailyCalls = 100_000
    /// How often a job says that it is running before it has ended.
    package var jobPolls = 1
    /// How long after its upload a job runs, whether anybody asks for it or not; `nil` where it runs when asked often
    /// enough.
    package var jobSeconds: Int64?
    package var seed: UInt64 = 1
    package var requestLogLimit = 2_000

    package init() {}
}

/// A stage of opportunities.
package struct OrgStage: Sendable, Hashable {
    package var name: String
    package var isClosed: Bool
    package var isWon: Bool

    package init(_ name: String, isClosed: Bool = false, isWon: Bool = false) {
        self.name = name
        self.isClosed = isClosed
        self.isWon = isWon
    }

    package static let standard = [
        OrgStage("Prospecting"), OrgStage("Qualification"), OrgStage("Needs Analysis"), OrgStage("Value Proposition"),
        OrgStage("Negotiation/Review"), OrgStage("Closed Won", isClosed: true, isWon: true),
        OrgStage("Closed Lost", isClosed: true),
    ]
}
