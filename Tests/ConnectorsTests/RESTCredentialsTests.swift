import Connectors
import Outbound
import SyncModel
import Synchronization
import Testing

@Suite("REST: credentials")
struct RESTCredentialsTests {
    private static func text(_ auth: String) -> String {
        """
        auth: \(auth)
        probe: { path: /me, account: account.id }
        objects:
          order:
            object: deal
            external_id: shop_id
            upsert: { path: "/deals/{external_id}" }
        """
    }

    private func send(_ auth: String, _ credentials: [String: String]) async throws -> [String: String] {
        let bench = try RESTBench(Self.text(auth), credentials: credentials) { _ in .text(200, #"{"id":"1"}"#) }
        _ = try await bench.connector.upsert([RESTBench.order()], kind: .order)
        return bench.asked[0].headers
    }

    @Test func theyGoWhereTheDescriptionSays() async throws {
        #expect(try await send("{ kind: none }", [:])["authorization"] == nil)
        #expect(try await send("{ kind: bearer }", ["token": "k"])["authorization"] == "Bearer k")
        let freshsales = "{ kind: bearer, token: \"token={credentials.key}\", prefix: Token }"
        #expect(try await send(freshsales, ["key": "k"])["authorization"] == "Token token=k")
        let copper =
            "{ kind: header, headers: { X-PW-AccessToken: \"{credentials.token}\", X-PW-UserEmail: \"{credentials.user}\" } }"
        let headers = try await send(copper, ["token": "k", "user": "a@b.c"])
        #expect(headers["x-pw-accesstoken"] == "k" && headers["x-pw-useremail"] == "a@b.c")
        let close = try await send("{ kind: basic, user: \"{credentials.token}\", password: \"\" }", ["token": "key"])
        #expect(close["authorization"] == "Basic a2V5Og==")
    }

    private static let oauth = """
        { kind: oauth, grant: refresh_token, token_url: "https://crm.test/token", client: basic }
        """

    @Test func oneTokenServesAllCallsUntilItIsRefused() async throws {
        let issued = Mutex(0)
        let bench = try RESTBench(
            Self.text(Self.oauth),
            credentials: ["client_id": "id", "client_secret": "s:1", "refresh_token": "r0"]
        ) { asked in
            if asked.target == "/token" {
                let number = issued.withLock { count in
                    count += 1
                    return count
                }
                return .text(
                    200,
                    "{\"access_token\":\"a\(number)\",\"expires_in\":3600,\"refresh_token\":\"r\(number)\"}"
                )
            }
            // The first token is refused once it was used twice.
            return asked.headers["authorization"] == "Bearer a1" && asked.target == "/deals/3"
                ? .text(401, "{}") : .text(200, #"{"id":"1"}"#)
        }
        for id in 1...3 {
            #expect(try await bench.connector.upsert([RESTBench.order(Int64(id))], kind: .order).count == 1)
        }
        let logins = bench.asked.filter { $0.target == "/token" }
        #expect(logins.map(\.body) == ["r0", "r1"].map { "grant_type=refresh_token&refresh_token=\($0)" })
        #expect(logins[0].headers["authorization"] == "Basic aWQ6cyUzQTE=")
        #expect(bench.asked.last?.headers["authorization"] == "Bearer a2")
    }

    @Test func aFreshTokenThatIsRefusedIsNotReplacedAtEveryProbe() async throws {
        let now = Mutex(Instant(seconds: 1_795_579_200))
        let bench = try RESTBench(
            Self.text(Self.oauth),
            credentials: ["client_id": "id", "client_secret": "s", "refresh_token": "r"],
            clock: ScriptedClock { now.withLock { $0 } }
        ) { asked in
            asked.target == "/token"
                ? .text(200, #"{"access_token":"a","expires_in":3600}"#) : .text(401, #"{"message":"deactivated"}"#)
        }
        for _ in 1...20 {
            do throws(DeliveryFault) {
                _ = try await bench.connector.upsert([RESTBench.order()], kind: .order)
                Issue.record("it passed")
            } catch {
                #expect(error.code == .unauthorized && error.disposition == .pause(.destination))
            }
            now.withLock { $0 = $0 + .seconds(15) }
        }
        #expect(bench.asked.filter { $0.target == "/token" }.count <= 5)
    }

    @Test func manyWhoNeedATokenAtTheSameTimeAskOnce() async throws {
        let bench = try RESTBench(
            Self.text(Self.oauth),
            credentials: ["client_id": "id", "client_secret": "s", "refresh_token": "r"]
        ) { asked in
            asked.target == "/token"
                ? .text(200, #"{"access_token":"a","expires_in":3600}"#) : .text(200, #"{"id":"1"}"#)
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for id in 1...8 {
                group.addTask { _ = try await bench.connector.upsert([RESTBench.order(Int64(id))], kind: .order) }
            }
            try await group.waitForAll()
        }
        #expect(bench.asked.filter { $0.target == "/token" }.count == 1)
    }

    @Test func aRefusedLoginStopsTheDestinationAndAnOutageOfItDoesNot() async throws {
        for (status, disposition) in [(400, Disposition.pause(.destination)), (503, .retry)] {
            let bench = try RESTBench(
                Self.text(Self.oauth),
                credentials: ["client_id": "id", "client_secret": "s", "refresh_token": "r"]
            ) { _ in .text(status, #"{"error":"invalid_grant","error_description":"revoked"}"#) }
            do {
                _ = try await bench.connector.upsert([RESTBench.order()], kind: .order)
                Issue.record("it passed")
            } catch {
                #expect(error.disposition == disposition && error.message.contains("revoked") && !error.mayBeWritten)
            }
        }
    }

    @Test func anotherAccountIsNeverWrittenTo() async throws {
        let bench = try RESTBench(Self.text("{ kind: bearer }"), account: "7") { asked in
            asked.target == "/me" ? .text(200, #"{"account":{"id":8}}"#) : .text(200, #"{"id":"1"}"#)
        }
        await #expect(throws: DeliveryFault.self) {
            try await bench.connector.upsert([RESTBench.order()], kind: .order)
        }
        #expect(bench.calls == ["GET /me"])
        #expect(try await bench.connector.check().map(\.level) == [.problem])
        let own = try RESTBench(Self.text("{ kind: bearer }"), account: "8") { _ in
            .text(200, #"{"account":{"id":8},"id":"1"}"#)
        }
        _ = try await own.connector.upsert([RESTBench.order()], kind: .order)
        #expect(own.calls == ["GET /me", "PUT /deals/7"])
    }
}
