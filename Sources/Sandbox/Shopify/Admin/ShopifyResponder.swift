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
            query: request.firstQueryFields,
            token: HTTPField.Name("X-Shopify-Access-Token").flatMap { request.headers[$0] },
            hasAuthorization: request.headers[.authorization] != nil,
            body: body,
            isForm: contentType.hasPrefix("application/x-www-form-urlencoded")
        )
        if call.segments.first == "_sandbox" {
            let name = call.segments.dropFirst().first
            return await shopify.control(call.method, name, limit: call.query["limit"], body: body)
        }

        let fault = await shopify.takeFault(for: call)
        try await fault?.delay(.before)
        let base = "http://" + (request.head.authority ?? "127.0.0.1")
        let answer = await shopify.answer(call, fault: fault, base: base)
        try await fault?.delay(.after)
        guard let answer else {
            context.channel.close(promise: nil)
            return Response(status: .serviceUnavailable)
        }
        return Self.response(answer)
    }

    private static func response(_ answer: AdminAnswer) -> Response {
        let status = HTTPResponse.Status(code: answer.status)
        let response =
            switch answer.body {
            case .none: Response(status: status)
            case .json(let json): Response.json(status, json)
            case .html(let text): Response(status, "text/html; charset=utf-8", Array(text.utf8))
            case .lines(let bytes): Response(status, "application/jsonl", bytes)
            }
        return response.adding(answer.headers)
    }
}
