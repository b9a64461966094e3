import Commands
import Conformance
import Connectors
import Outbound
import SyncModel
import Testing

@testable import Sandbox

/// Descriptions that ship, connected to simulated CRMs without a network.
enum RESTSandbox {
    static func connector(
        _ name: String,
        _ crm: SimulatedRESTCRM,
        token: String = "sandbox-token",
        garbling: Garbling? = nil
    ) throws -> RESTConnector {
        let node = try YAMLDocument.parse(try #require(RESTBuiltins.all[name]), file: "builtin:\(name)")
        let description = try RESTDescription(reading: node)
        let options = MappingOptions(externalIDs: description.externalIDs, objects: description.objectNames)
        let mapping = try MappingCompiler(options).compile(try #require(description.mapping))
        return try RESTConnector(
            description,
            ConnectorSettings(
                credentials: ["token": Secret(token)],
                baseURL: "https://crm.test",
                definition: node,
                mappedFields: Dictionary(uniqueKeysWithValues: mapping.kinds.map { ($0, mapping.fieldNames($0)) }),
                ownFields: Dictionary(uniqueKeysWithValues: mapping.kinds.map { ($0, mapping.ownFields($0)) }),
                transport: Transport(crm: crm, garbling: garbling),
                pacer: NotingPacer(),
                clock: ScriptedClock { Instant(seconds: 1_795_579_200) }
            )
        )
    }

    private struct Transport: OutboundTransport {
        let crm: SimulatedRESTCRM
        let garbling: Garbling?

        func send(_ request: OutboundRequest) async throws(OutboundFailure) -> OutboundResponse {
            if let garbled = garbling?.answer(to: request) { return garbled }
            let parts = request.url.dropFirst("https://crm.test".count).split(separator: "?", maxSplits: 1)
            var query: [String: String] = [:]
            for pair in (parts.count > 1 ? parts[1] : "").split(separator: "&") {
                let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                query[sides[0].removingPercentEncoding] = sides.count > 1 ? sides[1].removingPercentEncoding : ""
            }
            let call = RESTCall(
                method: request.method.rawValue,
                segments: (parts.first ?? "").split(separator: "/").map { $0.removingPercentEncoding },
                query: query,
                headers: Dictionary(request.headers.map { ($0.0.lowercased(), $0.1) }) { first, _ in first },
                body: request.body ?? []
            )
            guard let answer = await crm.answer(call) else { throw .noAnswer(reason: "the connection broke") }
            return OutboundResponse(
                status: answer.status,
                headers: answer.headers.map { (name: $0.key, value: $0.value) },
                body: answer.body?.bytes ?? []
            )
        }
    }
}
