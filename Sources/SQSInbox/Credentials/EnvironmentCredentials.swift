import SyncModel

/// `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and, for credentials that end, `AWS_SESSION_TOKEN`.
package struct EnvironmentCredentials: CredentialSource {
    private let variables: [String: String]

    package init(_ variables: [String: String]) { self.variables = variables }

    package var name: String { "the environment" }

    package func credentials() async throws(CredentialFailure) -> AWSCredentials? {
        let key = variables["AWS_ACCESS_KEY_ID"] ?? ""
        let secret = variables["AWS_SECRET_ACCESS_KEY"] ?? ""
        switch (key.isEmpty, secret.isEmpty) {
        case (true, true): return nil
        case (false, false): break
        default:
            throw CredentialFailure(
                "of AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY only one is set",
                needsPerson: true
            )
        }
        let token = variables["AWS_SESSION_TOKEN"] ?? ""
        return AWSCredentials(
            keyID: key,
            secret: Secret(secret),
            sessionToken: token.isEmpty ? nil : Secret(token),
            origin: "from the environment"
        )
    }
}
