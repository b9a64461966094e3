import Foundation
import Outbound
import SyncModel
import Synchronization
import Testing
import Web

@testable import Commands

/// A server that is asked over its API, and everything that is none.
@Suite struct RemoteDeskTests {
    private final class Script: OutboundTransport {
        private let answers: Mutex<[Result<OutboundResponse, OutboundFailure>]>
        let requests = Mutex<[OutboundRequest]>([])

        init(_ answers: [Result<OutboundResponse, OutboundFailure>]) { self.answers = Mutex(answers) }

        func send(_ request: OutboundRequest) async throws(OutboundFailure) -> OutboundResponse {
            requests.withLock { $0.append(request) }
            let answer = answers.withLock { $0.isEmpty ? nil : $0.removeFirst() }
            guard let answer else { throw .notSent(reason: "the script is over") }
            return try answer.get()
        }
    }

    private static let token = "the-secret-token"

    private static func desk(_ script: Script) throws -> RemoteDesk {
        RemoteDesk(
            try RemoteAddress("https://sync.example.com/"),
            token: Secret(token),
            actor: "ada\nX: y",
            transport: script
        )
    }

    private static func answer(
        _ status: Int,
        _ body: String,
        _ type: String = "application/json",
        _ more: [(String, String)] = []
    ) -> Result<OutboundResponse, OutboundFailure> {
        let headers = [("content-type", type)] + more
        return .success(
            OutboundResponse(status: status, headers: headers.map { (name: $0.0, value: $0.1) }, body: Array(body.utf8))
        )
    }

    private static func problem(_ status: Int, _ detail: String) -> Result<OutboundResponse, OutboundFailure> {
        answer(
            status,
            "{\"type\":\"about:blank\",\"title\":\"t\",\"status\":\(status),\"detail\":\"\(detail)\"}",
            "application/problem+json"
        )
    }

    @Test func theTokenGoesAsAHeaderAndTheJSONComesBackAsItWas() async throws {
        let json = "{\n  \"total\" : 0,\n  \"records\" : []\n}"
        let script = Script([Self.answer(200, json + "\n")])
        let shown: ShownReport<WaitingReport> = try await Self.desk(script).report(.waiting)
        #expect(shown.json == json && shown.value.total == 0)
        let sent = try #require(script.requests.withLock { $0.first })
        #expect(sent.url == "https://sync.example.com/api/v1/waiting" && sent.body == nil)
        #expect(sent.headers.contains { $0.0 == "authorization" && $0.1 == "Bearer \(Self.token)" })
        // A name cannot smuggle in another header.
        #expect(sent.headers.contains { $0.0 == "sluice-actor" && $0.1 == "adaX: y" })
        #expect(!sent.url.contains(Self.token))
    }

    @Test func listsAreReadPartByPart() async throws {
        let entry = #"{"id":1,"started_at":"a","actor":"b","action":"c","subject":",\"next\":"}"#
        let script = Script([
            Self.answer(200, "{\"items\":[\(entry)],\"next\":\"1\"}\n"),
            Self.answer(200, "{\"items\":[\(entry)],\"next\":null}"),
        ])
        let shown = try await Self.desk(script).list(500, of: LogCommand.Report.self) {
            .log(action: nil, actor: nil, page: $0)
        }
        #expect(shown.value.count == 2 && shown.json == "[\(entry),\(entry)]")
        #expect(script.requests.withLock { $0.map(\.url) }.last?.contains("limit=200&cursor=1") == true)
    }

    @Test(
        arguments: [
            (
                problem(401, "Send the admin_token, or the read_token"), DeskFailure.Kind.forbidden,
                "does not know this token"
            ),
            (problem(401, "No admin_token is configured, so the API is closed."), .forbidden, "set server.admin_token"),
            (problem(403, "The read token changes nothing."), .forbidden, "Use the admin_token."),
            (problem(404, "There is no such path."), .unavailable, "another version of Sluice"),
            (problem(404, "No order 7 of acme is known here."), .unknown, "No order 7 of acme"),
            (answer(404, "Not Found", "text/plain"), .unavailable, "another version of Sluice"),
            (problem(405, "It takes GET."), .unavailable, "another version of Sluice"),
            (problem(409, "Nothing fits any more."), .conflict, "Nothing fits any more."),
            (problem(422, "Say which store is meant."), .invalid, "Say which store"),
            (problem(503, "This node only receives; ask one that works."), .unavailable, "only receives"),
            (answer(200, "<html>Sign in</html>", "text/html"), .unavailable, "is a web page (status 200)"),
            (answer(502, "<html>Bad gateway</html>", "text/html"), .unavailable, "a proxy in front of it"),
            (answer(401, "<html>", "text/html"), .unavailable, "is a web page (status 401)"),
            (answer(200, "{\"total\":", "application/json"), .unavailable, "no answer of Sluice"),
            (answer(200, "{\"other\":1}", "application/json"), .unavailable, "use the release that runs there"),
            (
                answer(302, "", "text/html", [("location", "https://login.example.com/a?token=b")]), .unavailable,
                "to https://login.example.com, and the token is not sent there"
            ),
            (answer(429, "{}", "application/json", [("retry-after", "8")]), .unavailable, "wait for 8 s"),
            (.failure(.notSent(reason: "nothing accepts connections there")), .unavailable, "cannot be reached"),
            (.failure(.noAnswer(reason: "the time ran out")), .unavailable, "did not answer: the time ran out."),
            (.failure(.tooLarge(limit: 5)), .unavailable, "larger than any"),
        ] as [(Result<OutboundResponse, OutboundFailure>, DeskFailure.Kind, String)]
    )
    func whatGoesWrongIsASentence(
        _ answer: Result<OutboundResponse, OutboundFailure>,
        _ kind: DeskFailure.Kind,
        _ words: String
    ) async throws {
        let desk = try Self.desk(Script([answer]))
        let failure = await #expect(throws: DeskFailure.self) {
            try await desk.report(.waiting, as: WaitingReport.self)
        }
        #expect(failure?.kind == kind && failure?.words.contains(words) == true, "\(failure?.words ?? "none")")
        #expect(
            failure?.words.contains(Self.token) == false && failure?.words.hasSuffix(".") == true
                || failure?.words.hasSuffix("?") == true
        )
    }

    @Test func anOrderThatGotNoAnswerMayHaveBeenDone() async throws {
        let desk = try Self.desk(Script([.failure(.noAnswer(reason: "the connection broke"))]))
        let failure = await #expect(throws: DeskFailure.self) { try await desk.carryOut(.reload) }
        #expect(failure?.words.contains("\"sluice log\" tells") == true)
    }

    @Test func anOrderTellsWhatCameOfIt() async throws {
        let script = Script([Self.answer(200, #"{"said":"Done.","count":2,"job":4,"jobs":[4,5]}"#)])
        let done = try await Self.desk(script).carryOut(.audit(ComparingOrder(store: nil)))
        #expect(done.said == "Done." && done.count == 2 && done.jobs == [4, 5])
        let sent = try #require(script.requests.withLock { $0.first })
        #expect(String(decoding: sent.body ?? [], as: UTF8.self) == #"{"all":"true"}"# && sent.method == .post)
    }

    @Test(arguments: [
        ("http://sync.example.com", "plain text"), ("http://10.0.0.1:8080", "plain text"),
        ("sync.example.com", "an address such as"),
        ("https://ada:pw@sync.example.com", "without a user name"), ("https://x.example?token=1", "an address such as"),
        ("ftp://x.example", "an address such as"), ("", "an address such as"),
    ])
    func anAddressThatWouldShowTheTokenIsRefused(_ text: String, _ words: String) {
        let failure = #expect(throws: CommandFailure.self) { try RemoteAddress(text) }
        #expect(failure?.code == 2 && failure?.message.contains(words) == true, "\(failure?.message ?? "")")
    }

    @Test(arguments: [
        "https://sync.example.com", "http://127.0.0.1:8080", "http://localhost:8080/", "http://[::1]:8080",
        "https://x.example/sluice/",
    ])
    func anAddressThatKeepsItIsTaken(_ text: String) throws {
        #expect(try !RemoteAddress(text).base.hasSuffix("/"))
    }

    @Test func theTokenComesFromTheEnvironmentOrAFile() throws {
        let folder = try ConfigurationFolder(["token": "abc-1\n", "two": "a\nb", "empty": "\n"])
        func read(_ name: String?, _ environment: [String: String] = [:]) throws -> String {
            try RemoteToken.read(
                file: name.map { folder.url.appendingPathComponent($0).path },
                environment: environment
            ).reveal()
        }
        #expect(try read("token") == "abc-1" && read(nil, [RemoteToken.variable: "xyz"]) == "xyz")
        for name in ["two", "empty", "missing"] {
            let failure = #expect(throws: CommandFailure.self) { try read(name) }
            #expect(failure?.code == 2 && failure?.message.contains("--token-file") == true)
        }
        let none = #expect(throws: CommandFailure.self) { try read(nil) }
        #expect(none?.message.contains("SLUICE_ADMIN_TOKEN") == true)
        let broken = #expect(throws: CommandFailure.self) { try read(nil, [RemoteToken.variable: "a\u{7}b"]) }
        #expect(broken?.message.contains("\u{7}") == false)
    }
}
