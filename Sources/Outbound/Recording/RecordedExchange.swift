#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// One line of the recording: exactly the members that its readers know, `null` where there is nothing to say.
struct RecordedExchange {
    let at: String
    let system: String
    let method: String
    let url: String
    let requestHeaders: [String: String]
    let requestBody: RecordedBody
    let status: Int?
    let responseHeaders: [String: String]
    let responseBody: RecordedBody

    init(_ request: OutboundRequest, headers: [(String, String)], sentAt: Date, response: OutboundResponse?) {
        let headerMask = HeaderMask(alsoSecret: request.secretHeaders)
        let secrets = SecretMembers(also: request.secretMembers)
        at = sentAt.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
        system = request.system
        method = request.method.rawValue
        url = request.url
        requestHeaders = headerMask.masked(headers)
        requestBody = RecordedBody(
            request.body ?? [],
            contentType: requestHeaders["content-type"],
            hiding: secrets
        )
        status = response?.status
        responseHeaders = headerMask.masked((response?.headers ?? []).map { ($0.name, $0.value) })
        responseBody = RecordedBody(
            response?.body ?? [],
            contentType: responseHeaders["content-type"],
            hiding: secrets
        )
    }

    /// The JSON object and its line break.
    func line() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        var data = try encoder.encode(self)
        data.append(UInt8(ascii: "\n"))
        return data
    }
}

extension RecordedExchange: Encodable {
    private enum CodingKeys: String, CodingKey {
        case at, system, method, url, status
        case requestHeaders = "request_headers"
        case requestBody = "request_body"
        case requestBodyEncoding = "request_body_encoding"
        case responseHeaders = "response_headers"
        case responseBody = "response_body"
        case responseBodyEncoding = "response_body_encoding"
    }

    /// Written out because synthesised code leaves absent values out, and the readers demand `null`.
    func encode(to encoder: any Encoder) throws {
        var object = encoder.container(keyedBy: CodingKeys.self)
        try object.encode(at, forKey: .at)
        try object.encode(system, forKey: .system)
        try object.encode(method, forKey: .method)
        try object.encode(url, forKey: .url)
        try object.encode(requestHeaders, forKey: .requestHeaders)
        try object.encode(requestBody.text, forKey: .requestBody)
        try object.encodeIfPresent(requestBody.encoding, forKey: .requestBodyEncoding)
        try object.encode(status, forKey: .status)
        try object.encode(responseHeaders, forKey: .responseHeaders)
        try object.encode(responseBody.text, forKey: .responseBody)
        try object.encodeIfPresent(responseBody.encoding, forKey: .responseBodyEncoding)
    }
}
