import HummingbirdCore
import Logging
import NIOCore

/// HTTP/1.1 connections whose requests are answered on the connection's own event loop.
struct LoopBoundChannel: ServerChildChannel {
    let connection: HTTP1Channel

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<HTTP1Channel.Value> {
        connection.setup(channel: channel, logger: logger)
    }

    func handle(value: HTTP1Channel.Value, logger: Logger) async {
        await withTaskExecutorPreference(EventLoopExecutor(value.channel.eventLoop)) {
            await connection.handle(value: value, logger: logger)
        }
    }
}
