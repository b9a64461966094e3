import Foundation
package import Outbound
import SyncModel

/// The service that ECS, and EKS' Pod Identity, put beside a container.
package struct ContainerCredentials: CredentialSource {
    private let variables: [String: String]
    private let transport: any OutboundTransport

    /// Where those services listen, all on this machine and without TLS.
    package static let hosts = ["169.254.170.2", "169.254.170.23", "[fd00:ec2::23]"]

    package init(_ variables: [String: String], transport: any OutboundTransport) {
        self.variables = variables
        self.transport = transport
    }

    package var name: String { "the container" }

    /// Where this container's is; `nil` where there is none.
    package static func address(_ variables: [String: String]) -> String? {
        if let path = variables["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"], !path.isEmpty {
            return "http://\(hosts[0])\(path)"
        }
        return variables["AWS_CONTAINER_CREDENTIALS_FULL_URI"].flatMap { $0.isEmpty ? nil : $0 }
    }

    package func credentials() async throws(CredentialFailure) -> AWSCredentials? {
        guard let address = Self.address(variables) else { return nil }
        var headers = [("accept", "application/json")]
        if let token = try token() { headers.append(("authorization", token)) }
        let response: OutboundResponse
        do throws(OutboundFailure) {
            response = try await transport.send(
                OutboundRequest(
                    system: "container",
                    url: address,
                    headers: headers,
                    deadline: .seconds(3),
                    maximumResponseBytes: 1 << 20
                )
            )
        } catch {
            if case .refusedHost(let place) = error {
                throw CredentialFailure(
                    "\(place) is not called without TLS: only the addresses of ECS, EKS and this machine are",
                    needsPerson: true
                )
            }
            throw CredentialFailure("it did not answer: \(error)", needsPerson: false)
        }
        guard response.status == 200 else {
            throw CredentialFailure("it answered HTTP \(response.status)", needsPerson: response.status < 500)
        }
        return try LocalCredentialDocument.read(response, origin: "of the container's role")
    }

    /// Read each time: the file is written anew before its token ends.
    private func token() throws(CredentialFailure) -> String? {
        guard let file = variables["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"], !file.isEmpty else {
            return variables["AWS_CONTAINER_AUTHORIZATION_TOKEN"].flatMap { $0.isEmpty ? nil : $0 }
        }
        guard let data = FileManager.default.contents(atPath: file), !data.isEmpty, data.count <= 64 << 10 else {
            throw CredentialFailure("the token's file \(file) cannot be read", needsPerson: true)
        }
        return String(decoding: data, as: UTF8.self).filter { !$0.isNewline }
    }
}
