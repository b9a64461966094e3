/// How calls show who they are.
enum RESTAuth: Sendable {
    case none
    /// Headers with the credentials in them: a bearer token, an API key, or several of a CRM's own.
    case headers([RESTNamedTemplate])
    case basic(user: RESTTemplate, password: RESTTemplate)
    /// A token that is asked for first.
    case oauth(RESTLogin)
}

/// How an OAuth token is got and shown.
struct RESTLogin: Sendable {
    enum Grant: String, Sendable, CaseIterable {
        case clientCredentials = "client_credentials"
        case refreshToken = "refresh_token"
        case password
    }

    /// Where the client's id and secret stand in the request.
    enum ClientPlace: String, Sendable, CaseIterable {
        case body
        case basic
    }

    var tokenURL: RESTTemplate
    var grant: Grant
    var client = ClientPlace.body
    /// Further members of the form: scope, resource, audience and the like.
    var extra: [RESTNamedTemplate] = []
    var token = RESTPath(steps: [.member("access_token")])
    var expires = RESTPath(steps: [.member("expires_in")])
    /// What stands before the token in the header.
    var prefix = "Bearer"
    var header = "Authorization"

    init(tokenURL: RESTTemplate, grant: Grant) {
        self.tokenURL = tokenURL
        self.grant = grant
    }

    /// The credentials that the grant needs, by their names in the destination.
    var needed: [String] {
        switch grant {
        case .clientCredentials: ["client_id", "client_secret"]
        case .refreshToken: ["client_id", "client_secret", "refresh_token"]
        case .password: ["client_id", "client_secret", "user", "password"]
        }
    }
}
