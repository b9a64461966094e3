import HTTPTypes
import HummingbirdCore
import Logging

/// `/api/v1/…`, for the administrator alone: without the token every path is 401, an unknown one too.
package struct APIRoutes: Sendable {
    private let token: AdminToken?
    private let gate: AttemptGate

    /// - Parameters:
    ///   - token: `nil` where none is configured; then nothing is admitted.
    ///   - gate: slows down who guesses it.
    package init(token: AdminToken?, gate: AttemptGate = AttemptGate(logger: Logger(label: "sluice.web"))) {
        self.token = token
        self.gate = gate
    }

    func respond(to request: Request, client: ClientAddress = .unknown) -> Response {
        guard let token else {
            return Self.unauthorized("no admin_token is configured, so the API is closed")
        }
        let shown = request.headers[.authorization]
        if shown != nil, let refusal = gate.refusal(of: client) { return refusal }
        let isRight = token.admits(authorization: shown)
        if shown != nil { gate.note(client, isRight: isRight) }
        guard isRight else {
            return Self.unauthorized("send the admin_token as Authorization: Bearer …")
        }
        return Answer.json(.notFound, #"{"error":"not_found","message":"there is no such path"}"#)
    }

    private static func unauthorized(_ words: String) -> Response {
        Answer.json(
            .unauthorized,
            #"{"error":"unauthorized","message":"\#(words)"}"#,
            headers: [.wwwAuthenticate: "Bearer"]
        )
    }
}
