package import SyncModel

/// How one HubSpot account is to be used.
package struct HubSpotSettings: Sendable {
    /// What an order becomes.
    package enum OrderObject: String, Sendable, Hashable, CaseIterable {
        case deal
        case order
    }

    /// What an order's line items become: text in the order's own fields, or records of their own.
    package enum Lines: String, Sendable, Hashable, CaseIterable {
        case summary
        case items
    }

    package static let defaultBaseURL = "https://api.hubapi.com"
    /// Released in September 2026; supported to about March 2028.
    package static let defaultAPIVersion = "2026-09"

    /// Without a slash at the end.
    package var baseURL: String
    package var apiVersion: String
    /// A service key, or the static token of an app: they look the same on the wire.
    package var accessToken: Secret
    /// The portal id that the token must belong to; `nil` accepts any.
    package var account: String?
    package var orderObject: OrderObject
    package var lines: Lines
    /// The share of the quota that is left to the account's other integrations, for whoever builds the pacer.
    package var reservedShare: Double
    /// The properties that `prepare` makes besides the identifying ones.
    package var ownFields: [RecordKind: [OwnField]]
    /// The same for line items.
    package var ownLineFields: [OwnField]
    /// The values that an order's property can get, by property, where the mapping names all of them.
    package var orderValues: [String: [String]]
    /// What is passed on of consent to marketing.
    package var consent: ConsentSettings

    package init(
        baseURL: String = defaultBaseURL,
        apiVersion: String = defaultAPIVersion,
        accessToken: Secret,
        account: String? = nil,
        orderObject: OrderObject = .deal,
        lines: Lines = .summary,
        reservedShare: Double = 0.1,
        ownFields: [RecordKind: [OwnField]] = [:],
        ownLineFields: [OwnField] = [],
        orderValues: [String: [String]] = [:],
        consent: ConsentSettings = ConsentSettings(email: .off)
    ) {
        self.baseURL = baseURL.hasSuffix("/") ? String(baseURL.dropLast()) : baseURL
        self.apiVersion = apiVersion
        self.accessToken = accessToken
        self.account = account
        self.orderObject = orderObject
        self.lines = lines
        self.reservedShare = reservedShare
        self.ownFields = ownFields
        self.ownLineFields = ownLineFields
        self.orderValues = orderValues
        self.consent = consent
    }

    /// Reads `credentials.access_token`, `base_url`, `api_version`, `account`, `objects.{customer,order,lines}`.
    package init(_ settings: ConnectorSettings) throws(ConnectorSettings.Mistake) {
        guard let token = settings.credentials["access_token"], !token.isEmpty else {
            throw .init(key: "credentials.access_token", message: "a HubSpot service key or app token is needed")
        }
        _ = try settings.object("customer", of: ["contact"])
        let order = try settings.object("order", of: OrderObject.allCases.map(\.rawValue))
        let lines = try settings.object("lines", of: Lines.allCases.map(\.rawValue))
        guard settings.consent.email != .sync || settings.consent.subscription != nil else {
            throw .init(
                key: "consent.subscription",
                message:
                    "name the subscription type that Shopify's consent is about, since consent is given to one only"
            )
        }
        self.init(
            baseURL: settings.baseURL ?? Self.defaultBaseURL,
            apiVersion: settings.apiVersion ?? Self.defaultAPIVersion,
            accessToken: token,
            account: settings.account,
            orderObject: OrderObject(rawValue: order) ?? .deal,
            lines: Lines(rawValue: lines) ?? .summary,
            ownFields: settings.ownFields,
            ownLineFields: settings.ownLineFields,
            orderValues: settings.orderValues,
            consent: settings.consent
        )
    }

    /// The HubSpot object for a kind of record.
    func object(_ kind: RecordKind) -> HubSpotObject {
        switch kind {
        case .customer: .contacts
        case .order: orderObject == .deal ? .deals : .orders
        }
    }
}
