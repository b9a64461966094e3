import HTTPTypes
import HummingbirdCore

/// What is wrong with a request, as `application/problem+json`.
enum APIProblem {
    static func response(_ failure: DeskFailure) -> Response {
        let title =
            switch failure.kind {
            case .unknown: "Not known here"
            case .invalid: "Not understood"
            case .forbidden: "Not with this token"
            case .conflict: "Not as things stand"
            case .unavailable: "Not now"
            }
        return response(failure.status, title, failure.words)
    }

    static func unauthorized(_ words: String) -> Response {
        response(.unauthorized, "No token that is known", words, headers: [.wwwAuthenticate: "Bearer"])
    }

    static func response(
        _ status: HTTPResponse.Status,
        _ title: String,
        _ detail: String,
        headers: HTTPFields = [:]
    ) -> Response {
        var headers = headers
        headers[.cacheControl] = "no-store"
        return Answer.make(
            status,
            text(status, title, detail),
            type: "application/problem+json",
            headers: headers
        )
    }

    static func text(_ status: HTTPResponse.Status, _ title: String, _ detail: String) -> String {
        "{\"type\":\"about:blank\",\"title\":\"\(JSONText.escaped(title))\",\"status\":\(status.code),"
            + "\"detail\":\"\(JSONText.escaped(detail))\"}\n"
    }
}

/// Text inside JSON.
enum JSONText {
    static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": escaped += "\\\""
            case "\\": escaped += "\\\\"
            case "\n": escaped += "\\n"
            default:
                guard scalar.value < 32 else {
                    escaped.unicodeScalars.append(scalar)
                    continue
                }
                let digits = String(scalar.value, radix: 16)
                escaped += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            }
        }
        return escaped
    }
}
