import Outbound
import SyncModel

/// Makes single calls: authorised, few at once, paced, and with the answer's credits told to the pacer.
struct ZohoClient: Sendable {
    /// One call, without what is the same for all.
    struct Call: Sendable {
        var method: OutboundRequest.Method
        /// Below `/crm/<version>`, with a slash at the start.
        var path: String
        var body: ZohoJSON?
        var origin = Origin.live
        var kind: RecordKind?
        /// How many records it is about.
        var count = 1
        var isWrite = false

        /// Whether it counts against the limit for heavy calls.
        var isHeavy: Bool { isWrite && count > 10 || path.hasPrefix("/coql") }
    }

    /// A refusal for the calls' number is sat out so many times before the records go back to the queue.
    private static let patience = 3

    let settings: ZohoSettings
    let transport: any OutboundTransport
    let pacer: any RequestPacer
    let credential: ZohoCredential
    let gate: ZohoGate
    let credits: ZohoCredits
    let account: ZohoAccount

    func send(_ call: Call) async throws(ZohoRefusal) -> OutboundResponse {
        var token = try await token(otherThan: nil)
        var isRenewed = false
        var refusals = 0
        while true {
            do throws(ZohoRefusal) {
                return try await once(call, token)
            } catch {
                if error.fault.code == .unauthorized, !isRenewed {
                    isRenewed = true
                    token = try await self.token(otherThan: token.accessToken)
                } else if error.fault.code == .rateLimited, refusals < Self.patience {
                    // The pacer has been told how long to wait.
                    refusals += 1
                } else {
                    throw error
                }
            }
        }
    }

    /// Sends and reads the answer; one that cannot be read is a refusal, since a write's fate is then unknown.
    ///
    /// - Returns: `nil` for an answer without a body, which means that there is nothing.
    func answer(_ call: Call) async throws(ZohoRefusal) -> ZohoJSON? {
        let response = try await send(call)
        if response.status == 204 { return nil }
        guard let answer = ZohoJSON.parse(response.body) else {
            throw ZohoFaults.unreadable(response, .init(kind: call.kind, isWrite: call.isWrite))
        }
        return answer
    }

    func get(_ path: String, kind: RecordKind? = nil) async throws(ZohoRefusal) -> ZohoJSON? {
        try await answer(Call(method: .get, path: path, kind: kind))
    }

    private func token(otherThan refused: Secret?) async throws(ZohoRefusal) -> ZohoToken {
        do {
            return try await credential.token(otherThan: refused)
        } catch {
            throw ZohoRefusal(fault: error)
        }
    }

    private func once(_ call: Call, _ token: ZohoToken) async throws(ZohoRefusal) -> OutboundResponse {
        let kindOfCall = CallClass(origin: call.origin)
        do {
            try await pacer.admit(kindOfCall)
        } catch {
            throw ZohoRefusal(fault: .stopped)
        }
        await gate.enter(heavy: call.isHeavy, origin: call.origin)
        defer { gate.leave(heavy: call.isHeavy) }
        var context = ZohoFaults.Context(kind: call.kind, isWrite: call.isWrite, count: call.count)
        var headers = [
            ("Authorization", "Zoho-oauthtoken \(token.accessToken.reveal())"), ("Accept", "application/json"),
        ]
        if call.body != nil { headers.append(("Content-Type", "application/json")) }
        let response: OutboundResponse
        do {
            response = try await transport.send(
                OutboundRequest(
                    system: "zoho",
                    method: call.method,
                    url: (settings.baseURL ?? token.apiDomain) + "/crm/\(settings.apiVersion)" + call.path,
                    headers: headers,
                    body: call.body?.bytes
                )
            )
        } catch {
            throw ZohoFaults.refusal(error, context)
        }
        if response.status == 429 {
            context.isOutOfCredits = gate.refused()
        } else {
            gate.succeeded()
        }
        let refusal = ZohoFaults.refusal(response, context)
        let cost = ZohoCredits.cost(records: call.count, isWrite: call.isWrite)
        if let observation = credits.observe(response, cost: cost, refusedFor: Self.refusedFor(refusal)) {
            pacer.observe(observation, for: kindOfCall)
        }
        if response.status < 500, response.status != 429 {
            credential.heard(refusal?.fault.code == .unauthorized ? refusal?.fault : nil, of: token)
        }
        if let refusal { throw refusal }
        return response
    }

    private static func refusedFor(_ refusal: ZohoRefusal?) -> Duration? {
        guard let fault = refusal?.fault, case .wait(let wait) = fault.disposition else { return nil }
        return wait
    }
}
