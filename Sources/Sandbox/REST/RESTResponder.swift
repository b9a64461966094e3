import HTTPTypes
import Hummingbird
import NIOCore

/// Carries HTTP to the simulated CRMs and back; each has paths of its own, and the sandbox's below `/_sandbox/NAME`.
struct RESTResponder: HTTPResponder {
    let crms: [SimulatedRESTCRM]

    private static let bodyLimit = 8 * 1024 * 1024

    func respond(to request: Request, context: SandboxRequestContext) async throws -> Response {
        var request = request
        let body = Array(buffer: try await request.collectBody(upTo: Self.bodyLimit))
        let call = RESTCall(
            method: request.method.rawValue,
            segments: request.uri.path.split(separator: "/").map { $0.removingPercentEncoding },
            query: Dictionary(
                // Keys come as they were sent.
                request.uri.queryParameters.map { ($0.key.removingPercentEncoding, String($0.value)) },
                uniquingKeysWith: { first, _ in first }
            ),
            headers: Dictionary(
                request.headers.map { ($0.name.canonicalName, $0.value) },
                uniquingKeysWith: { first, _ in first }
            ),
            body: body
        )
        if call.segments.first == "_sandbox" { return await control(call) }
        for crm in crms where await crm.owns(call.segments) {
            let fault = await crm.takeFault(for: call)
            if case .delay(let milliseconds) = fault?.effect, fault?.moment == .before {
                try await Task.sleep(for: .milliseconds(milliseconds))
            }
            let answer = await crm.answer(call, fault: fault)
            if case .delay(let milliseconds) = fault?.effect, fault?.moment == .after {
                try await Task.sleep(for: .milliseconds(milliseconds))
            }
            guard let answer else {
                context.channel.close(promise: nil)
                return Response(status: .serviceUnavailable)
            }
            return Self.response(answer)
        }
        return Self.json(.notFound, ["message": "no simulated CRM has this address"])
    }

    private func control(_ call: RESTCall) async -> Response {
        let parts = call.segments.dropFirst()
        guard let crm = crms.first(where: { $0.name == parts.first }) else {
            return Self.json(.notFound, ["message": "yourcrm, pipedrive or espocrm"])
        }
        switch (call.method, parts.dropFirst().first) {
        case ("GET", "state"):
            return Self.json(.ok, await crm.stateJSON(limit: call.query["limit"].flatMap(Int.init) ?? 1_000))
        case ("GET", "requests"): return Self.json(.ok, await crm.requestJournal().json)
        case ("DELETE", "requests"):
            await crm.clearRequests()
            return Response(status: .noContent)
        case ("GET", "faults"):
            return Self.json(.ok, ["faults": .array(await crm.activeFaults().map(\.json))])
        case ("POST", "faults"):
            do {
                try await crm.switchFaults(call.body ?? .null)
                return Self.json(.ok, ["faults": .array(await crm.activeFaults().map(\.json))])
            } catch {
                return Self.json(.badRequest, ["message": .string("\(error)")])
            }
        default: return Self.json(.notFound, ["message": "state, requests or faults"])
        }
    }

    private static func response(_ answer: RESTCallAnswer) -> Response {
        let status = HTTPResponse.Status(code: answer.status)
        var response = answer.body.map { json(status, $0) } ?? Response(status: status)
        for (name, value) in answer.headers {
            if let name = HTTPField.Name(name) { response.headers[name] = value }
        }
        return response
    }

    private static func json(_ status: HTTPResponse.Status, _ json: SandboxJSON) -> Response {
        Response(
            status: status,
            headers: [.contentType: "application/json; charset=utf-8"],
            body: .init(byteBuffer: ByteBuffer(bytes: json.bytes))
        )
    }
}
