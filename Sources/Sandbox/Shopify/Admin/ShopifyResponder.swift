import HTTPTypes
import Hummingbird
import NIOCore

/// Carries HTTP to the simulated shop and back, and the sandbox's own paths below `/_sandbox`.
struct ShopifyResponder: HTTPResponder {
    let shopify: SimulatedShopify

    private static let bodyLimit = 4 * 1024 * 1024

    func respond(to request: Request, context: SandboxRequestContext) async throws -> Response {
        var request = request
        let body = Array(buffer: try await request.collectBody(upTo: Self.bodyLimit))
        let contentType = request.headers[.contentType] ?? ""
        let call = AdminCall(
            method: request.method.rawValue,
            path: request.uri.path,
            query: Dictionary(
                request.uri.queryParameters.map { (String($0.key), String($0.value)) },
                uniquingKeysWith: { first, _ in first }
            ),
            token: HTTPField.Name("X-Shopify-Access-Token").flatMap { request.headers[$0] },
            hasAuthorization: request.headers[.authorization] != nil,
            body: body,
            isForm: contentType.hasPrefix("application/x-www-form-urlencoded")
        )
        if call.segments.first == "_sandbox" { return await control(call) }

        let fault = await shopify.takeFault(for: call)
        if case .delay(let milliseconds) = fault?.effect, fault?.moment == .before {
            try await Task.sleep(for: .milliseconds(milliseconds))
        }
        let base = "http://" + (request.head.authority ?? "127.0.0.1")
        let answer = await shopify.answer(call, fault: fault, base: base)
        if case .delay(let milliseconds) = fault?.effect, fault?.moment == .after {
            try await Task.sleep(for: .milliseconds(milliseconds))
        }
        guard let answer else {
            context.channel.close(promise: nil)
            return Response(status: .serviceUnavailable)
        }
        return Self.response(answer)
    }

    private func control(_ call: AdminCall) async -> Response {
        switch (call.method, call.segments.dropFirst().first) {
        case ("GET", "state"): return Self.json(.ok, await shopify.stateJSON())
        case ("GET", "requests"): return Self.json(.ok, await shopify.requestJournal().json)
        case ("DELETE", "requests"):
            await shopify.clearRequests()
            return Response(status: .noContent)
        case ("GET", "faults"):
            return Self.json(.ok, ["faults": .array(await shopify.activeFaults().map(\.json))])
        case ("POST", "faults"):
            do {
                try await shopify.switchFaults(try SandboxJSON(parsing: call.body))
                return Self.json(.ok, ["faults": .array(await shopify.activeFaults().map(\.json))])
            } catch {
                return Self.json(.badRequest, ["message": .string("\(error)")])
            }
        default: return Self.json(.notFound, ["message": "state, requests or faults"])
        }
    }

    private static func response(_ answer: AdminAnswer) -> Response {
        let status = HTTPResponse.Status(code: answer.status)
        var response: Response
        switch answer.body {
        case .none: response = Response(status: status)
        case .json(let json): response = self.json(status, json)
        case .html(let text): response = self.body(status, "text/html; charset=utf-8", Array(text.utf8))
        case .lines(let bytes): response = self.body(status, "application/jsonl", bytes)
        }
        for header in answer.headers {
            if let name = HTTPField.Name(header.name) { response.headers[name] = header.value }
        }
        return response
    }

    private static func json(_ status: HTTPResponse.Status, _ json: SandboxJSON) -> Response {
        body(status, "application/json; charset=utf-8", json.bytes)
    }

    private static func body(_ status: HTTPResponse.Status, _ type: String, _ bytes: [UInt8]) -> Response {
        Response(status: status, headers: [.contentType: type], body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
    }
}
