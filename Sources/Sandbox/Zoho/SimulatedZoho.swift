/// A Zoho CRM organisation with its login server in memory, which answers calls as the documentation says Zoho does.
///
/// Written from the reference, not from our client, so that a misunderstanding of ours is not repeated here.
package actor SimulatedZoho {
    package nonisolated let options: ZohoOptions
    var state: ZohoOrganisationState
    var login: ZohoLogin
    var meter: ZohoMeter
    var faults: FaultBook
    private(set) var journal: RequestJournal
    private var scopes: Set<String>
    let now: @Sendable () -> SandboxTime

    package init(
        options: ZohoOptions = ZohoOptions(),
        now: @escaping @Sendable () -> SandboxTime = SandboxTime.system
    ) {
        self.options = options
        state = ZohoOrganisationState(options: options)
        login = ZohoLogin(options: options)
        meter = ZohoMeter(limits: options.limits)
        faults = FaultBook(seed: options.seed)
        journal = RequestJournal(limit: options.requestLogLimit)
        scopes = options.scopes
        self.now = now
    }

    /// The fault that hits this call, if any; it is counted down.
    func takeFault(for call: ZohoCall) -> SandboxFault? { faults.take(method: call.method, path: call.path) }

    /// Counts a call as under way; returns whether the limits let it go on.
    func begin(_ call: ZohoCall) -> Bool { meter.begin(call) }

    func end(_ call: ZohoCall) { meter.end(call) }

    /// Answers a call, with its fault where it has one; nil closes the connection.
    func answer(_ call: ZohoCall, fault: SandboxFault?, isWithinLimits: Bool) -> ZohoAnswer? {
        var answer: ZohoAnswer?
        if fault == nil || fault?.moment == .after || fault?.isDelay == true {
            answer = isWithinLimits ? perform(call) : ZohoAnswer(.tooMany)
        }
        switch fault?.effect {
        case .status(let status, let retryAfter): answer = Self.faulty(status, retryAfter: retryAfter)
        case .reset: answer = nil
        case .delay, nil: break
        }
        journal.add(
            .init(at: now(), method: call.method, path: call.path, status: answer?.status, inputs: call.recordCount),
            operation: Self.operation(call)
        )
        return answer
    }

    private func perform(_ call: ZohoCall) -> ZohoAnswer {
        let moment = now()
        if call.segments == ["oauth", "v2", "token"], call.method == "POST" {
            return login.answer(Self.form(call.body), origin: call.origin, at: moment)
        }
        guard call.segments.count > 2, call.segments[0] == "crm", options.apiVersions.contains(call.segments[1]) else {
            return ZohoAnswer(.badURL)
        }
        guard login.isGood(call.token, at: moment) else { return ZohoAnswer(.invalidToken) }
        guard scopes.contains(ZohoScope.needed(by: call)) else { return ZohoAnswer(.scopeMismatch) }
        guard meter.spend(call.credits, at: moment) else { return ZohoAnswer(.tooMany) }
        var answer: ZohoAnswer
        do throws(ZohoRefusedCall) {
            answer = try state.answer(call, at: moment)
        } catch {
            answer = ZohoAnswer(error)
        }
        answer.headers = meter.headers
        return answer
    }

    private static func faulty(_ status: Int, retryAfter: Int?) -> ZohoAnswer {
        switch status {
        case 502: return ZohoAnswer(status: 502, body: .html("<html><body>Bad Gateway</body></html>"))
        case 401: return ZohoAnswer(.invalidToken)
        case 429:
            var refusal = ZohoRefusedCall.tooMany
            if let retryAfter { refusal.details = ["retry_after": .integer(retryAfter)] }
            return ZohoAnswer(refusal)
        default:
            return ZohoAnswer(
                .init(status: status, code: "INTERNAL_ERROR", message: "Internal Server Error")
            )
        }
    }

    private static func form(_ body: [UInt8]) -> [String: String] {
        var fields: [String: String] = [:]
        for part in String(decoding: body, as: UTF8.self).split(separator: "&") {
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard pair.count == 2 else { continue }
            fields[pair[0].removingPercentEncoding] = pair[1].removingPercentEncoding
        }
        return fields
    }

    /// The path with identifiers left out, so that counts stay few.
    private static func operation(_ call: ZohoCall) -> String {
        let parts = call.segments.map { $0.count > 8 && $0.allSatisfy(\.isNumber) ? "{id}" : $0 }
        return "\(call.method) /\(parts.joined(separator: "/"))"
    }
}

extension SimulatedZoho {
    /// Ends all access tokens: calls answer 401 until a new one is fetched.
    package func endAccess() { login.endAccess() }

    /// Makes a refresh token invalid, and all its access tokens.
    package func revoke(refreshToken: String) { login.revoke(refreshToken) }

    package func accept(refreshToken: String) { login.accept(refreshToken) }

    /// Takes a scope away from all tokens.
    package func remove(scope: String) { scopes.remove(scope) }

    /// Whether the login server tells everybody to come back later.
    package func throttleLogin(_ isThrottled: Bool) { login.isThrottled = isThrottled }

    /// Whether the day's credits count as used up.
    package func exhaustCredits(_ isExhausted: Bool) { meter.isExhausted = isExhausted }

    package func clearRequests() { journal.clear() }

    /// Writes as if a person had done it in Zoho: no token, limit, fault or log line.
    ///
    /// - Returns: the answer's status and body.
    @discardableResult
    package func act(
        _ method: String,
        _ path: String,
        _ body: SandboxJSON = .object([])
    ) -> (status: Int, body: SandboxJSON) {
        let parts = path.split(separator: "?", maxSplits: 1)
        var query: [String: String] = [:]
        for pair in parts.dropFirst().first?.split(separator: "&") ?? [] {
            let sides = pair.split(separator: "=", maxSplits: 1)
            query[String(sides[0])] = sides.count > 1 ? String(sides[1]) : ""
        }
        let call = ZohoCall(
            method: method,
            segments: ["crm", "v8"] + (parts.first ?? "").split(separator: "/").map(String.init),
            query: query,
            body: method == "GET" || method == "DELETE" ? [] : body.bytes
        )
        do throws(ZohoRefusedCall) {
            let answer = try state.answer(call, at: now())
            guard case .json(let json) = answer.body else { return (answer.status, .null) }
            return (answer.status, json)
        } catch {
            return (error.status, error.json)
        }
    }
}
