import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOHTTPCompression

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The transport to the real network: one pool of connections, verified TLS, known hosts, bounded answers.
///
/// Whoever makes a client calls ``shutdown()`` before letting go of it.
package struct OutboundClient: OutboundTransport {
    let http: HTTPClient
    let rules: HostRules
    let recorder: TrafficRecorder?
    private let userAgent: String

    /// Makes a client that calls `allowedHosts` and nothing else.
    ///
    /// - Parameters:
    ///   - allowedHosts: `host` or `host:port`, see ``allowedHosts(forBaseURLs:)``.
    ///   - localHosts: Of those, the ones that are called without TLS although they are not this machine.
    ///   - extraTrustRootsFile: A PEM file of certificate authorities trusted beside the system's.
    ///   - recorder: Where every exchange is recorded; `nil` records nothing.
    ///   - userAgent: Sent where a request names none.
    ///   - connectTimeout: The time for name, connection and TLS, and for the wait when all connections are busy.
    ///   - connectionsPerHost: Requests beyond these wait for a free connection.
    /// - Throws: ``TrustRootsError`` when the file cannot be read or holds no certificate.
    package init(
        allowedHosts: Set<String>,
        localHosts: Set<String> = [],
        extraTrustRootsFile: String? = nil,
        recorder: TrafficRecorder? = nil,
        userAgent: String = "sluice",
        connectTimeout: Duration = .seconds(10),
        connectionsPerHost: Int = 16
    ) throws(TrustRootsError) {
        var configuration = HTTPClient.Configuration()
        if let extraTrustRootsFile {
            configuration.tlsConfiguration = try .verifying(extraTrustRootsFile: extraTrustRootsFile)
        }
        configuration.redirectConfiguration = .disallow
        // Its spans would tell whole addresses, with what they ask for, and its headers would tell of us to a CRM.
        configuration.tracing.tracer = nil
        configuration.timeout.connect = TimeAmount(connectTimeout)
        // Streams have long deadlines; a server that says nothing for so long is gone.
        configuration.timeout.read = .minutes(2)
        // Answers come compressed ten- to twentyfold; far beyond that it is an attack or a defect.
        configuration.decompression = .enabled(limit: .ratio(200))
        // One exchange per connection: a broken connection puts one request in doubt, not all that share it.
        configuration.httpVersion = .http1Only
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = connectionsPerHost
        // Shorter than what common load balancers keep, so that a request seldom meets a connection being closed.
        configuration.connectionPool.idleTimeout = .seconds(30)
        // The caller decides about retries, and needs to hear of an outage at once.
        configuration.connectionPool.retryConnectionEstablishment = false
        http = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        rules = HostRules(allowedHosts: allowedHosts, localHosts: localHosts)
        self.recorder = recorder
        self.userAgent = userAgent
    }

    /// The entries of `allowedHosts` for the configured base URLs; texts that are no http or https URL are left out.
    package static func allowedHosts(forBaseURLs urls: some Sequence<String>) -> Set<String> {
        Set(urls.compactMap(HostRules.entry(forBaseURL:)))
    }

    /// Closes all connections; exchanges under way fail.
    ///
    /// Calling it again does nothing.
    package func shutdown() async {
        // It fails only where it was done before.
        try? await http.shutdown()
    }

    package func send(_ request: OutboundRequest) async throws(OutboundFailure) -> OutboundResponse {
        try rules.check(request.url)
        let headers = try completeHeaders(of: request)
        guard !Task.isCancelled else { throw .notSent(reason: "cancelled before it was sent") }
        let sentAt = Date()
        do {
            let response = try await exchange(request, headers: headers)
            recorder?.record(request, headers: headers, sentAt: sentAt, response: response)
            return response
        } catch {
            recorder?.record(request, headers: headers, sentAt: sentAt, response: nil)
            throw OutboundFailure(error, limit: request.maximumResponseBytes)
        }
    }

    /// The request's headers and those that the client adds, in sending order.
    func completeHeaders(of request: OutboundRequest) throws(OutboundFailure) -> [(String, String)] {
        for (name, value) in request.headers {
            guard HeaderSyntax.isName(name) else { throw .notSent(reason: "a header name is not a valid one") }
            guard HeaderSyntax.isValue(value) else {
                throw .notSent(reason: "the value of the header \(name) holds a character that HTTP does not allow")
            }
        }
        let given = Set(request.headers.map { $0.0.lowercased() })
        let added = [("user-agent", userAgent), ("accept-encoding", "gzip")].filter { !given.contains($0.0) }
        return request.headers + added
    }

    private func exchange(_ request: OutboundRequest, headers: [(String, String)]) async throws -> OutboundResponse {
        let end = ContinuousClock.now + request.deadline
        let answer = try await http.execute(
            message(for: request, headers: headers),
            deadline: .now() + TimeAmount(request.deadline)
        )
        let body = try await BoundedBody(limit: request.maximumResponseBytes, end: end).collect(answer)
        return OutboundResponse(answer, body: body)
    }

    func message(for request: OutboundRequest, headers: [(String, String)]) -> HTTPClientRequest {
        var message = HTTPClientRequest(url: request.url)
        message.method = HTTPMethod(rawValue: request.method.rawValue)
        message.headers = HTTPHeaders(headers)
        if let body = request.body, !body.isEmpty {
            message.body = .bytes(ByteBuffer(bytes: body))
        }
        return message
    }
}

extension OutboundResponse {
    init(_ answer: HTTPClientResponse, body: [UInt8]) {
        self.init(
            status: Int(answer.status.code),
            headers: answer.headers.map { (name: $0.name, value: $0.value) },
            body: body
        )
    }
}
