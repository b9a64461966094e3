import Foundation
package import Outbound
package import SyncModel

/// AWS' service that gives credentials for a role.
package struct TokenService: Sendable {
    private let transport: any OutboundTransport
    private let endpoint: String
    private let region: String
    private let clock: any WallClock

    /// - Parameters:
    ///   - transport: to AWS.
    ///   - endpoint: scheme, host and port of the region's service.
    ///   - region: which one.
    ///   - clock: by which requests are signed.
    package init(transport: any OutboundTransport, endpoint: String, region: String, clock: any WallClock) {
        self.transport = transport
        self.endpoint = endpoint
        self.region = region
        self.clock = clock
    }

    /// Takes a role with a token that an identity provider has written into a file, as for pods of EKS.
    package func assume(
        _ role: String,
        session: String?,
        tokenFile: String
    ) async throws(CredentialFailure) -> AWSCredentials {
        guard let data = FileManager.default.contents(atPath: tokenFile), !data.isEmpty, data.count <= 64 << 10 else {
            throw CredentialFailure("the token's file \(tokenFile) cannot be read", needsPerson: true)
        }
        let token = String(decoding: data, as: UTF8.self).filter { !$0.isNewline }
        return try await ask("AssumeRoleWithWebIdentity", role, session, [("WebIdentityToken", token)], with: nil)
    }

    /// Takes a role with other credentials.
    package func assume(
        _ role: String,
        session: String?,
        externalID: String?,
        with own: AWSCredentials
    ) async throws(CredentialFailure) -> AWSCredentials {
        try await ask("AssumeRole", role, session, externalID.map { [("ExternalId", $0)] } ?? [], with: own)
    }

    private func ask(
        _ action: String,
        _ role: String,
        _ session: String?,
        _ fields: [(name: String, value: String)],
        with own: AWSCredentials?
    ) async throws(CredentialFailure) -> AWSCredentials {
        let form = FormText.encode(
            [
                ("Action", action), ("Version", "2011-06-15"), ("RoleArn", role),
                ("RoleSessionName", session ?? "sluice"),
            ] + fields
        )
        var headers = [("content-type", "application/x-www-form-urlencoded; charset=utf-8")]
        if let own {
            let request = SignatureV4.Request(
                method: "POST",
                host: endpoint.split(separator: "/").last.map(String.init) ?? endpoint,
                headers: headers.map { (name: $0.0, value: $0.1) },
                body: Array(form.utf8)
            )
            headers += SignatureV4(own, region: region, service: "sts").headers(for: request, at: clock.now)
                .map { ($0.name, $0.value) }
        }
        let request = OutboundRequest(
            system: "sts",
            method: .post,
            url: "\(endpoint)/",
            headers: headers,
            body: Array(form.utf8),
            deadline: .seconds(5),
            maximumResponseBytes: 1 << 20
        )
        let response: OutboundResponse
        do throws(OutboundFailure) { response = try await transport.send(request) } catch {
            throw CredentialFailure("\(endpoint) did not answer \(action): \(error)", needsPerson: false)
        }
        let text = String(decoding: response.body, as: UTF8.self)
        guard response.status == 200 else {
            let code = AWSXML.value("Code", in: text) ?? "HTTP \(response.status)"
            let message = String((AWSXML.value("Message", in: text) ?? "").prefix(300))
            throw CredentialFailure(
                "\(action) for \(role) is refused (\(code): \(message))",
                needsPerson: response.status < 500 && response.status != 429
            )
        }
        guard let key = AWSXML.value("AccessKeyId", in: text), let secret = AWSXML.value("SecretAccessKey", in: text),
            let token = AWSXML.value("SessionToken", in: text),
            let end = AWSXML.value("Expiration", in: text).flatMap({ Timestamp($0) })
        else { throw CredentialFailure("\(endpoint) gave an answer without credentials", needsPerson: false) }
        return AWSCredentials(
            keyID: key,
            secret: Secret(secret),
            sessionToken: Secret(token),
            expiresAt: end.instant,
            origin: "of the role \(role)"
        )
    }
}
