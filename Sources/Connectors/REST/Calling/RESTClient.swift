import FoundationEssentials
import Outbound
import SyncModel

/// Makes single calls: paced, with credentials, and with the answer's quota told to the pacer.
struct RESTClient: Sendable {
    let description: RESTDescription
    /// Without a slash at the end.
    let baseURL: String
    let credentials: [String: Secret]
    let transport: any OutboundTransport
    let pacer: any RequestPacer
    let tokens: RESTTokens
    let clock: any WallClock
    let account: RESTAccount
    let fieldKeys: RESTFieldKeys
    let sightings = RESTSightings()

    var faults: RESTFaults { RESTFaults(errors: description.errors, limits: description.limits) }

    /// Sends a call and tells what was answered; statuses that the context accepts count as answers.
    func send(
        _ operation: RESTOperation,
        _ scope: RESTScope,
        _ context: RESTFaults.Context
    ) async throws(RESTRefusal) -> RESTAnswer {
        if context.isWrite { try await account.verify(self) }
        do throws(RESTRefusal) {
            return try await attempt(operation, scope, context)
        } catch {
            guard error.consequence == .pause, case .oauth = description.auth, let used = error.usedToken else {
                throw error
            }
            tokens.forget(used)
            return try await attempt(operation, scope, context)
        }
    }

    private func attempt(
        _ operation: RESTOperation,
        _ scope: RESTScope,
        _ context: RESTFaults.Context
    ) async throws(RESTRefusal) -> RESTAnswer {
        var scope = scope
        scope.credentials = credentials
        scope.style = description.style
        if scope.isErasing, scope.style.empty == .omit { scope.style.empty = .null }
        if case .oauth = description.auth {
            scope.accessToken = try await tokens.current { (refresh: Secret?) async throws(RESTRefusal) in
                try await login(refresh)
            }
        }
        let request: OutboundRequest
        do throws(RESTRenderFault) {
            request = try self.request(operation, scope)
        } catch {
            throw RESTRefusal(error)
        }
        try await admit(scope.origin)
        let response: OutboundResponse
        do {
            response = try await transport.send(request)
        } catch {
            throw faults.refusal(error, context)
        }
        let parsed = RESTJSON(parsing: response.body)
        let body = parsed ?? .null
        var refusal = faults.refusal(response, body, operation, context)
        observe(response, refusal, origin: scope.origin)
        if refusal != nil {
            refusal?.usedToken = scope.accessToken
            refusal?.fault.correlationID = ["x-request-id", "x-correlation-id"].firstNonNil { response.header($0) }
        }
        if let token = scope.accessToken { tokens.judge(token, by: refusal) }
        if let refusal { throw refusal }
        return RESTAnswer(
            status: response.status,
            header: { response.header($0) },
            body: body,
            form: RESTForm(response.body, isJSON: parsed != nil)
        )
    }

    func admit(_ origin: Origin) async throws(RESTRefusal) {
        do {
            for bucket in description.limits.buckets {
                try await pacer.admit(CallClass(bucket: bucket, origin: origin))
            }
        } catch {
            throw RESTRefusal(fault: .stopped)
        }
    }

    private func observe(_ response: OutboundResponse, _ refusal: RESTRefusal?, origin: Origin) {
        var refusedFor: Duration?
        if let fault = refusal?.fault, case .wait(let wait) = fault.disposition { refusedFor = wait }
        let quota = RESTQuota(limits: description.limits, response: response)
        guard let observation = quota.observation(refusedFor: refusedFor) else { return }
        pacer.observe(observation, for: CallClass(bucket: "default", origin: origin))
    }
}

extension [String] {
    /// The first of the values that `look` gives.
    fileprivate func firstNonNil(_ look: (String) -> String?) -> String? {
        for name in self { if let value = look(name) { return value } }
        return nil
    }
}
