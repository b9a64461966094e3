import Foundation
import Testing

@testable import Outbound

@Suite("Traffic recorder, masking") struct MaskingTests {
    @Test(arguments: [
        ("Authorization", "Bearer planted", "Bearer ***"),
        ("authorization", "Zoho-oauthtoken planted.x", "Zoho-oauthtoken ***"),
        ("Authorization", "Basic cGxhbnRlZA==", "Basic ***"), ("Authorization", "planted", "***"),
        ("Authorization", "Token token=planted", "Token ***"), ("Authorization", "planted:1 planted", "***"),
        ("Proxy-Authorization", "Basic planted", "Basic ***"), ("X-Shopify-Access-Token", "planted", "***"),
        ("X-Api-Key", "planted", "***"), ("DOLAPIKEY", "planted", "***"), ("X-PW-AccessToken", "planted", "***"),
        ("Cookie", "session=planted", "***"), ("Set-Cookie", "session=planted; Path=/", "***"),
        ("X-Own", "planted", "***"),
        ("X-Shopify-API-Version", "2026-07", "2026-07"), ("Content-Type", "application/json", "application/json"),
    ]) func headers(_ name: String, _ value: String, _ masked: String) {
        #expect(HeaderMask(alsoSecret: ["x-OWN"]).masked([(name, value)]) == [name.lowercased(): masked])
    }

    @Test(arguments: [
        (#"{"access_token":"planted","expires_in":86399}"#, #"{"access_token":"***","expires_in":86399}"#),
        (
            #"{ "a" : { "Password" :\#n "pl\"an\\ted\\" } , "n": 1.50}"#,
            #"{ "a" : { "Password" :\#n "***" } , "n": 1.50}"#
        ),
        (#"[{"id_token":"planted"},{"assertion":"planted"}]"#, #"[{"id_token":"***"},{"assertion":"***"}]"#),
        (#"{"client\u005fsecret":"planted"}"#, #"{"client\u005fsecret":"***"}"#),
        (#"{"password":-12345,"x":1}"#, #"{"password":"***","x":1}"#),
        (
            "{\"refresh_token\":\"planted\"}\n{\"refresh_token\":\"planted\"}",
            "{\"refresh_token\":\"***\"}\n{\"refresh_token\":\"***\"}"
        ),
        (#"{"refresh_token":"planted"#, #"{"refresh_token":"***""#),
    ]) func jsonSecrets(_ body: String, _ masked: String) {
        #expect(RecordedBody(Array(body.utf8), contentType: "application/json").text == masked)
    }

    @Test func membersThatADescriptionNames() {
        let secrets = SecretMembers(also: ["api_key", "Session", "theTokenUnderAVeryLongName"])
        let json = #"{"session":"planted","theTokenUnderAVeryLongName":"planted","id":"7"}"#
        #expect(
            RecordedBody(Array(json.utf8), contentType: "application/json", hiding: secrets).text
                == #"{"session":"***","theTokenUnderAVeryLongName":"***","id":"7"}"#
        )
        let form = "grant_type=password&api_key=planted"
        let type = "application/x-www-form-urlencoded"
        #expect(
            RecordedBody(Array(form.utf8), contentType: type, hiding: secrets).text == "grant_type=password&api_key=***"
        )
    }

    @Test(arguments: [
        #"{"name":"access_token","value":"password","note":"\"password\":\"x\""}"#, #"["password","a"]"#,
        #"{"password":null}"#,
        #"{"password":""}"#, #"{"password":{"type":"string"}}"#, #"{"password":["a"]}"#, #"{"x":"\"#, #"{"password""#,
        #"{"password": "#,
        "a,\"b\"\nc,d", "\"", "plain", "{\"passwort\":\"x\"}",
    ]) func leavesOtherJSONAsItIs(_ body: String) {
        #expect(RecordedBody(Array(body.utf8), contentType: "application/json").text == body)
    }

    @Test(
        arguments: [
            (
                "grant_type=refresh_token&refresh_token=planted&client_secret=planted&client_id=x",
                "grant_type=refresh_token&refresh_token=***&client_secret=***&client_id=x"
            ),
            ("access%5ftoken=planted&PASSWORD=pl=an&assertion=", "access%5ftoken=***&PASSWORD=***&assertion="),
            ("id_token&a=%zz&%=1&", "id_token&a=%zz&%=1&"),
        ],
        ["application/x-www-form-urlencoded; charset=utf-8", nil]
    )
    func formSecrets(_ body: (String, String), _ contentType: String?) {
        #expect(RecordedBody(Array(body.0.utf8), contentType: contentType).text == body.1)
    }

    @Test func looksForSecretsInABodyWithoutAType() {
        let body = RecordedBody(Array(#" {"access_token":"planted"}"#.utf8), contentType: nil)
        #expect(body.text == #" {"access_token":"***"}"#)
    }

    @Test func masksBeforeTurningToBase64() throws {
        let body = RecordedBody(Array(#"{"password":"planted","x":""#.utf8) + [0xE9, 0x22, 0x7D], contentType: nil)
        let text = try #require(body.text)
        let decoded = try #require(Data(base64Encoded: text))
        #expect(body.encoding == "base64")
        #expect(Array(decoded) == Array(#"{"password":"***","x":""#.utf8) + [0xE9, 0x22, 0x7D])
    }

    @Test func noPlantedSecretReachesTheFile() async throws {
        let answer = #"{"access_token":"planted-a","refresh_token":"planted-b","scope":"read"}"#
        try await withRecording(answering: { _ in
            .ok(answer, headers: ["Content-Type: application/json", "Set-Cookie: sid=planted-c"])
        }) { server, client, file in
            let form = [("content-type", "application/x-www-form-urlencoded")]
            let json = [("content-type", "application/json"), ("x-shopify-access-token", "planted-d")]
            var own = OutboundRequest(system: "rest", url: server.base, headers: [("X-Own", "planted-e")])
            own.secretHeaders = ["x-own"]
            let requests = [
                own,
                OutboundRequest(
                    system: "zoho",
                    method: .post,
                    url: server.base,
                    headers: form,
                    body: Array("client_id=public&client_secret=planted-f&refresh_token=planted-g".utf8)
                ),
                OutboundRequest(
                    system: "shopify",
                    method: .post,
                    url: server.base,
                    headers: json,
                    body: Array(#"{"client_secret":"planted-h","assertion":"planted-i"}"#.utf8)
                ),
            ]
            for request in requests {
                let response = try await client.send(request)
                #expect(String(decoding: response.body, as: UTF8.self) == answer, "only the recording is masked")
            }
            let text = try String(contentsOfFile: file, encoding: .utf8)
            #expect(text.contains("client_id=public") && text.contains("***"))
            #expect(!text.contains("planted"))
        }
    }
}
