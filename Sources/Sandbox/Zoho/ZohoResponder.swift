import HTTPTypes
import Hummingbird
import NIOCore

/// Carries HTTP to the simulated organisation and back, and the sandbox's own paths below `/_sandbox`.
struct ZohoResponder: HTTPResponder {
    let zoho: SimulatedZoho

    private static let bodyLimit = 32 * 1024 * 1024

    func respond(to request: Request, context: SandboxRequestContext) async throws -> Response {
        var request = request
        let body = Array(buffer: try await request.collectBody(upTo: Self.bodyLimit))
        let call = ZohoCall(
            method: request.method.rawValue,
            segments: request.uri.path.split(separator: "/").map { $0.removingPercentEncoding },
            query: Dictionary(
                request.uri.queryParameters.map { (String($0.key), String($0.value)) },
                uniquingKeysWith: { first, _ in first }
            ),
            origin: "http://" + (request.head.authority ?? "127.0.0.1"),
            token: Self.token(request.headers[.authorization]),
            body: body
        )
        if call.segments.first == "_sandbox" { return await control(call) }

        let fault = await zoho.takeFault(for: call)
        let isWithinLimits = await zoho.begin(call)
        if case .delay(let milliseconds) = fault?.effect, fault?.moment == .before {
            try? await Task.sleep(for: .milliseconds(milliseconds))
        }
        if zoho.options.latencyMilliseconds > 0 {
            try? await Task.sleep(for: .milliseconds(zoho.options.latencyMilliseconds))
        }
        let answer = await zoho.answer(call, fault: fault, isWithinLimits: isWithinLimits)
        if case .delay(let milliseconds) = fault?.effect, fault?.moment == .after {
            try? await Task.sleep(for: .milliseconds(milliseconds))
        }
        if isWithinLimits { await zoho.end(call) }
        guard let answer else {
            context.channel.close(promise: nil)
            return Response(status: .serviceUnavailable)
        }
        return Self.response(answer)
    }

    private func control(_ call: ZohoCall) async -> Response {
        switch (call.method, call.segments.dropFirst().first) {
        case ("GET", "state"):
            let limit = call.query["limit"].flatMap { Int($0) } ?? 1_000
            return Self.json(.ok, await zoho.stateJSON(limit: limit))
        case ("GET", "requests"): return Self.json(.ok, await zoho.requestJournal().json)
        case ("DELETE", "requests"):
            await zoho.clearRequests()
            return Response(status: .noContent)
        case ("GET", "faults"):
            return Self.json(.ok, ["faults": .array(await zoho.activeFaults().map(\.json))])
        case ("POST", "faults"):
            guard let json = call.json else { return Self.json(.badRequest, ["message": "the body is no JSON"]) }
            do {
                try await zoho.switchFaults(json)
                return Self.json(.ok, ["faults": .array(await zoho.activeFaults().map(\.json))])
            } catch {
                return Self.json(.badRequest, ["message": .string("\(error)")])
            }
        default: return Self.json(.notFound, ["message": "state, requests or faults"])
        }
    }

    private static func token(_ header: String?) -> String? {
        let scheme = "Zoho-oauthtoken "
        guard let header, header.hasPrefix(scheme) else { return nil }
        return String(header.dropFirst(scheme.count))
    }

    private static func response(_ answer: ZohoAnswer) -> Response {
        var response: Response
        let status = HTTPResponse.Status(code: answer.status)
        switch answer.body {
        case .none: response = Response(status: status)
        case .json(let json): response = self.json(status, json)
        case .html(let text):
            response = Response(
                status: status,
                headers: [.contentType: "text/html"],
                body: .init(byteBuffer: ByteBuffer(string: text))
            )
        }
        for (name, value) in answer.headers {
            if let name = HTTPField.Name(name) { response.headers[name] = value }
        }
        return response
    }

    private static func json(_ status: HTTPResponse.Status, _ json: SandboxJSON) -> Response {
        Response(
            status: status,
            headers: [.contentType: "application/json;charset=UTF-8"],
            body: .init(byteBuffer: ByteBuffer(bytes: json.bytes))
        )
    }
}
