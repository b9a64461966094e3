#if RedisStreams
import NIOCore

/// Commands with the promises of their answers, which come in the same order.
struct RedisRequest: Sendable {
    var commands: [RedisCommand]
    /// How long the last answer may take.
    var patience: TimeAmount
    var promise: EventLoopPromise<[RedisReply]>
}

/// Writes commands one behind the other, without waiting for answers, and gives each its own.
///
/// A server that stops answering without closing is found out by time: then all that waits fails, and the channel closes.
final class RedisChannelHandler: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = RedisRequest
    typealias OutboundOut = ByteBuffer

    private struct Waiting {
        var missing: Int
        var replies: [RedisReply] = []
        var latest: NIODeadline
        var promise: EventLoopPromise<[RedisReply]>
    }

    private let reader: RedisReplyReader
    private var waiting: CircularBuffer<Waiting> = []
    private var hasUnflushed = false
    private var watch: Scheduled<Void>?
    private var end: RedisFailure?

    init() throws(RedisFailure) { reader = try RedisReplyReader() }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let request = unwrapOutboundIn(data)
        if let end {
            request.promise.fail(end)
            promise?.fail(end)
            return
        }
        var buffer = context.channel.allocator.buffer(capacity: request.commands.reduce(0) { $0 + $1.size })
        for command in request.commands { command.write(to: &buffer) }
        waiting.append(
            Waiting(missing: request.commands.count, latest: .now() + request.patience, promise: request.promise)
        )
        context.write(wrapOutboundOut(buffer), promise: promise)
        scheduleWatch(context)
        guard !hasUnflushed else { return }
        hasUnflushed = true
        // What comes in this turn of the loop goes out together.
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        context.eventLoop.execute {
            let (handler, context) = bound.value
            handler.hasUnflushed = false
            context.flush()
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        do throws(RedisFailure) {
            try reader.feed(unwrapInboundIn(data))
            while let reply = try reader.next() { try take(reply) }
        } catch {
            fail(error)
            context.close(promise: nil)
        }
    }

    private func take(_ reply: RedisReply) throws(RedisFailure) {
        guard !waiting.isEmpty else { throw .unreachable("it says what nobody asked") }
        waiting[waiting.startIndex].replies.append(reply)
        waiting[waiting.startIndex].missing -= 1
        if waiting[waiting.startIndex].missing == 0 {
            let done = waiting.removeFirst()
            done.promise.succeed(done.replies)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        fail(.unreachable("the connection was closed"))
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        fail(RedisConnecting.failure(error))
        context.close(promise: nil)
    }

    private func fail(_ failure: RedisFailure) {
        end = end ?? failure
        watch?.cancel()
        watch = nil
        let left = waiting
        waiting.removeAll()
        for request in left { request.promise.fail(failure) }
    }

    /// Looks once a second while something waits.
    private func scheduleWatch(_ context: ChannelHandlerContext) {
        guard watch == nil else { return }
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        watch = context.eventLoop.scheduleTask(in: .seconds(1)) {
            let (handler, context) = bound.value
            handler.watch = nil
            guard let first = handler.waiting.first else { return }
            guard first.latest < .now() else { return handler.scheduleWatch(context) }
            handler.fail(.unreachable("it did not answer in time"))
            context.close(promise: nil)
        }
    }
}
#endif
