package import SyncModel

/// How one Zoho CRM account is to be used.
package struct ZohoSettings: Sendable {
    /// What an order becomes.
    package enum OrderObject: String, Sendable, Hashable, CaseIterable {
        case deal
        case salesOrder = "sales_order"
    }

    package static let defaultAPIVersion = "v8"

    /// The destination's name, under which `connect` keeps the refresh token.
    package var destination: String
    /// The login server, without a slash at the end.
    package var accountsURL: String
    package var clientID: String
    package var clientSecret: Secret
    /// `nil` where `connect` has put it into the store.
    package var refreshToken: Secret?
    /// Instead of the address that the token's answer names.
    package var baseURL: String?
    package var apiVersion: String
    /// The organisation (`zgid`) that the token must belong to; `nil` accepts any.
    package var account: String?
    package var orderObject: OrderObject
    /// The fields that `prepare` makes besides the identifying ones.
    package var ownFields: [RecordKind: [OwnField]]
    /// The values that an order's field can get, by field, where the mapping names all of them.
    package var orderValues: [String: [String]]

    package init(
        destination: String = "zoho",
        accountsURL: String,
        clientID: String,
        clientSecret: Secret,
        refreshToken: Secret? = nil,
        baseURL: String? = nil,
        apiVersion: String = defaultAPIVersion,
        account: String? = nil,
        orderObject: OrderObject = .deal,
        ownFields: [RecordKind: [OwnField]] = [:],
        orderValues: [String: [String]] = [:]
    ) {
        self.destination = destination
        self.accountsURL = Self.trimmed(accountsURL)
        self.clientID = clientID
        self.clientSecret = clientSecret
        self.refreshToken = refreshToken
        self.baseURL = baseURL.map(Self.trimmed)
        self.apiVersion = apiVersion
        self.account = account
        self.orderObject = orderObject
        self.ownFields = ownFields
        self.orderValues = orderValues
    }

    /// Reads `credentials.{accounts_url,data_center,client_id,client_secret,refresh_token}`, `base_url`, `api_version`,
    /// `account`, `objects.{customer,order}`.
    package init(_ settings: ConnectorSettings) throws(ConnectorSettings.Mistake) {
        _ = try settings.object("customer", of: ["contact"])
        let order = try settings.object("order", of: OrderObject.allCases.map(\.rawValue))
        let version = settings.apiVersion ?? Self.defaultAPIVersion
        guard version.first == "v", version.dropFirst().allSatisfy({ $0.isNumber || $0 == "." }) else {
            throw .init(key: "api_version", message: "must be a version such as \(Self.defaultAPIVersion)")
        }
        self.init(
            destination: settings.destination,
            accountsURL: try Self.accountsURL(settings.credentials),
            clientID: try Self.needed("client_id", settings.credentials).reveal(),
            clientSecret: try Self.needed("client_secret", settings.credentials),
            refreshToken: settings.credentials["refresh_token"],
            baseURL: settings.baseURL,
            apiVersion: version,
            account: settings.account,
            orderObject: OrderObject(rawValue: order) ?? .deal,
            ownFields: settings.ownFields,
            orderValues: settings.orderValues
        )
    }

    /// The login server of `accounts_url`, or of `data_center`.
    package static func accountsURL(
        _ credentials: [String: Secret]
    ) throws(ConnectorSettings.Mistake) -> String {
        let names = ZohoDataCentre.all.map(\.name).joined(separator: ", ")
        switch (credentials["accounts_url"]?.reveal(), credentials["data_center"]?.reveal()) {
        case (let url?, nil):
            guard url.hasPrefix("https://") || url.hasPrefix("http://") else {
                throw .init(
                    key: "credentials.accounts_url",
                    message: "must be an address, such as https://accounts.zoho.eu"
                )
            }
            return trimmed(url)
        case (nil, let name?):
            guard let centre = ZohoDataCentre.named(name) else {
                throw .init(key: "credentials.data_center", message: "must be one of \(names)")
            }
            return centre.accountsURL
        case (nil, nil):
            throw .init(
                key: "credentials",
                message: "accounts_url or data_center is needed: where the account lives, one of \(names)"
            )
        case (_?, _?):
            throw .init(key: "credentials", message: "accounts_url and data_center say the same: leave one out")
        }
    }

    private static func needed(
        _ key: String,
        _ credentials: [String: Secret]
    ) throws(ConnectorSettings.Mistake) -> Secret {
        guard let value = credentials[key], !value.isEmpty else {
            throw .init(key: "credentials.\(key)", message: "the self client's, from Zoho's API console, is needed")
        }
        return value
    }

    private static func trimmed(_ url: String) -> String { url.hasSuffix("/") ? String(url.dropLast()) : url }

    /// The same for all who use one refresh token; tells nothing of it.
    var sharing: String {
        var hash = StableHash()
        for part in [accountsURL, clientID, refreshToken?.reveal() ?? destination] { hash.combine(part) }
        return String(hash.value, radix: 16)
    }

    func module(_ kind: RecordKind) -> ZohoModule {
        switch kind {
        case .customer: .contacts
        case .order: orderObject == .deal ? .deals : .salesOrders
        }
    }
}
