import Logging
import Outbound
import ServiceLifecycle
import SyncEngine
import SyncModel

/// Sends spans to the collector, some at a time; what it does not take in a few tries is dropped and counted.
///
/// Nobody waits for it: a collector that is away or slow costs its spans and nothing else.
struct SpanExporter: Service {
    let queue: SpanQueue
    let settings: TracingSettings
    let installation: String
    let node: String
    let client: any OutboundTransport
    let logger: Logger
    /// What releases the client once the last spans are sent.
    var close: @Sendable () async -> Void = {}
    /// Between two tries of the same spans.
    var pause = Duration.seconds(2)

    static let batch = 512
    private static let pace = Duration.seconds(1)
    private static let tries = 3
    /// Shorter than a shutdown may last.
    private static let deadline = Duration.seconds(5)

    func run() async throws {
        var isAway = false
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            await cancelWhenGracefulShutdown { await queue.wake.wait(upTo: Self.pace) }
            await send(tries: Self.tries, &isAway)
        }
        await send(tries: 1, &isAway)
        await close()
    }

    /// Sends what is there; where one portion is not taken, the rest waits for the next turn.
    private func send(tries: Int, _ isAway: inout Bool) async {
        while true {
            let spans = queue.take(Self.batch)
            guard !spans.isEmpty else { return }
            guard let problem = await problem(of: spans, tries: tries) else {
                SpanQueue.count("sent", spans.count)
                if isAway { logger.notice("The trace collector takes spans again") }
                isAway = false
                if spans.count < Self.batch { return }
                continue
            }
            SpanQueue.count("dropped", spans.count)
            // Said once, not once for each portion.
            if !isAway {
                logger.warning(
                    "The trace collector takes no spans; they are dropped",
                    metadata: ["problem": "\(problem)"]
                )
            }
            isAway = true
            return
        }
    }

    /// `nil` where the spans were taken.
    private func problem(of spans: [FinishedSpan], tries: Int) async -> String? {
        guard let body = try? OTLPBody(spans, installation: installation, node: node).bytes() else {
            return "they cannot be written"
        }
        var request = OutboundRequest(
            system: "otlp",
            method: .post,
            url: settings.url,
            headers: [("content-type", "application/json")] + settings.headers.map { ($0.key, $0.value.reveal()) },
            body: body,
            deadline: Self.deadline,
            maximumResponseBytes: 1 << 20
        )
        request.secretHeaders = Set(settings.headers.keys)
        var problem: String?
        for attempt in 1...tries {
            let (words, isWorthAnotherTry) = await outcome(of: request)
            problem = words
            guard words != nil, isWorthAnotherTry, attempt < tries, !Task.isShuttingDownGracefully else { break }
            await cancelWhenGracefulShutdown { try? await Task.sleep(for: pause) }
        }
        return problem
    }

    private func outcome(of request: OutboundRequest) async -> (problem: String?, isWorthAnotherTry: Bool) {
        do throws(OutboundFailure) {
            let status = try await client.send(request).status
            // As the protocol says which ones may be repeated.
            return (200..<300).contains(status)
                ? (nil, false) : ("it answered \(status)", [429, 502, 503, 504].contains(status))
        } catch {
            switch error {
            case .refusedHost: return ("its address may not be called: https, or http on loopback", false)
            case .notSent, .noAnswer: return ("it does not answer", true)
            case .tooLarge: return (nil, false)
            }
        }
    }
}
