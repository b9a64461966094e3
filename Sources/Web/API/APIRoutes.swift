import HTTPTypes
import HummingbirdCore

/// `/api/v1/…`, for the administrator alone: without the token every path is 401, an unknown one too.
package struct APIRoutes: Sendable {
    private let token: AdminToken?

    /// - Parameter token: `nil` where none is configured; then nothing is admitted.
    package init(token: AdminToken?) {
        self.token = token
    }

    func respond(to request: Request) -> Response {
        guard let token else {
            return Self.unauthorized("no admin_token is configured, so the API is closed")
        }
        guard token.admits(authorization: request.headers[.authorization]) else {
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
