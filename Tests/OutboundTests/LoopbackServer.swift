import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A server on loopback that answers with raw bytes, so that a test can send what no well-behaved server would.
final class LoopbackServer: Sendable {
    struct Received: Sendable {
        var method = ""
        var target = ""
        var headers = HTTPHeaders()
        var body: [UInt8] = []
    }

    enum Answer: Sendable {
        /// The connection stays open for the next request.
        case bytes([UInt8])
        case closing([UInt8])
        /// The connection is reset, not closed in order.
        case resetting([UInt8])
        case silence
    }

    typealias Respond = @Sendable (Received) -> Answer

    let port: Int
    /// Every request, as it arrives; for one reader.
    let arrivals: AsyncStream<Received>
    private let channel: any Channel

    var base: String { "http://127.0.0.1:\(port)" }
    var hosts: Set<String> { ["127.0.0.1:\(port)", "localhost:\(port)"] }

    private init(channel: any Channel, arrivals: AsyncStream<Received>) throws {
        self.channel = channel
        self.arrivals = arrivals
        port = try #require(channel.localAddress?.port)
    }

    /// Runs `body` beside a server on a free port, and stops it afterwards.
    static func run<Result>(
        tls: NIOSSLContext? = nil,
        respond: @escaping Respond,
        _ body: (LoopbackServer) async throws -> Result
    ) async throws -> Result {
        let (arrivals, continuation) = AsyncStream.makeStream(of: Received.self)
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    if let tls { try pipeline.addHandler(NIOSSLServerHandler(context: tls)) }
                    try pipeline.addHandler(ByteToMessageHandler(HTTPRequestDecoder()))
                    try pipeline.addHandler(Responder(arrivals: continuation, respond: respond))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        do {
            let result = try await body(LoopbackServer(channel: channel, arrivals: arrivals))
            try await channel.close()
            return result
        } catch {
            try? await channel.close()
            throw error
        }
    }
}

private final class Responder: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = ByteBuffer

    private let arrivals: AsyncStream<LoopbackServer.Received>.Continuation
    private let respond: LoopbackServer.Respond
    private var received = LoopbackServer.Received()

    init(arrivals: AsyncStream<LoopbackServer.Received>.Continuation, respond: @escaping LoopbackServer.Respond) {
        self.arrivals = arrivals
        self.respond = respond
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            received = .init(method: head.method.rawValue, target: head.uri, headers: head.headers)
        case .body(let buffer):
            received.body += buffer.readableBytesView
        case .end:
            arrivals.yield(received)
            answer(respond(received), on: context.channel)
        }
    }

    /// Rubbish from a client is part of some tests; the connection stays as it is.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {}

    private func answer(_ answer: LoopbackServer.Answer, on channel: any Channel) {
        switch answer {
        case .bytes(let bytes): channel.writeAndFlush(ByteBuffer(bytes: bytes), promise: nil)
        case .closing(let bytes):
            channel.writeAndFlush(ByteBuffer(bytes: bytes)).whenComplete { _ in channel.close(promise: nil) }
        case .resetting(let bytes):
            channel.writeAndFlush(ByteBuffer(bytes: bytes)).whenComplete { _ in
                // Lingering for zero seconds makes the kernel send a reset.
                let sockets = channel as? any SocketOptionProvider
                let lingering = sockets?.setSoLinger(linger(l_onoff: 1, l_linger: 0))
                lingering?.whenComplete { _ in channel.close(promise: nil) }
            }
        case .silence: break
        }
    }
}
