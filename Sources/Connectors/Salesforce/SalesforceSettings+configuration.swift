import FoundationEssentials
import SyncModel

extension SalesforceSettings {
    /// Reads `credentials.{login_url,client_id,client_secret,private_key_file,username,audience}`, `base_url`,
    /// `api_version`, `account`, `objects.{customer,order,lines,duplicates}` and `order_account`.
    package init(_ settings: ConnectorSettings) throws(ConnectorSettings.Mistake) {
        let order = try settings.object("order", of: OrderObject.allCases.map(\.rawValue))
        let lines = try settings.object("lines", of: Lines.allCases.map(\.rawValue))
        let customer = try settings.object("customer", of: CustomerObject.allCases.map(\.rawValue))
        let duplicates = try settings.object("duplicates", of: Duplicates.allCases.map(\.rawValue))
        guard order == OrderObject.order.rawValue || lines == Lines.summary.rawValue else {
            throw .init(key: "objects.lines", message: "items need order: order; an opportunity takes lines: summary")
        }
        guard order == OrderObject.opportunity.rawValue || customer != CustomerObject.contact.rawValue else {
            throw .init(
                key: "objects.customer",
                message: "an Order needs an account: use contact_account or person_account, or order: opportunity"
            )
        }
        if let account = settings.orderAccount {
            guard order == OrderObject.order.rawValue else {
                throw .init(
                    key: "order_account",
                    message: "is for objects: { order: order }; an opportunity needs no account, so leave it out"
                )
            }
            if case .id(let id) = account, !Self.isAccountID(id) {
                throw .init(
                    key: "order_account.id",
                    message: "must be the id of an account, 15 or 18 characters that begin with 001"
                )
            }
        }
        self.init(
            loginURL: try Self.loginURL(settings.credentials["login_url"]?.reveal()),
            baseURL: settings.baseURL,
            apiVersion: try Self.version(settings.apiVersion ?? Self.defaultAPIVersion),
            grant: try Self.grant(settings.credentials),
            account: settings.account,
            customerObject: CustomerObject(rawValue: customer) ?? .contactAccount,
            orderObject: OrderObject(rawValue: order) ?? .opportunity,
            lines: Lines(rawValue: lines) ?? .summary,
            duplicates: Duplicates(rawValue: duplicates) ?? .link,
            orderAccount: settings.orderAccount,
            contacts: settings.contacts,
            mappedFields: settings.mappedFields,
            ownFields: settings.ownFields,
            ownLineFields: settings.ownLineFields,
            orderValues: settings.orderValues
        )
    }

    private static func isAccountID(_ id: String) -> Bool {
        [15, 18].contains(id.utf8.count) && id.hasPrefix("001")
            && id.utf8.allSatisfy { byte in
                (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
            }
    }

    private static func loginURL(_ text: String?) throws(ConnectorSettings.Mistake) -> String {
        guard let text, text.hasPrefix("https://") || text.hasPrefix("http://") else {
            throw .init(
                key: "credentials.login_url",
                message: "the org's own address is needed, such as https://acme.my.salesforce.com"
            )
        }
        return text
    }

    private static func version(_ text: String) throws(ConnectorSettings.Mistake) -> String {
        let number = text.hasPrefix("v") ? text.dropFirst() : text[...]
        let parts = number.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, let major = Int(parts[0]), major >= 31, parts[1] == "0" else {
            throw .init(key: "api_version", message: "must be a version such as \"\(defaultAPIVersion)\"")
        }
        return String(number)
    }

    private static func grant(_ credentials: [String: Secret]) throws(ConnectorSettings.Mistake) -> SalesforceGrant {
        guard let id = credentials["client_id"], !id.isEmpty else {
            throw .init(key: "credentials.client_id", message: "the consumer key of an External Client App is needed")
        }
        if let secret = credentials["client_secret"], !secret.isEmpty {
            return .clientCredentials(id: id.reveal(), secret: secret)
        }
        guard let file = credentials["private_key_file"], !file.isEmpty else {
            throw .init(
                key: "credentials",
                message: "either client_secret, or private_key_file and username, must be there"
            )
        }
        guard let user = credentials["username"], !user.isEmpty else {
            throw .init(key: "credentials.username", message: "a private key needs the name of the user it logs in")
        }
        return .assertion(
            id: id.reveal(),
            user: user.reveal(),
            key: try key(file.reveal()),
            audience: credentials["audience"]?.reveal()
        )
    }

    /// The key itself where one was put in place of its file's name.
    private static func key(_ file: String) throws(ConnectorSettings.Mistake) -> Secret {
        if file.contains("-----BEGIN") { return Secret(file) }
        guard let data = FileManager.default.contents(atPath: file) else {
            throw .init(key: "credentials.private_key_file", message: "the file \(file) cannot be read")
        }
        return Secret(String(decoding: data, as: UTF8.self))
    }
}
