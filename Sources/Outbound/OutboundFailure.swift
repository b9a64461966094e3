/// Why no usable answer came.
///
/// The texts hold no secret, no query and no personal data.
package enum OutboundFailure: Error, Sendable, Equatable {
    /// The rules forbid this address; nothing was sent. The text is scheme, host and port.
    case refusedHost(String)
    /// Certain: no byte of the request reached the server. Sending it again can repeat nothing.
    case notSent(reason: String)
    /// The request may have taken effect: the time ran out or the connection broke after sending began.
    case noAnswer(reason: String)
    /// An answer came, so the request took effect as far as it could, but its body exceeds the limit in bytes.
    case tooLarge(limit: Int)
}

extension OutboundFailure: CustomStringConvertible {
    package var description: String {
        switch self {
        case .refusedHost(let address):
            "\(address) was refused: only the hosts of the configured base URLs are called, and plain http only on loopback"
        case .notSent(let reason): "the request was not sent: \(reason)"
        case .noAnswer(let reason): "no answer came, the request may have taken effect: \(reason)"
        case .tooLarge(let limit): "the answer is larger than \(limit) bytes, or expands suspiciously"
        }
    }
}
