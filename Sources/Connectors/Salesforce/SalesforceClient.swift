import Outbound
import SyncModel

/// Makes single calls: paced, with the session's token, and with the answer's quota told to the pacer.
struct SalesforceClient: Sendable {
    /// One call, without what is the same for all.
    struct Call: Sendable {
        var method: OutboundRequest.Method = .get
        /// Below `/services/data/vNN.0/`, or a whole path where it begins with a slash.
        var path: String
        var body: [UInt8]?
        var contentType = "application/json"
        var accepts = "application/json"
        var headers: [(String, String)] = []
        var origin = Origin.live
        var object: SalesforceObject?
        var count = 1
        var isWrite = false
    }

    let settings: SalesforceSettings
    let transport: any OutboundTransport
    let pacer: any RequestPacer
    let session: SalesforceSession
    let org: SalesforceOrg
    let jobs: SalesforceJobBook
    /// How bulk jobs are waited for.
    let sleep: @Sendable (Duration) async throws -> Void

    /// Sends; where the session has ended, once more with a new one.
    func send(_ call: Call) async throws(SalesforceRefusal) -> OutboundResponse {
        let token = try await session.token()
        do throws(SalesforceRefusal) {
            return try await send(call, token)
        } catch {
            guard error.isSessionLost else { throw error }
            let fresh = try await session.token(after: token)
            return try await send(call, fresh)
        }
    }

    private func send(
        _ call: Call,
        _ token: SalesforceSession.Token
    ) async throws(SalesforceRefusal) -> OutboundResponse {
        let kindOfCall = CallClass(origin: call.origin)
        do {
            try await pacer.admit(kindOfCall)
        } catch {
            throw SalesforceRefusal(fault: .stopped)
        }
        let context = SalesforceFaults.Context(call)
        var headers = [("Authorization", "Bearer \(token.access.reveal())"), ("Accept", call.accepts)]
        if call.body != nil { headers.append(("Content-Type", call.contentType)) }
        let response: OutboundResponse
        do throws(OutboundFailure) {
            response = try await transport.send(
                OutboundRequest(
                    system: "salesforce",
                    method: call.method,
                    url: token.base + (call.path.hasPrefix("/") ? call.path : "\(data)/\(call.path)"),
                    headers: headers + call.headers,
                    body: call.body,
                    maximumResponseBytes: 64 * 1024 * 1024
                )
            )
        } catch {
            throw SalesforceFaults.refusal(error, context)
        }
        let refusal = SalesforceFaults.refusal(response, context)
        if let observation = SalesforceQuota.observation(response, refusal: refusal) {
            pacer.observe(observation, for: kindOfCall)
        }
        if response.status < 500 { session.heard(refusal, of: token) }
        if let refusal { throw refusal }
        return response
    }

    /// Sends and reads the answer; one that cannot be read is a refusal, since a write's fate is then unknown.
    func answer<Answer: Decodable & Sendable>(
        _ call: Call,
        as type: Answer.Type
    ) async throws(SalesforceRefusal) -> Answer {
        let response = try await send(call)
        guard let answer = SalesforceJSON.decode(type, from: response.body) else {
            throw SalesforceFaults.unreadable(response, .init(call))
        }
        return answer
    }

    /// A body that cannot be encoded is a mistake of ours and stops the destination rather than losing the record.
    func encode(_ body: some Encodable & Sendable) throws(SalesforceRefusal) -> [UInt8] {
        do {
            return try SalesforceJSON.encode(body)
        } catch {
            throw SalesforceRefusal(
                fault: DeliveryFault(
                    .refused,
                    .pause(.destination),
                    message: "the request could not be written as JSON"
                )
            )
        }
    }

    private var data: String { "/services/data/v\(settings.apiVersion)" }
}

extension SalesforceFaults.Context {
    init(_ call: SalesforceClient.Call) {
        self.init(object: call.object, kind: call.object?.kind, isWrite: call.isWrite, count: call.count)
    }
}
