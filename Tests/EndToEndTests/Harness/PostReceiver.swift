import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// What takes posts at one path of loopback in a test, and tells of each that was taken.
final class PostReceiver: Sendable {
    /// What is posted there, and how it is answered.
    struct Counter: Sendable {
        var path: String
        /// Without which a post is not meant for it.
        var headers: [String: String] = [:]
        /// Takes a body; returns the status to answer with.
        var take: @Sendable ([UInt8]) -> Int
    }

    private let channel: any Channel
    private let arrivals: Arrivals

    var origin: String { "http://127.0.0.1:\(channel.localAddress?.port ?? 0)" }

    private init(channel: any Channel, arrivals: Arrivals) {
        self.channel = channel
        self.arrivals = arrivals
    }

    /// Runs `body` beside one.
    static func run(_ counter: Counter, _ body: (PostReceiver) async throws -> Void) async throws {
        let arrivals = Arrivals()
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.configureHTTPServerPipeline()
                    try pipeline.addHandler(Taker(counter, arrivals))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        do {
            try await body(PostReceiver(channel: channel, arrivals: arrivals))
            try await channel.close()
        } catch {
            try? await channel.close()
            throw error
        }
    }

    /// Waits until what was taken is enough.
    ///
    /// - Throws: what `trouble` makes, where no more comes.
    func wait(until isEnough: () -> Bool, orElse trouble: () -> Trouble) async throws {
        let arrivals = arrivals.stream()
        if isEnough() { return }
        for await _ in arrivals where isEnough() { return }
        throw trouble()
    }

    private final class Arrivals: Sendable {
        private let listeners = Mutex<[AsyncStream<Void>.Continuation]>([])

        func stream() -> AsyncStream<Void> {
            let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
            listeners.withLock { $0.append(continuation) }
            return stream
        }

        func tell() {
            for listener in listeners.withLock({ $0 }) { listener.yield() }
        }
    }

    private final class Taker: ChannelInboundHandler {
        typealias InboundIn = HTTPServerRequestPart
        typealias OutboundOut = HTTPServerResponsePart

        private let counter: Counter
        private let arrivals: Arrivals
        private var isMeant = false
        private var body: [UInt8] = []

        init(_ counter: Counter, _ arrivals: Arrivals) {
            self.counter = counter
            self.arrivals = arrivals
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            switch unwrapInboundIn(data) {
            case .head(let head):
                isMeant =
                    head.method == .POST && head.uri == counter.path
                    && counter.headers.allSatisfy { head.headers[$0.key] == [$0.value] }
                body = []
            case .body(let buffer): body += buffer.readableBytesView
            case .end:
                let status = HTTPResponseStatus(statusCode: isMeant ? counter.take(body) : 404)
                if status == .ok { arrivals.tell() }
                let head = HTTPResponseHead(version: .http1_1, status: status, headers: ["content-length": "0"])
                context.write(wrapOutboundOut(.head(head)), promise: nil)
                context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
            }
        }
    }
}
