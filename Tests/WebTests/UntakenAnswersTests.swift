import HTTPTypes
import NIOCore
import NIOEmbedded
import NIOHTTPTypes
import NIOPosix
import Testing

@testable import Web

/// A client that asks and asks and reads no answer keeps neither its connection nor others out.
@Suite(.serialized, .timeLimit(.minutes(1))) struct UntakenAnswersTests {
    /// Asks until the server ends it.
    private func askWithoutReading(_ port: Int) async throws {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.autoRead, value: false)
            .channelOption(.socketOption(.so_rcvbuf), value: 4_096)
            .connect(host: "127.0.0.1", port: port).get()
        let asked = ByteBuffer(
            string: String(repeating: "GET /nothing HTTP/1.1\r\nHost: x\r\n\r\n", count: 2_000)
        )
        // Written once the server has taken it: from some time on it takes no more, since its answers wait.
        while (try? await channel.writeAndFlush(asked)) != nil {}
        try? await channel.close()
    }

    @Test func itIsCutOff() async throws {
        let limits = ServerLimits(takingTime: .seconds(1))
        try await withServer(routes: WebRoutes(), limits: limits) { port in
            try await askWithoutReading(port)
        }
    }

    /// A connection that has sent a whole request; the answer is not written yet.
    private func asking(_ roster: ConnectionRoster, _ limits: ServerLimits = ServerLimits()) throws -> EmbeddedChannel {
        let channel = EmbeddedChannel(handler: RequestDeadlines(limits: limits, roster: roster))
        let head = HTTPRequest(method: .get, scheme: nil, authority: nil, path: "/")
        try channel.writeInbound(HTTPRequestPart.head(head))
        try channel.writeInbound(HTTPRequestPart.end(nil))
        channel.connect(to: try SocketAddress(ipAddress: "127.0.0.1", port: 1), promise: nil)
        return channel
    }

    private func letTake(_ channel: EmbeddedChannel, _ isWritable: Bool) {
        channel.isWritable = isWritable
        channel.pipeline.fireChannelWritabilityChanged()
        channel.embeddedEventLoop.run()
    }

    @Test func itMakesRoomForWhoComes() throws {
        let roster = ConnectionRoster(limit: 2)
        let (first, second) = (try asking(roster), try asking(roster))
        letTake(first, false)
        letTake(second, false)
        letTake(second, true)
        #expect(first.isActive && second.isActive, "there are not too many")
        _ = try asking(roster)
        first.embeddedEventLoop.run()
        #expect(!first.isActive && second.isActive)
    }

    /// While all of them are being answered none is taken, and so none comes for which it would go.
    @Test func itMakesRoomBeforeOneComes() throws {
        let roster = ConnectionRoster(limit: 1)
        let (first, second) = (try asking(roster), try asking(roster))
        letTake(first, false)
        #expect(!first.isActive && second.isActive)
        letTake(second, false)
        #expect(second.isActive, "alone it may stay, until its time is over")
    }

    /// A page that follows what happens has an answer without an end: it goes on while parts of it come.
    @Test func anAnswerInPartsIsCutOffOnlyWhereNoneComes() async throws {
        let limits = ServerLimits(answerTime: .milliseconds(300))
        let channel = try asking(ConnectionRoster(limit: 1), limits)
        try channel.writeOutbound(HTTPResponsePart.head(HTTPResponse(status: .ok)))
        let start = ContinuousClock.now
        while channel.isActive, start.duration(to: .now) < .seconds(1) {
            try channel.writeOutbound(HTTPResponsePart.body(ByteBuffer(string: "data: 1\n\n")))
            channel.embeddedEventLoop.advanceTime(by: .milliseconds(300))
            await Task.yield()
        }
        #expect(channel.isActive)
        while channel.isActive {
            channel.embeddedEventLoop.advanceTime(by: .milliseconds(300))
            await Task.yield()
        }
        #expect(start.duration(to: .now) > .milliseconds(1_200))
    }
}
