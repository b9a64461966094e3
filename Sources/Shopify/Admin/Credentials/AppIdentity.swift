package import SyncModel

/// An app's client id and secret.
package struct AppIdentity: Sendable {
    package var clientID: String
    package var clientSecret: Secret

    package init(clientID: String, clientSecret: Secret) {
        self.clientID = clientID
        self.clientSecret = clientSecret
    }
}
