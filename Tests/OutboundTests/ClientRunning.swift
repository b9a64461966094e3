import NIOSSL
import Outbound

/// Runs `body` with a server and a client that may call it, and shuts both down.
func withServer<Result>(
    tls: NIOSSLContext? = nil,
    answering respond: @escaping LoopbackServer.Respond,
    recorder: TrafficRecorder? = nil,
    _ body: (LoopbackServer, OutboundClient) async throws -> Result
) async throws -> Result {
    try await LoopbackServer.run(tls: tls, respond: respond) { server in
        let client = try OutboundClient(allowedHosts: server.hosts, recorder: recorder)
        return try await using(client) { try await body(server, client) }
    }
}

/// Runs `body` and shuts the client down, however that ends.
func using<Result>(_ client: OutboundClient, _ body: () async throws -> Result) async throws -> Result {
    do {
        let result = try await body()
        await client.shutdown()
        return result
    } catch {
        await client.shutdown()
        throw error
    }
}

/// What sending fails with; `nil` when an answer came.
func failure(of request: OutboundRequest, by client: OutboundClient) async -> OutboundFailure? {
    do {
        _ = try await client.send(request)
        return nil
    } catch {
        return error
    }
}

extension OutboundFailure {
    var isNotSent: Bool {
        if case .notSent = self { true } else { false }
    }

    var isNoAnswer: Bool {
        if case .noAnswer = self { true } else { false }
    }
}
