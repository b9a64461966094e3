import Outbound
import SyncModel

/// The org's session: asked for when it is first needed, once for all who wait, and anew when it has ended.
///
/// After a refusal no new one is asked for during a minute, and ever more seldom while new ones are refused themselves: an
/// org freezes users who try in vain.
actor SalesforceSession {
    struct Token: Sendable, Hashable {
        var access: Secret
        /// The base of every call, without a slash at the end.
        var base: String
        /// 18 characters; `nil` where the answer names none.
        var org: String?
        var user: String?
    }

    nonisolated let mint = TokenMint()
    private let settings: SalesforceSettings
    private let transport: any OutboundTransport
    private let clock: any WallClock
    private var current: Token?
    private var login: Task<Result<Token, SalesforceRefusal>, Never>?
    private var refused: (refusal: SalesforceRefusal, at: Instant)?

    init(settings: SalesforceSettings, transport: any OutboundTransport, clock: any WallClock) {
        self.settings = settings
        self.transport = transport
        self.clock = clock
    }

    func token() async throws(SalesforceRefusal) -> Token {
        if let current { return current }
        return try await renewed()
    }

    /// A token other than the one that was refused.
    func token(after old: Token) async throws(SalesforceRefusal) -> Token {
        if let current, current != old { return current }
        current = nil
        return try await renewed()
    }

    /// What a call with the token came to.
    nonisolated func heard(_ refusal: SalesforceRefusal?, of token: Token) {
        if let refusal, refusal.isSessionLost {
            mint.refused(token.access, refusal.fault, at: clock.now)
        } else {
            mint.accepted(token.access)
        }
    }

    private func renewed() async throws(SalesforceRefusal) -> Token {
        if let login { return try await login.value.get() }
        if let refused, clock.now.since(refused.at) < .seconds(60) { throw refused.refusal }
        do throws(DeliveryFault) {
            try mint.admit(at: clock.now)
        } catch {
            throw SalesforceRefusal(fault: error)
        }
        // Not a child task: whoever started it may be cancelled while others wait for it.
        let task = Task { [settings, transport, clock] in
            await Self.ask(settings, transport, now: clock.now)
        }
        login = task
        let result = await task.value
        login = nil
        switch result {
        case .success(let token):
            current = token
            refused = nil
            mint.minted(token.access)
        case .failure(let refusal):
            if refusal.fault.disposition == .pause(.destination) { refused = (refusal, clock.now) }
        }
        return try result.get()
    }

    private static func ask(
        _ settings: SalesforceSettings,
        _ transport: any OutboundTransport,
        now: Instant
    ) async -> Result<Token, SalesforceRefusal> {
        let fields: [(name: String, value: String)]
        switch settings.grant {
        case .clientCredentials(let id, let secret):
            fields = [
                ("grant_type", "client_credentials"), ("client_id", id), ("client_secret", secret.reveal()),
            ]
        case .assertion(let id, let user, let key, let audience):
            guard
                let assertion = try? SalesforceAssertion.make(
                    clientID: id,
                    user: user,
                    audience: audience ?? SalesforceAssertion.audience(settings.loginURL),
                    key: key,
                    now: now
                )
            else { return .failure(stopped("the private key is no RSA key in PEM, of 2048 bits at least")) }
            fields = [("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"), ("assertion", assertion)]
        }
        let body = FormText.encode(fields)
        let response: OutboundResponse
        do throws(OutboundFailure) {
            response = try await transport.send(
                OutboundRequest(
                    system: "salesforce",
                    method: .post,
                    url: settings.loginURL + "/services/oauth2/token",
                    headers: [
                        ("Accept", "application/json"), ("Content-Type", "application/x-www-form-urlencoded"),
                    ],
                    body: Array(body.utf8)
                )
            )
        } catch {
            return .failure(SalesforceFaults.refusal(error, .init(isWrite: false)))
        }
        return read(response, settings)
    }

    private static func read(
        _ response: OutboundResponse,
        _ settings: SalesforceSettings
    ) -> Result<Token, SalesforceRefusal> {
        if var refusal = SalesforceFaults.refusal(response, .init(isWrite: false)) {
            if (400..<500).contains(response.status), refusal.fault.code != .rateLimited {
                refusal.fault = DeliveryFault(
                    .unauthorized,
                    .pause(.destination),
                    message: "Salesforce gives no session: \(refusal.fault.message)"
                )
            }
            return .failure(refusal)
        }
        guard let answer = SalesforceJSON.decode(SalesforceTokenAnswer.self, from: response.body) else {
            return .failure(SalesforceFaults.unreadable(response, .init(isWrite: false)))
        }
        // A token that is bound to a key could not be used.
        if let type = answer.token_type, type.lowercased() != "bearer" {
            return .failure(
                stopped("the org gives tokens of type \(type), and only Bearer can be used: see the app's settings")
            )
        }
        let ids = (answer.id ?? "").split(separator: "/").map(String.init)
        let token = Token(
            access: Secret(answer.access_token),
            base: settings.baseURL
                ?? (answer.instance_url.hasSuffix("/")
                    ? String(answer.instance_url.dropLast()) : answer.instance_url),
            org: ids.count >= 2 ? SalesforceID.full(ids[ids.count - 2]) : nil,
            user: ids.last.map(SalesforceID.full)
        )
        if let pinned = settings.account, let org = token.org, SalesforceID.full(pinned) != org {
            return .failure(
                SalesforceRefusal(
                    fault: DeliveryFault(
                        .wrongAccount,
                        .pause(.destination),
                        message:
                            "the credentials belong to Salesforce org \(org), the destination is pinned to \(pinned)"
                    )
                )
            )
        }
        return .success(token)
    }

    private static func stopped(_ words: String) -> SalesforceRefusal {
        SalesforceRefusal(fault: DeliveryFault(.unauthorized, .pause(.destination), message: words))
    }
}
