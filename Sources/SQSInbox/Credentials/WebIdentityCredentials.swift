/// A role that a token in a file takes: `AWS_ROLE_ARN` and `AWS_WEB_IDENTITY_TOKEN_FILE`, as pods of EKS have them.
package struct WebIdentityCredentials: CredentialSource {
    private let variables: [String: String]
    private let service: TokenService

    package init(_ variables: [String: String], service: TokenService) {
        self.variables = variables
        self.service = service
    }

    package var name: String { "the web identity" }

    package func credentials() async throws(CredentialFailure) -> AWSCredentials? {
        guard let file = variables["AWS_WEB_IDENTITY_TOKEN_FILE"], !file.isEmpty else { return nil }
        guard let role = variables["AWS_ROLE_ARN"], !role.isEmpty else {
            throw CredentialFailure("AWS_WEB_IDENTITY_TOKEN_FILE is set, and AWS_ROLE_ARN is not", needsPerson: true)
        }
        return try await service.assume(role, session: variables["AWS_ROLE_SESSION_NAME"], tokenFile: file)
    }
}
