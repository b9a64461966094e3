package import SyncModel

/// How one Salesforce org is to be used.
package struct SalesforceSettings: Sendable {
    /// What a customer becomes.
    package enum CustomerObject: String, Sendable, Hashable, CaseIterable {
        /// A contact, with an account of its own.
        case contactAccount = "contact_account"
        /// One person account, in orgs that have switched them on.
        case personAccount = "person_account"
        /// A contact without an account, which only its owner and administrators see.
        case contact
    }

    /// What an order becomes.
    package enum OrderObject: String, Sendable, Hashable, CaseIterable {
        case opportunity
        case order
    }

    /// What an order's line items become: text in the order's own fields, or records of their own.
    package enum Lines: String, Sendable, Hashable, CaseIterable {
        case summary
        case items
    }

    /// What is done where a duplicate rule of the org stops a new record.
    package enum Duplicates: String, Sendable, Hashable, CaseIterable {
        /// Someone with the same address is adopted; where only something else is alike, a record is made.
        case link
        /// A record is made, whatever is alike.
        case create
        /// A person must decide.
        case hold
    }

    /// In every org; Salesforce supports a version for three years at least.
    package static let defaultAPIVersion = "66.0"

    /// Where tokens are asked for, without a slash at the end.
    package var loginURL: String
    /// Where records are written instead of the `instance_url` of the token's answer.
    package var baseURL: String?
    package var apiVersion: String
    package var grant: SalesforceGrant
    /// The org id that the credentials must belong to; `nil` accepts any.
    package var account: String?
    package var customerObject: CustomerObject
    package var orderObject: OrderObject
    package var lines: Lines
    package var duplicates: Duplicates
    /// The account of orders for which no customer's account is there; an `Order` cannot be without one.
    package var orderAccount: FallbackAccount?
    /// Who gets a contact, and so an account; only told about.
    package var contacts: ContactRules
    /// The fields that `prepare` makes besides the identifying ones.
    package var ownFields: [RecordKind: [OwnField]]
    /// The names of all fields that the mapping writes.
    package var mappedFields: [RecordKind: [String]]
    /// The same for line items.
    package var ownLineFields: [OwnField]
    /// The values that an order's field can get, by field, where the mapping names all of them.
    package var orderValues: [String: [String]]

    package init(
        loginURL: String,
        baseURL: String? = nil,
        apiVersion: String = defaultAPIVersion,
        grant: SalesforceGrant,
        account: String? = nil,
        customerObject: CustomerObject = .contactAccount,
        orderObject: OrderObject = .opportunity,
        lines: Lines = .summary,
        duplicates: Duplicates = .link,
        orderAccount: FallbackAccount? = nil,
        contacts: ContactRules = ContactRules(),
        mappedFields: [RecordKind: [String]] = [:],
        ownFields: [RecordKind: [OwnField]] = [:],
        ownLineFields: [OwnField] = [],
        orderValues: [String: [String]] = [:]
    ) {
        self.loginURL = Self.trimmed(loginURL)
        self.baseURL = baseURL.map(Self.trimmed)
        self.apiVersion = apiVersion.hasPrefix("v") ? String(apiVersion.dropFirst()) : apiVersion
        self.grant = grant
        self.account = account
        self.customerObject = customerObject
        self.orderObject = orderObject
        self.lines = lines
        self.duplicates = duplicates
        self.orderAccount = orderAccount
        self.contacts = contacts
        self.mappedFields = mappedFields
        self.ownFields = ownFields
        self.ownLineFields = ownLineFields
        self.orderValues = orderValues
    }

    /// The object whose records stand for a kind.
    func object(_ kind: RecordKind) -> SalesforceObject {
        switch kind {
        case .customer: customerObject == .personAccount ? .personAccount : .contact
        case .order: orderObject == .opportunity ? .opportunity : .order
        }
    }

    /// The field that holds a customer's address.
    var emailField: String { customerObject == .personAccount ? "PersonEmail" : "Email" }

    private static func trimmed(_ url: String) -> String { url.hasSuffix("/") ? String(url.dropLast()) : url }
}

/// How Salesforce is asked for a token; neither way gives a refresh token.
package enum SalesforceGrant: Sendable {
    case clientCredentials(id: String, secret: Secret)
    /// A signed assertion for a user who has approved the app; the key is an RSA key in PEM.
    ///
    /// `audience` is `nil` for the usual one of production or sandbox.
    case assertion(id: String, user: String, key: Secret, audience: String?)
}
