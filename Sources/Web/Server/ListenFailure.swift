import NIOCore

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// An address that cannot be listened on, in words for whoever started the server.
package struct ListenFailure: Error, Sendable, CustomStringConvertible {
    package let address: ListenAddress
    package let reason: String

    /// `nil` for failures that have nothing to do with the address.
    init?(_ error: any Error, address: ListenAddress) {
        switch (error as? IOError)?.errnoCode {
        case EADDRINUSE: reason = "it is in use, perhaps by another Sluice; stop that, or choose another port"
        case EADDRNOTAVAIL: reason = "this machine does not have that address"
        case EACCES, EPERM: reason = "this user may not; ports below 1024 are for root"
        default: return nil
        }
        self.address = address
    }

    package var description: String { "cannot listen on \(address): \(reason)" }
}
