import HTTPTypes
import Hummingbird
import NIOCore

/// Carries HTTP to the simulated account and back, and the sandbox's own paths below `/_sandbox`.
struct HubSpotResponder: HTTPResponder {
    let hubspot: SimulatedHubSpot

    private static let bodyLimit = 32 * 1024 * 1024

    func respond(to request: Request, context: SandboxRequestContext) async throws -> Response {
        var request = request
        let body = Array(buffer: try await request.collectBody(upTo: Self.bodyLimit))
        let call = HubSpotCall(
            method: request.method.rawValue,
            segments: request.pathSegments,
            query: Dictionary(request.queryFields) { first, second in first + "," + second },
            token: request.token("Bearer"),
            body: body
        )
        if call.segments.first == "_sandbox" {
            let name = call.segments.dropFirst().first
            return await hubspot.control(call.method, name, limit: call.query["limit"], body: body)
        }

        let fault = await hubspot.takeFault(for: call)
        try await fault?.delay(.before)
        let answer = await hubspot.answer(call, fault: fault)
        try await fault?.delay(.after)
        guard let answer else {
            context.channel.close(promise: nil)
            return Response(status: .serviceUnavailable)
        }
        return Self.response(answer)
    }

    private static func response(_ answer: HubSpotAnswer) -> Response {
        let status = HTTPResponse.Status(code: answer.status)
        let response =
            switch answer.body {
            case .none: Response(status: status)
            case .json(let json): Response.json(status, json, type: "application/json;charset=utf-8")
            case .html(let text): Response(status, "text/html", Array(text.utf8))
            }
        return response.adding(answer.headers.map { (name: $0.key, value: $0.value) })
    }
}
