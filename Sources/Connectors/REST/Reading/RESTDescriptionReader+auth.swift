import SyncModel

// Who calls.
extension RESTDescriptionReader {
    private enum Kind: String, CaseIterable {
        case none, bearer, header, basic, oauth
    }

    private static let kindKeys: [Kind: [String]] = [
        .none: [], .bearer: ["token", "prefix"], .header: ["headers"], .basic: ["user", "password"],
        .oauth: ["grant", "token_url", "client", "form", "token", "expires", "prefix", "header"],
    ]

    mutating func auth(_ node: DocumentNode?, at mark: DocumentMark) -> RESTAuth {
        guard let node else {
            note(mark, "\"auth\" is missing", fix: "such as auth: { kind: bearer }, or { kind: none }")
            return .none
        }
        guard case .mapping = node.value else {
            note(node.mark, "\"auth\" must be a mapping", fix: "such as { kind: bearer }")
            return .none
        }
        guard let kindNode = node["kind"] else {
            note(
                node.mark,
                "\"kind\" is missing",
                fix: "one of " + Kind.allCases.map(\.rawValue).joined(separator: ", ")
            )
            return .none
        }
        guard let kind: Kind = choice(kindNode, "kind") else { return .none }
        guard members(of: node, "auth of kind \(kind.rawValue)", keys: ["kind"] + (Self.kindKeys[kind] ?? [])) != nil
        else {
            return .none
        }
        switch kind {
        case .none: return .none
        case .bearer:
            let token = credential(node["token"], "token", otherwise: "token", at: node.mark)
            let prefix = node["prefix"].map { text($0, "prefix") ?? "" } ?? "Bearer"
            return .headers([RESTNamedTemplate(name: "Authorization", value: RESTTemplate(prefix: prefix, token))])
        case .header:
            let headers = named(node["headers"], "headers", allowed: ["credentials"])
            if headers.isEmpty {
                note(
                    node.mark,
                    "\"headers\" is missing",
                    fix: "such as headers: { X-Api-Key: \"{credentials.token}\" }"
                )
            }
            return .headers(headers)
        case .basic:
            return .basic(
                user: credential(node["user"], "user", otherwise: "user", at: node.mark),
                password: credential(node["password"], "password", otherwise: "password", at: node.mark)
            )
        case .oauth: return login(node)
        }
    }

    private mutating func login(_ node: DocumentNode) -> RESTAuth {
        let grant: RESTLogin.Grant = choice(node["grant"], "grant") ?? .clientCredentials
        guard let url = node["token_url"] else {
            note(node.mark, "\"token_url\" is missing", fix: "where a token is asked for, as a whole URL")
            return .none
        }
        guard let template = template(url, "token_url", allowed: ["credentials"]) else { return .none }
        var login = RESTLogin(tokenURL: template, grant: grant)
        login.client = choice(node["client"], "client") ?? .body
        login.extra = named(node["form"], "form", allowed: ["credentials"])
        login.token = path(node["token"], "token") ?? login.token
        login.expires = path(node["expires"], "expires") ?? login.expires
        login.prefix = node["prefix"].map { text($0, "prefix") ?? "" } ?? login.prefix
        login.header = text(node["header"], "header") ?? login.header
        for name in login.needed { uses(name, at: node.mark) }
        return .oauth(login)
    }

    /// A template of credentials, or the one credential that it usually is.
    private mutating func credential(
        _ node: DocumentNode?,
        _ key: String,
        otherwise name: String,
        at mark: DocumentMark
    ) -> RESTTemplate {
        if let node { return template(node, key, allowed: ["credentials"]) ?? RESTTemplate(literal: "") }
        uses(name, at: mark)
        return RESTTemplate(credential: name)
    }
}

extension RESTTemplate {
    init(credential name: String) {
        self.init(pieces: [.value(RESTPlaceholder(name: .credential(name), filters: [], offset: 0))])
    }

    /// A word, a space, and another template.
    init(prefix: String, _ template: RESTTemplate) {
        self.init(pieces: (prefix.isEmpty ? [] : [.literal(prefix + " ")]) + template.pieces)
    }
}
