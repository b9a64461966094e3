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
        if call.segments.first == "_sandbox" {
            let name = call.segments.dropFirst().first
            return await salesforce.control(call.method, name, limit: call.query["limit"], body: body)
        }

        let fault = await salesforce.takeFault(for: call)
        try await fault?.delay(.before)
        let answer = await salesforce.answer(call, fault: fault)
        try await fault?.delay(.after)
        guard let answer else {
            context.channel.close(promise: nil)
            return Response(status: .serviceUnavailable)
        }
        return Self.response(answer)
    }

    private static func call(_ request: Request, _ body: [UInt8]) -> OrgCall {
        var headers: [String: String] = [:]
        for field in request.headers { headers[field.name.rawName.lowercased()] = field.value }
        return OrgCall(
            method: request.method.rawValue,
            segments: request.pathSegments,
            query: request.firstQueryFields,
            token: request.token("Bearer"),
            headers: headers,
            base: "http://\(request.head.authority ?? "127.0.0.1")",
            addressSize: request.uri.string.utf8.count,
            body: body
        )
    }

    private static func response(_ answer: OrgAnswer) -> Response {
        let status = HTTPResponse.Status(code: answer.status)
        let response =
            switch answer.body {
            case .none: Response(status: status)
            case .json(let json): Response.json(status, json, type: "application/json;charset=UTF-8")
            case .csv(let text): Response(status, "text/csv", Array(text.utf8))
            case .html(let text): Response(status, "text/html", Array(text.utf8))
            }
        return response.adding(answer.headers.map { (name: $0.key, value: $0.value) })
    }
}
