package import SyncModel

/// What there is to know of a connector before one is made: its name in configuration, its title, what it asks for.
package struct ConnectorDescriptor: Sendable {
    /// One key under a destination's `credentials:`.
    package struct Credential: Sendable, Hashable {
        package var key: String
        /// What it is and where a person finds it.
        package var explanation: String
        package var isRequired: Bool
        /// What `init` writes for it; `nil` for an environment variable where it is required, else for a comment.
        package var start: String?

        package init(key: String, explanation: String, isRequired: Bool = true, start: String? = nil) {
            self.key = key
            self.explanation = explanation
            self.isRequired = isRequired
            self.start = start
        }
    }

    /// One key under a destination's `objects:`, with what may stand there; the first is the default.
    package struct ObjectChoice: Sendable, Hashable {
        package var key: String
        package var choices: [String]

        package init(key: String, choices: [String]) {
            self.key = key
            self.choices = choices
        }
    }

    /// The destination's `type:`.
    package var type: String
    package var title: String
    /// The page about it, relative to the documentation's root.
    package var docsPath: String
    package var credentials: [Credential]
    package var objects: [ObjectChoice]
    /// Where it calls unless configured otherwise; `nil` where the address depends on the account.
    package var defaultBaseURL: String?
    /// The base URLs of all that may be called with these credentials beside `base_url`, such as a login server.
    package var addresses: @Sendable (_ credentials: [String: Secret]) -> [String]
    /// The CRM's further quotas by the connector's bucket names, before its answers have said anything; that of the
    /// bucket `default` is the destination's `calls_per_10_seconds`.
    package var quotas: [String: CallQuota]
    /// What delivering many new records takes, for estimates.
    package var cost: CallCost
    /// Whether the CRM keeps consents to e-mail marketing apart from its records, so that the destination's `consent` says
    /// what is passed on.
    package var keepsEmailConsent: Bool
    /// Whether the CRM's orders may need an account, so that the destination's `order_account` may name one.
    package var takesOrderAccount: Bool
    /// The shipped mapping for what stands under a destination's `objects:`.
    package var mapping: @Sendable (_ objects: [String: String]) -> ConnectorMapping
    /// A test case of that mapping for the first choice of objects, or of the shortest shipped description, in YAML; `nil`
    /// where it ships none.
    package var exampleCase: String?
    /// What a destination's `definition:` may name besides a file: YAML texts, by the name behind `builtin:`.
    package var definitions: [String: String]
    /// For a connector that is described by the user: reads the description, and tells all mistakes in it at once.
    package var describe: (@Sendable (DocumentNode) throws(DocumentProblems) -> ConnectorDescription)?
    /// Makes the connector of one destination.
    package var make: @Sendable (ConnectorSettings) throws(ConnectorSettings.Mistake) -> any CRMConnector

    package init(
        type: String,
        title: String,
        docsPath: String,
        credentials: [Credential],
        objects: [ObjectChoice] = [],
        defaultBaseURL: String? = nil,
        addresses: @escaping @Sendable (_ credentials: [String: Secret]) -> [String] = { _ in [] },
        quotas: [String: CallQuota],
        cost: CallCost,
        keepsEmailConsent: Bool = false,
        takesOrderAccount: Bool = false,
        mapping: @escaping @Sendable (_ objects: [String: String]) -> ConnectorMapping,
        exampleCase: String? = nil,
        definitions: [String: String] = [:],
        describe: (@Sendable (DocumentNode) throws(DocumentProblems) -> ConnectorDescription)? = nil,
        make: @escaping @Sendable (ConnectorSettings) throws(ConnectorSettings.Mistake) -> any CRMConnector
    ) {
        self.type = type
        self.title = title
        self.docsPath = docsPath
        self.credentials = credentials
        self.objects = objects
        self.defaultBaseURL = defaultBaseURL
        self.addresses = addresses
        self.quotas = quotas
        self.cost = cost
        self.keepsEmailConsent = keepsEmailConsent
        self.takesOrderAccount = takesOrderAccount
        self.mapping = mapping
        self.exampleCase = exampleCase
        self.definitions = definitions
        self.describe = describe
        self.make = make
    }
}
