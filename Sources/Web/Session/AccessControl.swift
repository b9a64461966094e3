import Crypto
import Foundation
import HTTPTypes

/// Who is let in: by a token, or on loopback by nobody else being able to come.
///
/// Sessions are signed with a key made from the tokens, so that they outlive a restart and end when a token is changed.
package struct AccessControl: Sendable {
    private let admin: AdminToken?
    private let reader: AdminToken?
    let key: SymmetricKey
    /// Whether cookies are sent over https only.
    private let isSecure: Bool
    /// Whether a proxy says, request by request, how it was reached.
    private let asksProxy: Bool

    /// - Parameters:
    ///   - adminToken: `nil` or empty where none is configured; then whoever reaches the listener is the administrator.
    ///   - readToken: who has it may look and change nothing.
    ///   - isSecure: whether the dashboard is reached over https.
    ///   - asksProxy: whether that may be so where it is not known: a proxy in front says it in `X-Forwarded-Proto`.
    package init(adminToken: String?, readToken: String? = nil, isSecure: Bool = false, asksProxy: Bool = false) {
        admin = adminToken.flatMap { AdminToken($0) }
        reader = readToken.flatMap { AdminToken($0) }
        self.isSecure = isSecure
        self.asksProxy = asksProxy
        guard let adminToken, !adminToken.isEmpty else {
            key = SymmetricKey(size: .bits256)
            return
        }
        key = HKDF<SHA256>.deriveKey(
            inputKeyMaterial: SymmetricKey(data: Array(adminToken.utf8)),
            salt: Array((readToken ?? "").utf8),
            info: Array("sluice dashboard session".utf8),
            outputByteCount: 32
        )
    }

    /// Whether the cookies of a request are sent over https only.
    ///
    /// Whoever writes the header themselves gets a cookie that their browser sends over https alone, and nothing else.
    func isSecure(_ headers: HTTPFields) -> Bool {
        guard asksProxy, let name = HTTPField.Name("X-Forwarded-Proto") else { return isSecure }
        return isSecure || headers[name]?.lowercased() == "https"
    }

    /// Whether nobody needs to sign in.
    var isOpen: Bool { admin == nil }
    var hasReader: Bool { reader != nil }

    /// The role of who holds this token; `nil` for a token that is neither.
    func role(token: String) -> AccessRole? { role(authorization: "Bearer \(token)") }

    /// The role of a program that shows a bearer token; `nil` where none is configured, too.
    func role(authorization: String?) -> AccessRole? {
        if admin?.admits(authorization: authorization) == true { return .admin }
        return reader?.admits(authorization: authorization) == true ? .reader : nil
    }

    /// A code that only this server makes.
    func signature(_ text: String) -> String {
        Self.base64(Data(HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: key)))
    }

    static func base64(_ data: Data) -> String {
        data.base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }
}
