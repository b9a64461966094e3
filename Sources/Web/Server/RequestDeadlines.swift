import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Cuts off clients that are too slow, and tells the roster what each connection is doing.
///
/// Deadlines are absolute: a byte now and then does not move them.
///
/// Sits behind the HTTP codec, so it sees headers and bodies once they are complete; its timer runs regardless.
final class RequestDeadlines: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private let limits: ServerLimits
    private let roster: ConnectionRoster
    private var number: UInt64?
    private var deadline: NIODeadline?
    private var timer: Scheduled<Void>?
    /// Requests whose head came and whose end did not.
    private var isReading = false
    private var unanswered = 0
    private var closesAfterAnswer = false

    init(limits: ServerLimits, roster: ConnectionRoster) {
        self.limits = limits
        self.roster = roster
    }

    func handlerAdded(context: ChannelHandlerContext) {
        number = roster.enter(context.channel)
        allow(limits.headerTime)
        check(context)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        timer?.cancel()
        leave()
    }

    func channelInactive(context: ChannelHandlerContext) {
        timer?.cancel()
        leave()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head:
            isReading = true
            unanswered += 1
            move(to: .reading)
            allow(limits.bodyTime)
        case .end:
            isReading = false
            // Answered before its end: the deadline is now that of the next request.
            if unanswered == 0 {
                answered(context)
            } else {
                deadline = nil
                move(to: .working)
            }
        case .body:
            break
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head(let head):
            if head.headerFields[.connection] == "close" { closesAfterAnswer = true }
            context.write(data, promise: promise)
        case .end:
            unanswered -= 1
            context.write(data, promise: promise)
            if isReading { allow(limits.lingerTime) } else if unanswered == 0 { answered(context) }
        case .body:
            context.write(data, promise: promise)
        }
    }

    private func answered(_ context: ChannelHandlerContext) {
        allow(closesAfterAnswer ? .zero : limits.idleTime)
        move(to: .idle)
    }

    private func move(to phase: ConnectionBook.Phase) {
        if let number { roster.move(number, to: phase) }
    }

    private func leave() {
        if let number { roster.leave(number) }
        number = nil
    }

    private func allow(_ time: Duration) {
        deadline = .now() + TimeAmount(time)
    }

    private func check(_ context: ChannelHandlerContext) {
        if let deadline, deadline <= .now() {
            context.close(promise: nil)
            return
        }
        let bound = NIOLoopBound((handler: self, context: context), eventLoop: context.eventLoop)
        timer = context.eventLoop.scheduleTask(in: TimeAmount(limits.checkInterval)) {
            bound.value.handler.check(bound.value.context)
        }
    }
}
