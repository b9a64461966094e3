import NIOSSL

/// The file of extra certificate authorities cannot be used.
package struct TrustRootsError: Error, CustomStringConvertible {
    package let file: String

    package var description: String {
        "\(file) cannot be read as certificate authorities: name a readable PEM file with at least one certificate"
    }
}

extension TLSConfiguration {
    /// Full verification against the system's authorities and those in the PEM file.
    static func verifying(extraTrustRootsFile file: String) throws(TrustRootsError) -> TLSConfiguration {
        var configuration = TLSConfiguration.makeClientConfiguration()
        // Read now: the TLS library would read a file by name at every first connection, and fail there.
        guard let certificates = try? NIOSSLCertificate.fromPEMFile(file), !certificates.isEmpty else {
            throw TrustRootsError(file: file)
        }
        configuration.additionalTrustRoots = [.certificates(certificates)]
        return configuration
    }
}
