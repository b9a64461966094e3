import HTTPTypes
import Hummingbird
import NIOCore

/// Carries HTTP to the simulated org and back, and the sandbox's own paths below `/_sandbox`.
struct SalesforceResponder: HTTPResponder {
    let salesforce: SimulatedSalesforce

    private static let bodyLimit = 160 * 1024 * 1024

    func respond(to request: Request, context: SandboxRequestContext) async throws -> Response {
        var request = request
        let body = Array(buffer: try await request.collectBody(upTo: Self.bodyLimit))
        let call = Self.call(request, body)
        if call.segments.first == "_sandbox" { return await control(call) }

        let fault = await salesforce.takeFault(for: call)
        if case .delay(let milliseconds) = fault?.effect, fault?.moment == .before {
            try await Task.sleep(for: .milliseconds(milliseconds))
        }
        let answer = await salesforce.answer(call, fault: fault)
        if case .delay(let milliseconds) = fault?.effect, fault?.moment == .after {
            try await Task.sleep(for: .milliseconds(milliseconds))
        }
        guard let answer else {
            context.channel.close(promise: nil)
            return Response(status: .serviceUnavailable)
        }
        return Self.response(answer)
    }

    private static func call(_ request: Request, _ body: [UInt8]) -> OrgCall {
        let authorization = request.headers[.authorization] ?? ""
        var headers: [String: String] = [:]
        for field in request.headers { headers[field.name.rawName.lowercased()] = field.value }
        return OrgCall(
            method: request.method.rawValue,
            segments: request.uri.path.split(separator: "/").map { $0.removingPercentEncoding },
            query: Dictionary(
                request.uri.queryParameters.map { (String($0.key), String($0.value)) },
                uniquingKeysWith: { first, _ in first }
            ),
            token: authorization.hasPrefix("Bearer ") ? String(authorization.dropFirst("Bearer ".count)) : nil,
            headers: headers,
            base: "http://\(request.head.authority ?? "127.0.0.1")",
            addressSize: request.uri.string.utf8.count,
            body: body
        )
    }

    private func control(_ call: OrgCall) async -> Response {
        switch (call.method, call.segments.dropFirst().first) {
        case ("GET", "state"):
            let limit = call.query["limit"].flatMap(Int.init) ?? 1_000
            return Self.json(.ok, await salesforce.stateJSON(limit: limit))
        case ("GET", "requests"): return Self.json(.ok, await salesforce.requestJournal().json)
        case ("DELETE", "requests"):
            await salesforce.clearRequests()
            return Response(status: .noContent)
        case ("GET", "faults"):
            return Self.json(.ok, ["faults": .array(await salesforce.activeFaults().map(\.json))])
        case ("POST", "faults"):
            do {
                try await salesforce.switchFaults(try SandboxJSON(parsing: call.body))
                return Self.json(.ok, ["faults": .array(await salesforce.activeFaults().map(\.json))])
            } catch {
                return Self.json(.badRequest, ["message": .string("\(error)")])
            }
        default: return Self.json(.notFound, ["message": "state, requests or faults"])
        }
    }

    private static func response(_ answer: OrgAnswer) -> Response {
        var response: Response
        let status = HTTPResponse.Status(code: answer.status)
        switch answer.body {
        case .none: response = Response(status: status)
        case .json(let json): response = self.json(status, json)
        case .csv(let text): response = self.text(status, text, "text/csv")
        case .html(let text): response = self.text(status, text, "text/html")
        }
        for (name, value) in answer.headers {
            if let name = HTTPField.Name(name) { response.headers[name] = value }
        }
        return response
    }

    private static func text(_ status: HTTPResponse.Status, _ text: String, _ type: String) -> Response {
        Response(
            status: status,
            headers: [.contentType: type],
            body: .init(byteBuffer: ByteBuffer(string: text))
        )
    }

    private static func json(_ status: HTTPResponse.Status, _ json: SandboxJSON) -> Response {
        Response(
            status: status,
            headers: [.contentType: "application/json;charset=UTF-8"],
            body: .init(byteBuffer: ByteBuffer(bytes: json.bytes))
        )
    }
}
