import Conformance
import Foundation
import Outbound
import SQSInbox
import SyncEngine
import SyncModel
import Synchronization
import Testing

/// A queue that is away, slow, refuses, or takes only a part.
@Suite(.serialized, .timeLimit(.minutes(2)), .enabled(if: MotoServer.isInstalled)) struct SQSTroubleTests {
    private func problem(_ url: String, _ variables: [String: String]) async throws -> InboxProblem? {
        try await SQSInbox(
            SQSAddress(url: url),
            surroundings: AWSSurroundings(variables: variables),
            bodies: InMemoryStore(leaseClock: { Instant(seconds: 0) }),
            seal: nil,
            clock: SystemClock()
        ).problem()
    }

    @Test func whatIsWrongIsNamed() async throws {
        let server = try await SharedMoto.shared.started()
        #expect(try await problem(server.url(), server.environment()) == nil)
        #expect(
            try await problem(
                server.url(),
                server.environment(profile: "assuming").merging(
                    ["AWS_ENDPOINT_URL_STS": "http://127.0.0.1:\(server.port)"]
                ) { $1 }
            ) == nil
        )
        let missing = try #require(try await problem(server.url(queue: "sluice-none"), server.environment()))
        #expect(
            missing.needsPerson && missing.words.contains("no queue arn:aws:sqs:eu-west-1:123456789012:sluice-none")
        )
        var wrong = server.environment()
        wrong.merge(["AWS_ACCESS_KEY_ID": "AKIANOBODY", "AWS_SECRET_ACCESS_KEY": "s3cret"]) { $1 }
        let unknown = try #require(try await problem(server.url(), wrong))
        #expect(unknown.needsPerson && unknown.words.contains("AKIANOBODY (from the environment) is not known"))
        let text = try String(contentsOfFile: server.credentials, encoding: .utf8)
        let key = try #require(text.split(separator: "\n").dropFirst().first?.split(separator: " ").last)
        wrong["AWS_ACCESS_KEY_ID"] = String(key)
        let unfit = try #require(try await problem(server.url(), wrong))
        #expect(unfit.needsPerson && unfit.words.contains("secret does not fit") && !unfit.words.contains("s3cret"))
        let none = try #require(
            try await problem(server.url(), ["AWS_EC2_METADATA_DISABLED": "true", "HOME": "/nowhere"])
        )
        #expect(none.needsPerson && none.words.contains("AWS_ACCESS_KEY_ID"))
        let closed = try FreePort.take()
        let away = try await problem("sqs://127.0.0.1:\(closed)/123456789012/a?region=x", server.environment())
        #expect(away?.needsPerson == false && away?.words.contains("cannot be reached") == true)
        #expect(throws: SQSFailure.self) {
            try SQSInbox(
                SQSAddress(url: "sqs://127.0.0.1/123456789012/a"),
                surroundings: AWSSurroundings(variables: ["HOME": "/nowhere"]),
                bodies: InMemoryStore(leaseClock: { Instant(seconds: 0) }),
                seal: nil,
                clock: SystemClock()
            )
        }
    }

    @Test func aReceiversPermissionsSufficeToSendAndNotToTake() async throws {
        let stage = try await SQSStage(SharedMoto.shared.started(), profile: "receiver")
        try await stage.transport().append(SQSStage.receipt(1))
        let refused = await #expect(throws: SQSFailure.self) { try await SQSStage.take(stage.source()) }
        let words = "\(refused as Any)"
        #expect(words.contains("sqs:ReceiveMessage") && words.contains("docs/sqs.md") && refused?.needsPerson == true)
        #expect(words.contains(stage.queue.address.queue))
    }

    @Test func oneThatStandsStillIsGivenUpInTimeAndGoesOn() async throws {
        let server = try await MotoServer()
        let stage = try await SQSStage(server)
        let transport = stage.transport(patience: SQSTransport.usualPatience)
        try await stage.transport().append(SQSStage.receipt(1))
        let id = try #require(server.id)
        kill(id, SIGSTOP)
        let begun = ContinuousClock.now
        await #expect(throws: InboxFailure.self) { try await transport.append(SQSStage.receipt(2)) }
        #expect(ContinuousClock.now - begun < .seconds(4))
        kill(id, SIGCONT)
        try await stage.transport().append(SQSStage.receipt(3))
        let source = stage.source()
        var ids: Set<String> = []
        while let taken = try await SQSStage.take(source) {
            ids.formUnion(taken)
            _ = try await source.finished()
        }
        // Whether the second arrived nobody can know.
        #expect(ids.isSuperset(of: ["w1", "w3"]))
    }

    private func queue(_ transport: ScriptedTransport, clock: any WallClock = SystemClock()) throws -> SQSQueue {
        let credentials = EnvironmentCredentials(["AWS_ACCESS_KEY_ID": "K", "AWS_SECRET_ACCESS_KEY": "s"])
        let client = SQSClient(
            transport: transport,
            endpoint: "https://sqs.eu-west-1.amazonaws.com",
            region: "eu-west-1",
            credentials: CredentialChain([credentials], clock: clock),
            clock: clock,
            random: { 0 }
        )
        return SQSQueue(client, try SQSAddress(url: "sqs://sqs.eu-west-1.amazonaws.com/123456789012/sluice"))
    }

    private static let attributes = ScriptedTransport.Step.answer(
        .post,
        "/",
        json: #"{"Attributes": {"MaximumMessageSize": "1048576"}}"#
    )

    @Test func whatIsNotTakenOfABatchGoesOnceMoreAndNothingElse() async throws {
        let transport = ScriptedTransport([
            .answer(
                .post,
                "/",
                json: #"{"Successful": [{"Id": "0"}], "Failed": [{"Id": "1", "Code": "InternalError"}]}"#
            )
        ])
        let queue = try queue(transport)
        let failed = try await queue.send([
            SQSQueue.Outgoing(text: "a", key: "1"), SQSQueue.Outgoing(text: "b", key: "2"),
            SQSQueue.Outgoing(text: "c", key: "3"),
        ])
        #expect(failed.keys.sorted() == [1, 2])
        transport.then([
            .answer(.post, "/", json: #"{"Failed": [{"Id": "0", "Code": "InternalError", "SenderFault": false}]}"#),
            .answer(.post, "/", json: #"{"Successful": [{"Id": "0"}]}"#),
            .answer(
                .post,
                "/",
                json: #"{"Failed": [{"Id": "0", "Code": "InvalidMessageContents", "SenderFault": true}]}"#
            ),
            .answer(.post, "/", json: #"{"Successful": [{"Id": "0", "MD5OfMessageBody": "0"}]}"#),
            .answer(
                .post,
                "/",
                json: #"{"Successful": [{"Id": "0", "MD5OfMessageBody": "92eb5ffee6ae2fec3ad71c777531578f"}]}"#
            ),
        ])
        let sender = SQSSender(queue, patience: .seconds(2))
        try await sender.send(SQSQueue.Outgoing(text: "a", key: "1"), limit: 1_000)
        // What SQS will never take is not tried again.
        await #expect(throws: SQSFailure.self) {
            try await sender.send(SQSQueue.Outgoing(text: "a", key: "1"), limit: 1_000)
        }
        // One that arrived as something else is sent again.
        try await sender.send(SQSQueue.Outgoing(text: "b", key: "1"), limit: 1_000)
        transport.expectFinished()
    }

    @Test func aClockThatIsWrongFollowsThatOfAWS() async throws {
        let clock = SystemClock()
        let date = "Sun, 06 Nov 2033 08:49:37 GMT"
        let transport = ScriptedTransport([
            .answer(
                .post,
                "/",
                status: 403,
                headers: [("Date", date)],
                json:
                    #"{"__type": "com.amazon.coral.service#InvalidSignatureException", "message": "Signature expired: a is now earlier than b"}"#
            ),
            Self.attributes, Self.attributes,
        ])
        let queue = try queue(transport, clock: clock)
        _ = try await queue.attributes()
        _ = try await queue.attributes()
        let times = transport.requests.map { request in request.headers.first { $0.0 == "x-amz-date" }?.1.prefix(11) }
        #expect(times.dropFirst() == ["20331106T08", "20331106T08"] && times.first != "20331106T08")
        transport.expectFinished()
    }

    @Test func whatIsMomentaryIsTriedAgainAndOtherRefusalsAreNot() async throws {
        let transport = ScriptedTransport([
            .answer(.post, "/", status: 503), .failure(.post, "/", .notSent(reason: "no connection")), Self.attributes,
            .answer(.post, "/", status: 400, json: #"{"__type": "com.amazonaws.sqs#RequestThrottled"}"#),
            Self.attributes,
            .answer(.post, "/", status: 400, json: #"{"__type": "com.amazonaws.sqs#OverLimit2", "message": "m"}"#),
        ])
        let queue = try queue(transport)
        _ = try await queue.attributes()
        _ = try await queue.attributes()
        await #expect(throws: SQSFailure.self) { try await queue.attributes() }
        transport.expectFinished()
    }

    @Test(arguments: [
        ("KmsAccessDenied", 400, "kms:Decrypt"), ("KmsDisabled", 400, "AWS KMS"),
        ("ExpiredTokenException", 403, "session of"), ("com.amazonaws.sqs#UnsupportedOperation", 400, "too old"),
        ("AccessDeniedException", 403, "sqs:GetQueueAttributes"),
    ]) func aRefusalIsToldWithItsMending(_ code: String, _ status: Int, _ part: String) async throws {
        let answer = ScriptedTransport.Step.answer(.post, "/", status: status, json: "{\"__type\": \"\(code)\"}")
        let failure = try await #require(throws: SQSFailure.self) {
            try await queue(ScriptedTransport(Array(repeating: answer, count: code.hasPrefix("Expired") ? 2 : 1)))
                .attributes()
        }
        #expect("\(failure)".contains(part) && failure.needsPerson, "\(failure)")
    }
}
