/// The login server: turns codes and refresh tokens into access tokens, few at a time.
///
/// Its refusals come with status 200, as the documentation says.
struct ZohoLogin: Sendable {
    private struct Access: Sendable {
        var refreshToken: String
        var until: SandboxTime
    }

    private static let throttle: Int64 = 600_000
    private static let activeLimit = 15

    private let options: ZohoOptions
    private var refreshTokens: Set<String>
    private var codes: Set<String>
    private var access: [String: Access] = [:]
    /// Access tokens by refresh token, the oldest first.
    private var order: [String: [String]] = [:]
    private var windows: [String: RollingWindow] = [:]
    private var generator: SeededGenerator
    /// Whether everybody is told to come back later.
    var isThrottled = false
    /// Access tokens ever given out.
    private(set) var granted = 0

    init(options: ZohoOptions) {
        self.options = options
        refreshTokens = options.refreshTokens
        codes = options.codes
        generator = SeededGenerator(seed: options.seed &+ 7)
    }

    func isGood(_ token: String?, at moment: SandboxTime) -> Bool {
        token.flatMap { access[$0] }.map { moment < $0.until } ?? false
    }

    /// Ends all access tokens, as a change of password does.
    mutating func endAccess() {
        access = [:]
        order = [:]
    }

    mutating func revoke(_ refreshToken: String) {
        refreshTokens.remove(refreshToken)
        for token in order.removeValue(forKey: refreshToken) ?? [] { access[token] = nil }
    }

    mutating func accept(_ refreshToken: String) { refreshTokens.insert(refreshToken) }

    mutating func answer(_ form: [String: String], origin: String, at moment: SandboxTime) -> ZohoAnswer {
        guard form["client_id"] == options.clientID, form["client_secret"] == options.clientSecret else {
            return Self.refused("invalid_client")
        }
        switch form["grant_type"] {
        case "authorization_code":
            guard let code = form["code"], codes.remove(code) != nil else { return Self.refused("invalid_code") }
            let refreshToken = "1000." + generator.uuid()
            refreshTokens.insert(refreshToken)
            return grant(refreshToken, isNew: true, origin, moment)
        case "refresh_token":
            guard let token = form["refresh_token"], refreshTokens.contains(token) else {
                return Self.refused("invalid_code")
            }
            return grant(token, isNew: false, origin, moment)
        default: return Self.refused("unsupported_grant_type")
        }
    }

    private mutating func grant(
        _ refreshToken: String,
        isNew: Bool,
        _ origin: String,
        _ moment: SandboxTime
    ) -> ZohoAnswer {
        if let limit = options.limits.tokens {
            var window = windows[refreshToken] ?? RollingWindow(limit: limit, spanMilliseconds: Self.throttle)
            let isAdmitted = window.admit(at: moment)
            windows[refreshToken] = window
            if !isAdmitted { return Self.throttled }
        }
        if isThrottled { return Self.throttled }
        granted += 1
        let token = "1000." + generator.uuid()
        access[token] = Access(refreshToken: refreshToken, until: moment.adding(seconds: options.tokenLifeSeconds))
        order[refreshToken, default: []].append(token)
        // The sixteenth kills the oldest.
        if order[refreshToken]?.count ?? 0 > Self.activeLimit, let oldest = order[refreshToken]?.removeFirst() {
            access[oldest] = nil
        }
        var members: [SandboxJSON.Member] = [.init("access_token", .string(token))]
        if isNew {
            members.append(.init("refresh_token", .string(refreshToken)))
            members.append(.init("scope", .string(options.scopes.sorted().joined(separator: " "))))
        }
        members += [
            .init("api_domain", .string(origin)), .init("token_type", "Bearer"),
            .init("expires_in", .integer(options.tokenLifeSeconds)),
        ]
        return ZohoAnswer(200, .object(members))
    }

    private static func refused(_ error: String) -> ZohoAnswer { ZohoAnswer(200, ["error": .string(error)]) }

    private static let throttled = ZohoAnswer(
        200,
        [
            "error": "Access Denied",
            "error_description":
                "You have made too many requests continuously. Please try again after some time.",
            "status": "failure",
        ]
    )
}
