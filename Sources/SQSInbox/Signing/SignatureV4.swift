import Crypto
import Foundation
import Outbound
package import SyncModel

/// AWS' Signature Version 4: what a request's headers must hold so that it is taken as ours.
package struct SignatureV4: Sendable {
    private let credentials: AWSCredentials
    private let region: String
    private let service: String

    package init(_ credentials: AWSCredentials, region: String, service: String) {
        self.credentials = credentials
        self.region = region
        self.service = service
    }

    /// A request before it is signed.
    package struct Request: Sendable {
        package var method: String
        package var host: String
        /// As text, without escapes.
        package var path: String
        package var query: [(name: String, value: String)]
        /// All that are to be signed; host and date are added.
        package var headers: [(name: String, value: String)]
        package var body: [UInt8]

        package init(
            method: String,
            host: String,
            path: String = "/",
            query: [(name: String, value: String)] = [],
            headers: [(name: String, value: String)] = [],
            body: [UInt8] = []
        ) {
            self.method = method
            self.host = host
            self.path = path
            self.query = query
            self.headers = headers
            self.body = body
        }
    }

    /// The headers that are to be added to a request.
    ///
    /// - Parameters:
    ///   - request: as it will be sent.
    ///   - now: by AWS' clock; it refuses what is minutes off.
    /// - Returns: names and values.
    package func headers(for request: Request, at now: Instant) -> [(name: String, value: String)] {
        let stamp = Self.stamp(now)
        let day = String(stamp.prefix(8))
        var added: [(name: String, value: String)] = [("x-amz-date", stamp)]
        if let token = credentials.sessionToken { added.append(("x-amz-security-token", token.reveal())) }
        let signed = Self.canonical(request.headers + [("host", request.host)] + added)
        let names = signed.map(\.name).joined(separator: ";")
        let canonical = [
            request.method,
            FormText.encode(request.path, keeping: "/"),
            Self.canonical(query: request.query),
            signed.map { "\($0.name):\($0.value)\n" }.joined(),
            names,
            Self.hexadecimal(SHA256.hash(data: request.body)),
        ].joined(separator: "\n")
        let scope = "\(day)/\(region)/\(service)/aws4_request"
        let toSign = [
            "AWS4-HMAC-SHA256", stamp, scope, Self.hexadecimal(SHA256.hash(data: Array(canonical.utf8))),
        ].joined(separator: "\n")
        var key = Array("AWS4\(credentials.secret.reveal())".utf8)
        for part in [day, region, service, "aws4_request", toSign] {
            key = Array(HMAC<SHA256>.authenticationCode(for: Array(part.utf8), using: SymmetricKey(data: key)))
        }
        let words = [
            "Credential=\(credentials.keyID)/\(scope)", "SignedHeaders=\(names)", "Signature=\(Self.hexadecimal(key))",
        ]
        added.append(("authorization", "AWS4-HMAC-SHA256 " + words.joined(separator: ", ")))
        return added
    }

    /// By name, in lower case; values of one name in their order, runs of spaces as one.
    private static func canonical(_ headers: [(name: String, value: String)]) -> [(name: String, value: String)] {
        var values: [String: [String]] = [:]
        for header in headers {
            let words = header.value.split(separator: " ", omittingEmptySubsequences: true)
            values[header.name.lowercased(), default: []].append(words.joined(separator: " "))
        }
        return values.sorted { $0.key < $1.key }.map { ($0.key, $0.value.joined(separator: ",")) }
    }

    private static func canonical(query: [(name: String, value: String)]) -> String {
        query.map { (FormText.encode($0.name), FormText.encode($0.value)) }
            .sorted { $0 < $1 }
            .map { "\($0.0)=\($0.1)" }
            .joined(separator: "&")
    }

    /// `20150830T123600Z`.
    private static func stamp(_ now: Instant) -> String {
        Timestamp(now).utcSeconds.filter { $0 != "-" && $0 != ":" }
    }

    package static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
