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
            segments: request.pathSegments,
            query: request.firstQueryFields,
            headers: Dictionary(request.headers.map { ($0.name.canonicalName, $0.value) }) { first, _ in first },
            body: body
        )
        if call.segments.first == "_sandbox" {
            let parts = call.segments.dropFirst()
            guard let crm = crms.first(where: { $0.name == parts.first }) else {
                return .json(.notFound, ["message": "yourcrm, pipedrive or espocrm"])
            }
            let name = parts.dropFirst().first
            return await crm.control(call.method, name, limit: call.query["limit"], body: body)
        }
        for crm in crms where await crm.owns(call.segments) {
            let fault = await crm.takeFault(for: call)
            try await fault?.delay(.before)
            let answer = await crm.answer(call, fault: fault)
            try await fault?.delay(.after)
            guard let answer else {
                context.channel.close(promise: nil)
                return Response(status: .serviceUnavailable)
            }
            return Self.response(answer)
        }
        return .json(.notFound, ["message": "no simulated CRM has this address"])
    }

    private static func response(_ answer: RESTCallAnswer) -> Response {
        let status = HTTPResponse.Status(code: answer.status)
        let response = answer.body.map { Response.json(status, $0) } ?? Response(status: status)
        return response.adding(answer.headers.map { (name: $0.key, value: $0.value) })
    }
}
