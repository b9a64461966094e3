package import Outbound
import SyncModel

/// The role of the machine, from EC2's own service in its second version, which wants a token of its own first.
package struct InstanceCredentials: CredentialSource {
    private let endpoint: String
    private let isOff: Bool
    private let transport: any OutboundTransport

    package static let host = "169.254.169.254"

    package init(_ variables: [String: String], transport: any OutboundTransport) {
        endpoint = Self.endpoint(variables)
        isOff = variables["AWS_EC2_METADATA_DISABLED"]?.lowercased() == "true"
        self.transport = transport
    }

    /// Scheme, host and port.
    package static func endpoint(_ variables: [String: String]) -> String {
        let told = variables["AWS_EC2_METADATA_SERVICE_ENDPOINT"] ?? ""
        guard !told.isEmpty else { return "http://\(host)" }
        return told.hasSuffix("/") ? String(told.dropLast()) : told
    }

    package var name: String { isOff ? "the machine's role (switched off)" : "the machine's role" }

    private static let path = "/latest/meta-data/iam/security-credentials/"

    package func credentials() async throws(CredentialFailure) -> AWSCredentials? {
        guard !isOff else { return nil }
        let token: OutboundResponse
        do throws(OutboundFailure) {
            token = try await send(.put, "/latest/api/token", [("x-aws-ec2-metadata-token-ttl-seconds", "21600")])
        } catch {
            // Most machines are none of EC2's. In a container behind a bridge the answer does not arrive either: it goes one hop.
            return nil
        }
        guard token.status == 200 else {
            throw CredentialFailure("the metadata service refuses a token (HTTP \(token.status))", needsPerson: true)
        }
        let headers = [("x-aws-ec2-metadata-token", String(decoding: token.body, as: UTF8.self))]
        let roles = try await get(Self.path, headers)
        if roles.status == 404 { return nil }
        guard roles.status == 200,
            let role = String(decoding: roles.body, as: UTF8.self).split(whereSeparator: \.isNewline).first
        else { throw CredentialFailure("it answered HTTP \(roles.status)", needsPerson: false) }
        let response = try await get(Self.path + FormText.encode(String(role)), headers)
        guard response.status == 200 else {
            throw CredentialFailure("it answered HTTP \(response.status) for the role \(role)", needsPerson: false)
        }
        return try LocalCredentialDocument.read(response, origin: "of the machine's role \(role)")
    }

    private func get(
        _ path: String,
        _ headers: [(String, String)]
    ) async throws(CredentialFailure) -> OutboundResponse {
        do throws(OutboundFailure) { return try await send(.get, path, headers) } catch {
            throw CredentialFailure("the metadata service did not answer: \(error)", needsPerson: false)
        }
    }

    private func send(
        _ method: OutboundRequest.Method,
        _ path: String,
        _ headers: [(String, String)]
    ) async throws(OutboundFailure) -> OutboundResponse {
        try await transport.send(
            OutboundRequest(
                system: "imds",
                method: method,
                url: endpoint + path,
                headers: headers,
                deadline: .seconds(2),
                maximumResponseBytes: 1 << 20
            )
        )
    }
}
