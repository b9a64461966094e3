import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import Sandbox

/// A simulated HubSpot that listens for the length of a test, and a plain client for it.
struct SandboxAccount: Sendable {
    let hubspot: SimulatedHubSpot
    let baseURL: String
    var token = "sandbox-token"

    struct Answer: Sendable {
        let status: Int
        let headers: [String: String]
        let text: String
        let json: SandboxJSON

        var results: [SandboxJSON] { json["results"]?.arrayValue ?? [] }
        var errors: [SandboxJSON] { json["errors"]?.arrayValue ?? [] }

        /// The result that holds a value in a property: results come in no order.
        func result(_ property: String, _ value: String) -> SandboxJSON? {
            results.first { $0["properties"]?[property]?.stringValue == value }
        }
    }

    /// Runs a test against an account of its own.
    static func with(
        _ options: HubSpotOptions = .init(),
        _ body: (SandboxAccount) async throws -> Void
    ) async throws {
        var sandbox = SandboxOptions()
        sandbox.hubspot = options
        let server = SandboxServer(options: sandbox)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.run() }
            let url = try await server.baseURLs()["hubspot"] ?? ""
            try await body(SandboxAccount(hubspot: server.hubspot, baseURL: url))
            group.cancelAll()
        }
    }

    func call(_ method: String, _ path: String, _ body: SandboxJSON? = nil) async throws -> Answer {
        var request = HTTPClientRequest(url: baseURL + path)
        request.method = HTTPMethod(rawValue: method)
        request.headers.add(name: "Authorization", value: "Bearer \(token)")
        if let body {
            request.headers.add(name: "Content-Type", value: "application/json")
            request.body = .bytes(body.bytes, length: .known(Int64(body.bytes.count)))
        }
        let start = SandboxTime.system()
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(20))
        let text = String(buffer: try await response.body.collect(upTo: 64 * 1024 * 1024))
        let headers = Dictionary(
            response.headers.map { ($0.name.lowercased(), $0.value) },
            uniquingKeysWith: { $0 + ", " + $1 }
        )
        let answer = Answer(
            status: Int(response.status.code),
            headers: headers,
            text: text,
            json: (try? SandboxJSON(parsing: text)) ?? .null
        )
        SandboxTrafficRecording.append(method, baseURL + path, body, answer, at: start)
        return answer
    }

    func post(_ path: String, _ body: SandboxJSON) async throws -> Answer { try await call("POST", path, body) }

    /// Creates the unique text property that the sync keys its records on.
    func makeUnique(_ name: String, on object: String) async throws {
        _ = try await post(
            "/crm/properties/2026-09/\(object)/groups",
            ["name": "shopify_sync", "label": "Shopify sync"]
        )
        _ = try await post(
            "/crm/properties/2026-09/\(object)",
            [
                "name": .string(name), "label": "Key", "type": "string", "fieldType": "text",
                "groupName": "shopify_sync", "hasUniqueValue": true,
            ]
        )
    }
}

/// One input of a batch.
func batchInput(
    id: String? = nil,
    by property: String? = nil,
    trace: String? = nil,
    _ properties: [String: String]
) -> SandboxJSON {
    var members: [SandboxJSON.Member] = []
    if let id { members.append(.init("id", .string(id))) }
    if let property { members.append(.init("idProperty", .string(property))) }
    if let trace { members.append(.init("objectWriteTraceId", .string(trace))) }
    members.append(
        .init("properties", .object(properties.sorted { $0.key < $1.key }.map { .init($0.key, .string($0.value)) }))
    )
    return .object(members)
}
