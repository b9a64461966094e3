#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// One exchange as a person may see it: with its credentials masked.
package struct ShownExchange: Sendable, Hashable, Codable {
    package var method: String
    package var url: String
    package var requestHeaders: [String: String]
    package var requestBody: String?
    /// `nil` where no answer came.
    package var status: Int?
    package var responseHeaders: [String: String]
    package var responseBody: String?
    /// Why no answer came.
    package var failure: String?

    /// - Parameters:
    ///   - request: what was sent.
    ///   - response: what was answered, if anything.
    ///   - failure: why nothing was.
    ///   - secrets: texts that are masked wherever they stand.
    package init(
        _ request: OutboundRequest,
        response: OutboundResponse?,
        failure: OutboundFailure? = nil,
        hiding secrets: [String] = []
    ) {
        let exchange = RecordedExchange(request, headers: request.headers, sentAt: .now, response: response)
        // The longest first: one may be a part of another.
        let hidden = secrets.filter { !$0.isEmpty }.sorted { $0.utf8.count > $1.utf8.count }
        let mask = { (text: String) in hidden.reduce(text) { $0.replacing($1, with: SecretMembers.mask) } }
        method = exchange.method
        url = mask(exchange.url)
        requestHeaders = exchange.requestHeaders.mapValues(mask)
        requestBody = exchange.requestBody.text.map(mask)
        status = exchange.status
        responseHeaders = exchange.responseHeaders.mapValues(mask)
        responseBody = exchange.responseBody.text.map(mask)
        self.failure = failure?.description
    }
}
