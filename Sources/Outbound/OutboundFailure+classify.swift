import AsyncHTTPClient
import NIOCore
import NIOHTTPCompression
import NIOPosix
import NIOSSL

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

extension OutboundFailure {
    /// Classifies what the HTTP client threw.
    ///
    /// Whatever is not certain to precede sending counts as `noAnswer`. Texts come from fixed lists: the errors' own descriptions can hold header values and URLs.
    init(_ error: any Error, limit: Int) {
        switch error {
        case let failure as OutboundFailure: self = failure
        case let error as HTTPClientError: self = Self.failure(for: error)
        case is CancellationError: self = .noAnswer(reason: "cancelled")
        case is NIOConnectionError:
            self = .notSent(reason: "the host name does not resolve, or nothing accepts connections there")
        case let error as IOError where Self.errnosBeforeSending.contains(error.errnoCode):
            self = .notSent(reason: "no connection could be opened (errno \(error.errnoCode))")
        case let error as IOError: self = .noAnswer(reason: "the connection broke (errno \(error.errnoCode))")
        case NIOSSLError.handshakeFailed:
            self = .notSent(reason: "the TLS handshake failed: certificate not trusted, or no common TLS version")
        case let error as NIOSSLExtraError where error == .failedToValidateHostname:
            self = .notSent(reason: "the TLS certificate is for another host")
        case NIOHTTPDecompression.DecompressionError.limit: self = .tooLarge(limit: limit)
        default: self = .noAnswer(reason: "\(type(of: error))")
        }
    }

    /// Errors of `connect` that an established connection never reports.
    private static let errnosBeforeSending: Set<CInt> = [ECONNREFUSED, EADDRNOTAVAIL, EMFILE, ENFILE]

    private static func failure(for error: HTTPClientError) -> OutboundFailure {
        let reason = error.shortDescription.lowercased()
        return switch error {
        case .connectTimeout, .tlsHandshakeTimeout, .getConnectionFromPoolTimeout, .invalidURL, .emptyHost,
            .emptyScheme, .alreadyShutdown:
            .notSent(reason: reason)
        default:
            .noAnswer(reason: reason)
        }
    }
}
