import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Cuts off clients that are too slow with a request or with taking its answer, and tells the roster what each connection is doing.
///
/// Deadlines are absolute: a byte of a request now and then does not move them. An answer goes on for as long as its parts come
/// and are taken, as a page's live events do.
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
    /// More was written than the client takes; nothing further is, until it has taken some of it.
    private var isUntaken = false
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
            attend()
        case .end:
            isReading = false
            attend()
        case .body:
            break
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head(let head):
            if head.headerFields[.connection] == "close" { closesAfterAnswer = true }
            guard let refusal = UnreadRequest.answer(insteadOf: head) else {
                return context.write(data, promise: promise)
            }
            context.write(wrapOutboundOut(.head(refusal.head)), promise: nil)
            context.write(wrapOutboundOut(.body(refusal.body)), promise: promise)
        case .end:
            unanswered -= 1
            context.write(data, promise: promise)
            if !isReading { attend() } else if unanswered == 0, !isUntaken { allow(limits.lingerTime) }
        case .body:
            context.write(data, promise: promise)
            if !isReading, !isUntaken { allow(limits.answerTime) }
        }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        isUntaken = !context.channel.isWritable
        if isUntaken {
            allow(limits.takingTime)
            move(to: .untaken)
        } else {
            attend()
        }
        context.fireChannelWritabilityChanged()
    }

    /// Notes what is waited for now, and for how long; while nothing is taken, that time runs on.
    private func attend() {
        if isUntaken { return }
        if isReading {
            allow(unanswered > 0 ? limits.bodyTime : limits.lingerTime)
            move(to: .reading)
        } else if unanswered > 0 {
            allow(limits.answerTime)
            move(to: .working)
        } else {
            // Where it was answered before its end, too: the deadline is now that of the next request.
            allow(closesAfterAnswer ? .zero : limits.idleTime)
            move(to: .idle)
        }
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
