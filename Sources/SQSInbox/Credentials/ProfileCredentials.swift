import Foundation
import SyncModel

/// A profile of the shared files, with keys of its own or a role that other credentials take.
package struct ProfileCredentials: CredentialSource {
    private let settings: ProfileSettings
    private let service: TokenService
    /// By the names that `credential_source` has for them.
    private let others: [String: any CredentialSource]

    package init(_ settings: ProfileSettings, service: TokenService, others: [String: any CredentialSource]) {
        self.settings = settings
        self.service = service
        self.others = others
    }

    package var name: String { "the profile \(settings.profile)" }

    package func credentials() async throws(CredentialFailure) -> AWSCredentials? {
        let profiles = try settings.profiles()
        guard profiles[settings.profile] != nil else {
            guard settings.isNamed else { return nil }
            throw CredentialFailure(
                "neither \(settings.credentialsFile) nor \(settings.configurationFile) has it",
                needsPerson: true
            )
        }
        return try await credentials(settings.profile, in: profiles, behind: [])
    }

    /// - Parameters:
    ///   - profile: whose.
    ///   - profiles: all that there are.
    ///   - behind: profiles that led here, for whose roles these are wanted.
    /// - Returns: credentials; `nil` where the usual profile has none.
    /// - Throws: ``CredentialFailure``.
    private func credentials(
        _ profile: String,
        in profiles: [String: [String: String]],
        behind: [String]
    ) async throws(CredentialFailure) -> AWSCredentials? {
        guard let values = profiles[profile] else {
            throw CredentialFailure("the profile \(profile), which it names, is not there", needsPerson: true)
        }
        // A profile may name itself as the source, for its own keys.
        if let role = values["role_arn"], !behind.contains(profile) {
            return try await assumed(role, values, profile, in: profiles, behind: behind + [profile])
        }
        if let key = values["aws_access_key_id"], let secret = values["aws_secret_access_key"] {
            return AWSCredentials(
                keyID: key,
                secret: Secret(secret),
                sessionToken: values["aws_session_token"].map { Secret($0) },
                origin: "from the profile \(profile)"
            )
        }
        if values.keys.contains(where: { $0.hasPrefix("sso_") }) || values["credential_process"] != nil {
            throw CredentialFailure(
                "it signs in with \(values["credential_process"] == nil ? "SSO" : "a program"), which is not supported:"
                    + " start Sluice with the output of \"aws configure export-credentials --format env\"",
                needsPerson: true
            )
        }
        guard settings.isNamed || !behind.isEmpty else { return nil }
        throw CredentialFailure("\(profile) has neither keys nor a role", needsPerson: true)
    }

    private func assumed(
        _ role: String,
        _ values: [String: String],
        _ profile: String,
        in profiles: [String: [String: String]],
        behind: [String]
    ) async throws(CredentialFailure) -> AWSCredentials? {
        let session = values["role_session_name"]
        if let file = values["web_identity_token_file"] {
            return try await service.assume(role, session: session, tokenFile: file)
        }
        let own: AWSCredentials?
        if let source = values["source_profile"] {
            own = try await credentials(source, in: profiles, behind: behind)
        } else if let source = values["credential_source"] {
            guard let other = others[source] else {
                throw CredentialFailure("credential_source is \(source), which there is not", needsPerson: true)
            }
            own = try await other.credentials()
        } else {
            throw CredentialFailure(
                "\(profile) has a role_arn, and nothing that may take it: add source_profile or credential_source",
                needsPerson: true
            )
        }
        guard let own else {
            throw CredentialFailure("nothing is there to take \(role) with", needsPerson: true)
        }
        return try await service.assume(role, session: session, externalID: values["external_id"], with: own)
    }
}
