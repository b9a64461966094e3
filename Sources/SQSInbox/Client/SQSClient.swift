import Foundation
package import Outbound
package import SyncModel
import Synchronization

/// Asks SQS in its JSON protocol: signs, tries again what is momentary, and follows AWS' clock.
package final class SQSClient: Sendable {
    package let region: String
    package let credentials: CredentialChain
    private let transport: any OutboundTransport
    /// Scheme, host and port that requests go to.
    private let endpoint: String
    private let clock: any WallClock
    private let random: @Sendable () -> Double
    /// How far AWS' clock is before ours.
    private let skew = Mutex(Duration.zero)

    /// What a request may take unless somebody waits for it.
    package static let usualPatience = Duration.seconds(5)

    private static let attempts = 3

    package init(
        transport: any OutboundTransport,
        endpoint: String,
        region: String,
        credentials: CredentialChain,
        clock: any WallClock,
        random: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) }
    ) {
        self.transport = transport
        self.endpoint = endpoint
        self.region = region
        self.credentials = credentials
        self.clock = clock
        self.random = random
    }

    /// Asks, and reads the answer.
    ///
    /// - Parameters:
    ///   - action: what is asked.
    ///   - queue: which one it is about, for the words of a refusal.
    ///   - body: of the request.
    ///   - patience: how long all attempts together may take.
    /// - Returns: the answer.
    /// - Throws: ``SQSFailure``; after `unreachable` it is not known whether the request was carried out.
    package func ask<Answer: Decodable & Sendable>(
        _ action: SQSAction,
        of queue: SQSAddress,
        _ body: some Encodable & Sendable,
        patience: Duration = usualPatience
    ) async throws(SQSFailure) -> Answer {
        guard let bytes = try? JSONEncoder().encode(body) else { throw .unexpected(action.rawValue) }
        let end = ContinuousClock.now + patience
        var attempt = 0
        var hasRenewed = false
        while true {
            attempt += 1
            do throws(SQSFailure) {
                let response = try await send(action, of: queue, Array(bytes), within: end - .now)
                // Some answers are empty.
                let told = response.body.isEmpty ? Array("{}".utf8) : response.body
                guard let answer = try? JSONDecoder().decode(Answer.self, from: Data(told)) else {
                    throw .unexpected(action.rawValue)
                }
                return answer
            } catch {
                if case .refused(let refusal) = error, !hasRenewed, refusal.isClock || refusal.isOutdated {
                    hasRenewed = true
                    if refusal.isOutdated { await credentials.forget() }
                    continue
                }
                let pause = RetryPolicy(first: .milliseconds(100), cap: .seconds(1))
                    .delay(afterAttempts: attempt - 1, random: random())
                guard error.isMomentary, attempt < Self.attempts, ContinuousClock.now + pause < end, !Task.isCancelled
                else { throw error }
                try? await Task.sleep(for: pause)
            }
        }
    }

    private func send(
        _ action: SQSAction,
        of queue: SQSAddress,
        _ body: [UInt8],
        within patience: Duration
    ) async throws(SQSFailure) -> OutboundResponse {
        let used = try await credentials.current()
        let headers = [
            ("content-type", "application/x-amz-json-1.0"), ("x-amz-target", "AmazonSQS.\(action.rawValue)"),
        ]
        let host = endpoint.split(separator: "/").last.map(String.init) ?? endpoint
        let signed = SignatureV4(used, region: region, service: "sqs").headers(
            for: SignatureV4.Request(
                method: "POST",
                host: host,
                headers: headers.map { (name: $0.0, value: $0.1) },
                body: body
            ),
            at: clock.now + skew.withLock { $0 }
        )
        let request = OutboundRequest(
            system: "sqs",
            method: .post,
            url: "\(endpoint)/",
            headers: headers + signed.map { ($0.name, $0.value) },
            body: body,
            deadline: max(patience, .milliseconds(100)),
            maximumResponseBytes: 64 << 20
        )
        let response: OutboundResponse
        do throws(OutboundFailure) {
            response = try await transport.send(request)
        } catch {
            if case .refusedHost = error { throw .unusable("\(error)") }
            throw .unreachable("\(error) (\(endpoint))")
        }
        guard response.status != 200 else { return response }
        let refusal = SQSRefusal(
            response,
            action: action,
            queue: queue.arn(region: region),
            identity: "the key \(used.keyID) (\(used.origin))"
        )
        if refusal.isClock, let date = response.date {
            skew.withLock { $0 = Instant(seconds: date).since(clock.now) }
        }
        throw .refused(refusal)
    }
}
