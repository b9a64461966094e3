import Foundation
import Outbound
import SyncModel

/// Credentials as the services beside a container or a machine write them.
struct LocalCredentialDocument: Decodable {
    var AccessKeyId: String
    var SecretAccessKey: String
    var Token: String?
    var Expiration: String?
    /// Of a machine's role: anything but `Success` is no credential.
    var Code: String?

    static func read(_ response: OutboundResponse, origin: String) throws(CredentialFailure) -> AWSCredentials {
        guard let document = try? JSONDecoder().decode(Self.self, from: Data(response.body)),
            document.Code == nil || document.Code == "Success"
        else { throw CredentialFailure("it gave an answer without credentials", needsPerson: false) }
        return AWSCredentials(
            keyID: document.AccessKeyId,
            secret: Secret(document.SecretAccessKey),
            sessionToken: document.Token.map { Secret($0) },
            expiresAt: document.Expiration.flatMap { Timestamp($0)?.instant },
            origin: origin
        )
    }
}
