/// One place where credentials may be found.
package protocol CredentialSource: Sendable {
    /// What a person calls it.
    var name: String { get }

    /// Fetches credentials; `nil` where this place is not set up here, so that the next one is asked.
    ///
    /// - Returns: credentials.
    /// - Throws: ``CredentialFailure`` for a place that is set up and gives none: no other is asked then, since another
    ///   identity is seldom what was meant.
    func credentials() async throws(CredentialFailure) -> AWSCredentials?
}

/// Why a place gives no credentials although it is set up.
package struct CredentialFailure: Error, Sendable, Hashable {
    package var words: String
    /// Whether waiting mends nothing.
    package var needsPerson: Bool

    package init(_ words: String, needsPerson: Bool) {
        self.words = words
        self.needsPerson = needsPerson
    }
}
