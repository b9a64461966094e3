import Outbound
package import SyncModel

/// The page where a merchant agrees to an app's scopes; from there the shop sends them back with a code.
package struct InstallLink: Sendable, Hashable {
    package let url: String

    /// - Parameters:
    ///   - baseURL: the shop's address, without a slash at the end.
    ///   - clientID: the app's.
    ///   - scopes: such as `read_orders`.
    ///   - redirectURL: where the code goes; must be among the app's allowed ones.
    ///   - state: random and kept until the callback, which must bring it back.
    package init(baseURL: String, clientID: String, scopes: [String], redirectURL: String, state: Secret) {
        let fields: [(name: String, value: String)] = [
            ("client_id", clientID), ("scope", scopes.joined(separator: ",")), ("redirect_uri", redirectURL),
            ("state", state.reveal()),
        ]
        url = "\(baseURL)/admin/oauth/authorize?\(FormText.encode(fields))"
    }
}
