import NIOCore
import NIOHTTP1
import NIOPosix
import Sandbox
import Synchronization
import Testing

/// What takes alerts in a test: a webhook on loopback that keeps the texts it is sent.
final class AlertReceiver: Sendable {
    static let path = "/services/T0/planted-alert-secret"

    private let channel: any Channel
    private let box: Box

    var url: String { "http://127.0.0.1:\(channel.localAddress?.port ?? 0)\(Self.path)" }
    var texts: [String] { box.state.withLock { $0.texts } }

    private init(channel: any Channel, box: Box) {
        self.channel = channel
        self.box = box
    }

    /// Runs `body` beside one, which refuses as many messages first.
    static func run(refusing count: Int = 0, _ body: (AlertReceiver) async throws -> Void) async throws {
        let box = Box(refusing: count)
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.configureHTTPServerPipeline()
                    try pipeline.addHandler(Taker(box))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        do {
            try await body(AlertReceiver(channel: channel, box: box))
            try await channel.close()
        } catch {
            try? await channel.close()
            throw error
        }
    }

    /// Waits until as many texts were taken.
    func received(_ count: Int) async throws -> [String] {
        let arrivals = box.arrivals()
        if texts.count >= count { return texts }
        for await taken in arrivals where taken >= count { return texts }
        throw Trouble("\(texts.count) alerts were sent, not \(count)")
    }

    fileprivate final class Box: Sendable {
        struct State {
            var texts: [String] = []
            var refusals: Int
            var listeners: [AsyncStream<Int>.Continuation] = []
        }

        let state: Mutex<State>

        init(refusing count: Int) {
            state = Mutex(State(refusals: count))
        }

        /// How many were taken, each time that one is.
        func arrivals() -> AsyncStream<Int> {
            let (stream, continuation) = AsyncStream.makeStream(of: Int.self)
            state.withLock { $0.listeners.append(continuation) }
            return stream
        }

        /// Keeps a text; returns the status to answer with.
        func take(_ body: [UInt8]) -> HTTPResponseStatus {
            guard let text = try? SandboxJSON(parsing: body)["text"]?.stringValue else { return .badRequest }
            return state.withLock { state in
                guard state.refusals == 0 else {
                    state.refusals -= 1
                    return .internalServerError
                }
                state.texts.append(text)
                for listener in state.listeners { listener.yield(state.texts.count) }
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
            case .head(let head): (isMeant, body) = (head.method == .POST && head.uri == AlertReceiver.path, [])
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
