#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A body as the recording holds it: masked text, or base64 where the bytes are no UTF-8, or nothing.
struct RecordedBody: Equatable {
    let text: String?
    /// `base64`, or `nil` for text.
    let encoding: String?

    /// Masks before it decides on the encoding, so that a body in another charset hides no secret in base64.
    init(_ bytes: [UInt8], contentType: String?, hiding secrets: SecretMembers = SecretMembers()) {
        guard !bytes.isEmpty else {
            text = nil
            encoding = nil
            return
        }
        let masked =
            Self.isForm(bytes, contentType)
            ? FormMask.masked(bytes, hiding: secrets) : JSONMask.masked(bytes, hiding: secrets)
        if let string = String(validating: masked, as: UTF8.self) {
            text = string
            encoding = nil
        } else {
            text = Data(masked).base64EncodedString()
            encoding = "base64"
        }
    }

    /// By the content type, or where there is none by the look: JSON does not begin like a form.
    private static func isForm(_ bytes: [UInt8], _ contentType: String?) -> Bool {
        guard let contentType else {
            return !JSONMask.openings.contains(bytes.first { !JSONMask.blanks.contains($0) } ?? 0)
        }
        return contentType.lowercased().hasPrefix("application/x-www-form-urlencoded")
    }
}
