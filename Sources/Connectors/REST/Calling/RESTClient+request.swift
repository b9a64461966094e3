import FoundationEssentials
import Outbound
import SyncModel

// A call as it goes over the wire.
extension RESTClient {
    func request(_ operation: RESTOperation, _ scope: RESTScope) throws(RESTRenderFault) -> OutboundRequest {
        var url = baseURL + (try operation.path.path(scope))
        var pairs: [(name: String, value: String)] = []
        for item in operation.query {
            if let value = try item.value.text(scope) { pairs.append((item.name, value)) }
        }
        if !pairs.isEmpty { url += "?" + FormText.encode(pairs) }
        var request = OutboundRequest(system: "rest", method: operation.method, url: url)
        request.headers = [("Accept", "application/json")]
        request.secretHeaders = secretHeaders
        for header in try authHeaders(scope) { request.put(header) }
        for header in description.headers + operation.headers {
            guard let value = try header.value.text(scope) else { continue }
            request.put((header.name, value))
            if header.value.placeholders.contains(where: \.isSecret) {
                request.secretHeaders.insert(header.name.lowercased())
            }
        }
        if let body = operation.body {
            let json = try body.json(scope)
            switch operation.encoding {
            case .json(let type):
                request.put(("Content-Type", type))
                request.body = json.bytes
            case .form:
                request.put(("Content-Type", "application/x-www-form-urlencoded"))
                request.body = Array(FormText.encode(try json.formPairs()).utf8)
            }
        }
        return request
    }

    private func authHeaders(_ scope: RESTScope) throws(RESTRenderFault) -> [(String, String)] {
        switch description.auth {
        case .none: return []
        case .headers(let headers):
            var all: [(String, String)] = []
            for header in headers {
                if let value = try header.value.text(scope) { all.append((header.name, value)) }
            }
            return all
        case .basic(let user, let password):
            let pair = (try user.text(scope) ?? "") + ":" + (try password.text(scope) ?? "")
            return [("Authorization", "Basic " + Data(pair.utf8).base64EncodedString())]
        case .oauth(let login):
            let token = scope.accessToken?.reveal() ?? ""
            return [(login.header, login.prefix.isEmpty ? token : "\(login.prefix) \(token)")]
        }
    }

    /// Names of headers that hold credentials.
    var secretHeaders: Set<String> {
        switch description.auth {
        case .none: []
        case .headers(let headers): Set(headers.map { $0.name.lowercased() })
        case .basic: ["authorization"]
        case .oauth(let login): [login.header.lowercased()]
        }
    }
}

extension OutboundRequest {
    /// Sets a header, in place of one of the same name.
    fileprivate mutating func put(_ header: (String, String)) {
        headers.removeAll { $0.0.lowercased() == header.0.lowercased() }
        headers.append(header)
    }
}

extension RESTPlaceholder {
    var isSecret: Bool {
        switch name {
        case .credential, .accessToken: true
        default: false
        }
    }
}

extension RESTJSON {
    /// The members of an object as form fields; nested ones as JSON.
    fileprivate func formPairs() throws(RESTRenderFault) -> [(name: String, value: String)] {
        guard case .object(let members) = self else { throw RESTRenderFault("a form needs names") }
        return members.map { ($0.name, $0.value == .null ? "" : $0.value.scalar ?? $0.value.rendered) }
    }
}
