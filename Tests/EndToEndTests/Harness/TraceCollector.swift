import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import Sandbox
import Synchronization

/// What takes traces in a test: OTLP over HTTP on loopback, in JSON.
final class TraceCollector: Sendable {
    /// A span as the tests look at it.
    struct Span: Sendable {
        var trace: String
        var id: String
        var parent: String?
        var name: String
        var kind: Int
        var start: Int64
        var end: Int64
        /// Numbers as text.
        var attributes: [String: String]
        /// The traces that it points at.
        var links: [String]
    }

    private struct State {
        var spans: [Span] = []
        var bodies = ""
        var listeners: [AsyncStream<Void>.Continuation] = []
    }

    private let channel: any Channel
    private let box: Box

    var url: String { "http://127.0.0.1:\(channel.localAddress?.port ?? 0)" }
    var spans: [Span] { box.state.withLock { $0.spans } }
    /// Everything that came, as it came.
    var text: String { box.state.withLock { $0.bodies } }

    private init(channel: any Channel, box: Box) {
        self.channel = channel
        self.box = box
    }

    static func run(_ body: (TraceCollector) async throws -> Void) async throws {
        let box = Box()
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(Taker(box))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        do {
            try await body(TraceCollector(channel: channel, box: box))
            try await channel.close()
        } catch {
            try? await channel.close()
            throw error
        }
    }

    /// Waits until what has come fulfils this.
    func received(_ isEnough: @Sendable ([Span]) -> Bool) async throws -> [Span] {
        let arrivals = box.arrivals()
        if isEnough(spans) { return spans }
        for await _ in arrivals where isEnough(spans) { return spans }
        throw Trouble("the spans did not come: \(spans.map(\.name))")
    }

    private final class Box: Sendable {
        let state = Mutex(State())

        func arrivals() -> AsyncStream<Void> {
            let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
            state.withLock { $0.listeners.append(continuation) }
            return stream
        }

        func take(_ body: [UInt8]) -> HTTPResponseStatus {
            guard let json = try? SandboxJSON(parsing: body), let resources = json["resourceSpans"]?.arrayValue else {
                return .badRequest
            }
            let scopes = resources.flatMap { $0["scopeSpans"]?.arrayValue ?? [] }
            let spans = scopes.flatMap { $0["spans"]?.arrayValue ?? [] }.compactMap { Span($0) }
            return state.withLock { state in
                state.spans += spans
                state.bodies += String(decoding: body, as: UTF8.self)
                for listener in state.listeners { listener.yield() }
                return .ok
            }
        }
    }

    private final class Taker: ChannelInboundHandler {
        typealias InboundIn = HTTPServerRequestPart
        typealias OutboundOut = HTTPServerResponsePart

        private let box: Box
        private var isMeant = false
        private var body: [UInt8] = []

        init(_ box: Box) {
            self.box = box
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            switch unwrapInboundIn(data) {
            case .head(let head):
                isMeant = head.method == .POST && head.uri == "/v1/traces" && head.headers["x-key"] == ["collector-key"]
                body = []
            case .body(let buffer): body += buffer.readableBytesView
            case .end:
                let status = isMeant ? box.take(body) : .notFound
                let head = HTTPResponseHead(version: .http1_1, status: status, headers: ["content-length": "0"])
                context.write(wrapOutboundOut(.head(head)), promise: nil)
                context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
            }
        }
    }
}

extension TraceCollector.Span {
    /// `nil` where anything is missing that the protocol asks for.
    fileprivate init?(_ json: SandboxJSON) {
        guard let trace = json["traceId"]?.stringValue, let id = json["spanId"]?.stringValue,
            let name = json["name"]?.stringValue, let kind = json["kind"]?.intValue,
            let start = json["startTimeUnixNano"]?.stringValue.flatMap({ Int64($0) }),
            let end = json["endTimeUnixNano"]?.stringValue.flatMap({ Int64($0) })
        else { return nil }
        let attributes = (json["attributes"]?.arrayValue ?? []).compactMap { item -> (String, String)? in
            guard let key = item["key"]?.stringValue, let value = item["value"] else { return nil }
            return (key, value["stringValue"]?.stringValue ?? value["intValue"]?.stringValue ?? "")
        }
        self.init(
            trace: trace,
            id: id,
            parent: json["parentSpanId"]?.stringValue,
            name: name,
            kind: Int(kind),
            start: start,
            end: end,
            attributes: Dictionary(attributes) { first, _ in first },
            links: (json["links"]?.arrayValue ?? []).compactMap { $0["traceId"]?.stringValue }
        )
    }
}
