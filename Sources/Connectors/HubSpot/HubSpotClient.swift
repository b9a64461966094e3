import FoundationEssentials
import Outbound
import SyncModel

/// Makes single calls: paced, authorised, and with the answer's quota told to the pacer.
struct HubSpotClient: Sendable {
    /// One call, without what is the same for all.
    struct Call: Sendable {
        var method: OutboundRequest.Method
        /// Below the base URL, with a slash at the start.
        var path: String
        var body: [UInt8]?
        var bucket = "default"
        var origin = Origin.live
        var kind: RecordKind?
        var count = 1
        var isWrite = false

        /// Whether it writes anything, or speaks of records.
        var isOfRecords: Bool { isWrite || path.hasPrefix("/crm/objects/") || path.hasPrefix("/crm/associations/") }
    }

    let settings: HubSpotSettings
    let transport: any OutboundTransport
    let pacer: any RequestPacer
    let account: HubSpotAccount

    func send(_ call: Call) async throws(HubSpotRefusal) -> OutboundResponse {
        // Before anything is written or looked up: what another account has, or has not, says nothing of ours.
        if settings.account != nil, call.isOfRecords { _ = try await account.facts(self) }
        let kindOfCall = CallClass(bucket: call.bucket, origin: call.origin)
        do {
            try await pacer.admit(kindOfCall)
        } catch {
            throw HubSpotRefusal(fault: .stopped)
        }
        let context = HubSpotFaults.Context(
            kind: call.kind,
            isWrite: call.isWrite,
            count: call.count,
            untilMidnight: await account.untilMidnight
        )
        var headers = [
            ("Authorization", "Bearer \(settings.accessToken.reveal())"),
            ("Accept", "application/json"),
        ]
        if call.body != nil { headers.append(("Content-Type", "application/json")) }
        let response: OutboundResponse
        do {
            response = try await transport.send(
                OutboundRequest(
                    system: "hubspot",
                    method: call.method,
                    url: settings.baseURL + call.path,
                    headers: headers,
                    body: call.body
                )
            )
        } catch {
            throw HubSpotFaults.refusal(error, context)
        }
        let refusal = HubSpotFaults.refusal(response, context)
        if var observation = HubSpotQuota.observation(response, refusal: refusal) {
            observation.dailyResetsIn = context.untilMidnight
            pacer.observe(observation, for: kindOfCall)
        }
        if let refusal { throw refusal }
        return response
    }

    /// Sends and reads the answer; one that cannot be read is a refusal, since a write's fate is then unknown.
    func answer<Answer: Decodable & Sendable>(
        _ call: Call,
        as type: Answer.Type
    ) async throws(HubSpotRefusal) -> Answer {
        let response = try await send(call)
        guard let answer = HubSpotJSON.decode(type, from: response.body) else {
            throw HubSpotFaults.unreadable(response, .init(kind: call.kind, isWrite: call.isWrite))
        }
        return answer
    }

    func get<Answer: Decodable & Sendable>(
        _ path: String,
        kind: RecordKind? = nil,
        as type: Answer.Type
    ) async throws(HubSpotRefusal) -> Answer {
        try await answer(Call(method: .get, path: path, kind: kind), as: type)
    }

    /// A body that cannot be encoded is a mistake of ours and stops the destination rather than losing the record.
    func encode(_ body: some Encodable & Sendable) throws(HubSpotRefusal) -> [UInt8] {
        do {
            return try HubSpotJSON.encode(body)
        } catch {
            throw HubSpotRefusal(
                fault: DeliveryFault(
                    .refused,
                    .pause(.destination),
                    message: "the request could not be written as JSON"
                )
            )
        }
    }

    func objects(_ object: HubSpotObject, _ action: String) -> String {
        "/crm/objects/\(settings.apiVersion)/\(object.path)/\(action)"
    }

    func associations(_ from: HubSpotObject, _ to: HubSpotObject, _ action: String) -> String {
        "/crm/associations/\(settings.apiVersion)/\(from.path)/\(to.path)/\(action)"
    }

    func properties(_ object: HubSpotObject, _ rest: String = "") -> String {
        "/crm/properties/\(settings.apiVersion)/\(object.path)\(rest)"
    }

    func preferences(_ rest: String) -> String { "/communication-preferences/\(settings.apiVersion)/\(rest)" }

    var accountDetails: String { "/account-info/\(settings.apiVersion)/details" }

    func pipelines(_ object: HubSpotObject) -> String { "/crm/pipelines/\(settings.apiVersion)/\(object.path)" }
}
