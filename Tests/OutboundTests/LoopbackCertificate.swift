import Foundation
import NIOSSL

/// A self-signed certificate for `localhost` alone, good until 2120.
///
/// Its key is public on purpose: it guards nothing.
enum LoopbackCertificate {
    static let certificate = """
        -----BEGIN CERTIFICATE-----
        MIIBYjCCAQegAwIBAgIBATAKBggqhkjOPQQDAjAUMRIwEAYDVQQDDAlsb2NhbGhv
        c3QwIBcNMjAwMTAxMDAwMDAwWhgPMjEyMDAxMDEwMDAwMDBaMBQxEjAQBgNVBAMM
        CWxvY2FsaG9zdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABKG7DLPZJgBgyrpc
        mivynw7F/ylJwpPRxbnYH1+neP28wEu28CeuK67p1X2rZo1BtfnlJv573T8bivp7
        5/1p5R6jSDBGMBQGA1UdEQQNMAuCCWxvY2FsaG9zdDAPBgNVHRMBAf8EBTADAQH/
        MB0GA1UdDgQWBBT2JkL/uvn8VeeqaZbUmF3DfEa85zAKBggqhkjOPQQDAgNJADBG
        AiEAlDWqaMYTc8MNHx7zI0pBDZ07cyUmih8NlvhdbkY9b6UCIQCrUxgMX54lupo+
        V8SpvYNxoGs6YW9vp9udEkjtN2NW5A==
        -----END CERTIFICATE-----
        """

    private static let key = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgbvVOuBGYF1u+s3Ce
        Q8l8m/jN2YnDmMMleKepkKRsBnShRANCAAShuwyz2SYAYMq6XJor8p8Oxf8pScKT
        0cW52B9fp3j9vMBLtvAnriuu6dV9q2aNQbX55Sb+e90/G4r6e+f9aeUe
        -----END PRIVATE KEY-----
        """

    static func context() throws -> NIOSSLContext {
        let chain = try NIOSSLCertificate.fromPEMBytes(Array(certificate.utf8))
        let privateKey = try NIOSSLPrivateKey(bytes: Array(key.utf8), format: .pem)
        return try NIOSSLContext(
            configuration: .makeServerConfiguration(
                certificateChain: chain.map { .certificate($0) },
                privateKey: .privateKey(privateKey)
            )
        )
    }
}
