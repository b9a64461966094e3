import Conformance
import Foundation
import Outbound
import Testing

@Suite("Traffic recorder, contract check") struct ContractCheckTests {
    @Test(
        .enabled(
            if: ContractCheck.isDemanded,
            "no contract check beside this checkout: set SLUICE_SHARED to its folder"
        )
    )
    func theCheckReadsWhatTheRecorderWrites() async throws {
        let check = try #require(ContractCheck.tool, "the contract check is missing: set SLUICE_SHARED to its folder")
        try await withRecording(answering: { received in
            switch received.target {
            case "/slow": .silence
            case "/token": .ok(#"{"access_token":"planted","token_type":"Bearer"}"#)
            default: .ok(#"{"id":"1","note":"é"}"#, status: "201 Created")
            }
        }) { server, client, file in
            let json = [("content-type", "application/json"), ("authorization", "Bearer planted")]
            let form = [("content-type", "application/x-www-form-urlencoded")]
            let deal = Array(#"{"deal_name":"1001","amount":"12.50"}"#.utf8)
            let secret = Array("grant_type=client_credentials&client_secret=planted".utf8)
            let requests = [
                OutboundRequest(
                    system: "rest",
                    method: .post,
                    url: "\(server.base)/v1/deals",
                    headers: json,
                    body: deal
                ),
                OutboundRequest(
                    system: "rest",
                    method: .post,
                    url: "\(server.base)/token",
                    headers: form,
                    body: secret
                ),
                OutboundRequest(system: "rest", url: "\(server.base)/slow", deadline: .milliseconds(100)),
            ]
            for request in requests {
                let failure = await failure(of: request, by: client)
                #expect((failure != nil) == request.url.hasSuffix("/slow"))
            }
            let result = try await ContractCheck.run(check, on: file, expecting: "rest")
            #expect(result.status == 0, "\(result.output)")
        }
    }
}
