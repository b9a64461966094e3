import Foundation
import Outbound
import Web

/// What an answer over HTTP means: the JSON, or a plain sentence with the mend.
enum RemoteAnswer {
    /// - Parameters:
    ///   - response: what came.
    ///   - path: what was asked for, without its query.
    ///   - server: the address that was named.
    /// - Returns: the JSON as it came.
    /// - Throws: `DeskFailure` for everything that is no answer of a Sluice to the question.
    static func json(_ response: OutboundResponse, path: String, server: String) throws(DeskFailure) -> String {
        let type = response.header("content-type")?.lowercased() ?? ""
        if response.status == 200 {
            guard type.hasPrefix("application/json"),
                (try? JSONSerialization.jsonObject(with: Data(response.body))) != nil
            else { throw stranger(response, type, server) }
            let text = String(decoding: response.body, as: UTF8.self)
            return text.hasSuffix("\n") ? String(text.dropLast()) : text
        }
        throw failure(response, type, path: path, server: server)
    }

    private static func failure(
        _ response: OutboundResponse,
        _ type: String,
        path: String,
        server: String
    ) -> DeskFailure {
        let problem =
            type.hasPrefix("application/problem+json")
            ? try? JSONDecoder().decode(Problem.self, from: Data(response.body)) : nil
        switch response.status {
        case 300..<400: return redirect(response, server)
        case 401:
            guard let problem else { return stranger(response, type, server) }
            let isClosed = problem.detail.contains("is configured")
            return DeskFailure(
                .forbidden,
                isClosed
                    ? "\(server) has no admin_token in its configuration, so its API is closed: set server.admin_token there."
                    : "\(server) does not know this token: \(RemoteToken.variable) or --token-file must hold its admin_token."
            )
        case 429:
            let wait = response.header("retry-after").flatMap { Int($0) }.map { " for \($0) s" } ?? ""
            return DeskFailure(
                .unavailable,
                "\(server) was shown too many wrong tokens from here: wait\(wait), and then send its admin_token."
            )
        case 403:
            guard let problem else { return stranger(response, type, server) }
            let words =
                problem.detail.contains("admin_token") ? problem.detail : "\(problem.detail) Use the admin_token."
            return DeskFailure(.forbidden, words)
        case 404:
            guard let problem, problem.detail != "There is no such path." else {
                return DeskFailure(
                    .unavailable,
                    "\(server) has no /api/v1/\(path): either it runs another version of Sluice than this one "
                        + "(\(Version.text)), or --server is not the address of its dashboard."
                )
            }
            return DeskFailure(.unknown, problem.detail)
        case 405:
            return DeskFailure(
                .unavailable,
                "\(server) takes nothing of this kind at /api/v1/\(path): it runs another version of Sluice than this one "
                    + "(\(Version.text))."
            )
        case 409: return DeskFailure(.conflict, problem?.detail ?? stranger(response, type, server).words)
        case 422: return DeskFailure(.invalid, problem?.detail ?? stranger(response, type, server).words)
        case 503 where problem != nil: return DeskFailure(.unavailable, problem?.detail ?? "")
        default: return stranger(response, type, server)
        }
    }

    /// Not followed: the token is for the address that a person named, and for no other.
    private static func redirect(_ response: OutboundResponse, _ server: String) -> DeskFailure {
        let place = response.header("location").flatMap { URL(string: $0) }
        let host = place.flatMap { url in
            url.host().map { "\(url.scheme ?? "https")://\($0)\(url.port.map { ":\($0)" } ?? "")" }
        }
        return DeskFailure(
            .unavailable,
            "\(server) sends elsewhere\(host.map { ", to \($0)" } ?? ""), and the token is not sent there: give --server the "
                + "address that answers itself."
        )
    }

    /// A proxy's page, or another program.
    private static func stranger(_ response: OutboundResponse, _ type: String, _ server: String) -> DeskFailure {
        let what = type.hasPrefix("text/html") ? "a web page" : "no answer of Sluice"
        return DeskFailure(
            .unavailable,
            "What came from \(server) is \(what) (status \(response.status)): a proxy in front of it, or another program. "
                + "--server must be the address of the server's dashboard."
        )
    }

    /// Why nothing came.
    static func failure(_ failure: OutboundFailure, server: String, isOrder: Bool) -> DeskFailure {
        switch failure {
        case .refusedHost: return DeskFailure(.invalid, "\(server) may not be called.")
        case .notSent(let reason):
            return DeskFailure(
                .unavailable,
                "\(server) cannot be reached: \(reason). Is \"sluice serve\" running there, and is the address right?"
            )
        case .noAnswer(let reason):
            let done = isOrder ? " It may have been done all the same: \"sluice log\" tells." : ""
            return DeskFailure(.unavailable, "\(server) did not answer: \(reason).\(done)")
        case .tooLarge: return DeskFailure(.unavailable, "The answer of \(server) is larger than any that is taken.")
        }
    }

    private struct Problem: Decodable {
        var detail: String
    }
}
