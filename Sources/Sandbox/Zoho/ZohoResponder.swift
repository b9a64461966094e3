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
            segments: request.pathSegments,
            query: request.firstQueryFields,
            origin: "http://" + (request.head.authority ?? "127.0.0.1"),
            token: request.token("Zoho-oauthtoken"),
            body: body
        )
        if call.segments.first == "_sandbox" {
            return await zoho.control(
                call.method,
                call.segments.dropFirst().first,
                limit: call.query["limit"],
                body: body
            )
        }

        let fault = await zoho.takeFault(for: call)
        let isWithinLimits = await zoho.begin(call)
        // A call that was begun must be ended, whoever hangs up meanwhile.
        try? await fault?.delay(.before)
        if zoho.options.latencyMilliseconds > 0 {
            try? await Task.sleep(for: .milliseconds(zoho.options.latencyMilliseconds))
        }
        let answer = await zoho.answer(call, fault: fault, isWithinLimits: isWithinLimits)
        try? await fault?.delay(.after)
        if isWithinLimits { await zoho.end(call) }
        guard let answer else {
            context.channel.close(promise: nil)
            return Response(status: .serviceUnavailable)
        }
        return Self.response(answer)
    }

    private static func response(_ answer: ZohoAnswer) -> Response {
        let status = HTTPResponse.Status(code: answer.status)
        let response =
            switch answer.body {
            case .none: Response(status: status)
            case .json(let json): Response.json(status, json, type: "application/json;charset=UTF-8")
            case .html(let text): Response(status, "text/html", Array(text.utf8))
            }
        return response.adding(answer.headers.map { (name: $0.key, value: $0.value) })
    }
}
