import FoundationEssentials
import Outbound
import SyncModel

// Getting a token.
extension RESTClient {
    /// Tokens are renewed so much before they end.
    private static let margin = Duration.seconds(60)
    /// For a service that does not say how long its tokens last.
    private static let usualLife = 3_600.0

    /// Asks for a token.
    func login(_ refresh: Secret?) async throws(RESTRefusal) -> RESTTokens.Token {
        guard case .oauth(let login) = description.auth else {
            throw RESTRefusal(RESTRenderFault("there is no login"))
        }
        return try await token(login, refresh)
    }

    private func token(_ login: RESTLogin, _ refresh: Secret?) async throws(RESTRefusal) -> RESTTokens.Token {
        let request: OutboundRequest
        do throws(RESTRenderFault) {
            request = try self.request(login, refresh)
        } catch {
            throw RESTRefusal(error)
        }
        try await admit(.live)
        let response: OutboundResponse
        do {
            response = try await transport.send(request)
        } catch {
            throw faults.refusal(error, .init())
        }
        let body = RESTJSON(parsing: response.body) ?? .null
        guard (200..<300).contains(response.status), let token = login.token.text(in: body) else {
            throw refusal(response, body)
        }
        let told = login.expires.text(in: body).flatMap(Double.init) ?? Self.usualLife
        // Some services tell milliseconds.
        let seconds = min(max(told > 1_000_000 ? told / 1_000 : told, 1), 86_400 * 30)
        let life = Duration.seconds(seconds)
        return RESTTokens.Token(
            value: Secret(token),
            until: clock.now + max(life - Self.margin, life / 2),
            refresh: body["refresh_token"]?.scalar.map { Secret($0) }
        )
    }

    private func request(_ login: RESTLogin, _ refresh: Secret?) throws(RESTRenderFault) -> OutboundRequest {
        var scope = RESTScope()
        scope.credentials = credentials
        guard let url = try login.tokenURL.text(scope) else { throw RESTRenderFault("token_url lacks a credential") }
        func credential(_ name: String) -> String { credentials[name]?.reveal() ?? "" }
        var pairs: [(name: String, value: String)] = [("grant_type", login.grant.rawValue)]
        switch login.grant {
        case .clientCredentials: break
        case .refreshToken: pairs.append(("refresh_token", (refresh ?? Secret(credential("refresh_token"))).reveal()))
        case .password: pairs += [("username", credential("user")), ("password", credential("password"))]
        }
        var request = OutboundRequest(system: "rest", method: .post, url: url)
        request.headers = [
            ("Accept", "application/json"), ("Content-Type", "application/x-www-form-urlencoded"),
        ]
        let (id, secret) = (credential("client_id"), credential("client_secret"))
        switch login.client {
        case .body: pairs += [("client_id", id), ("client_secret", secret)]
        case .basic:
            let pair = "\(FormText.encode(id)):\(FormText.encode(secret))"
            request.headers.append(("Authorization", "Basic " + Data(pair.utf8).base64EncodedString()))
        }
        for item in login.extra {
            if let value = try item.value.text(scope) { pairs.append((item.name, value)) }
        }
        request.body = Array(FormText.encode(pairs).utf8)
        request.secretMembers = login.secretMembers
        return request
    }

    /// Why there is no token: wrong credentials stop the destination, an outage is tried again.
    private func refusal(_ response: OutboundResponse, _ body: RESTJSON) -> RESTRefusal {
        let words = "The login was refused: " + faults.words(body, response.status)
        let fault =
            switch response.status {
            case 429:
                DeliveryFault(.rateLimited, .wait(response.retryAfter ?? description.limits.pause), message: words)
            case 408, 500...599: DeliveryFault(.unavailable, .retry, message: words)
            // A page in place of the service says nothing of the credentials.
            case 200..<300 where RESTForm.isPage(response.body):
                faults.page(response, .init()).fault
            default: DeliveryFault(.unauthorized, .pause(.destination), message: words)
            }
        return RESTRefusal(fault: fault, status: response.status, body: body)
    }
}

extension RESTLogin {
    /// Members of the request and of its answer that hold credentials under names of this CRM's own.
    fileprivate var secretMembers: Set<String> {
        var names = Set(extra.filter { $0.value.placeholders.contains(where: \.isSecret) }.map(\.name))
        for case .member(let name) in token.steps.suffix(1) { names.insert(name) }
        return names
    }
}
