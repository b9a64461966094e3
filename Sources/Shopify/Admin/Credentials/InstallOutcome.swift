package import SyncModel

/// What became of a callback.
package enum InstallOutcome: Sendable, Hashable {
    /// Why it was refused.
    package enum Refusal: Sendable, Hashable {
        /// It is not Shopify's callback at all.
        case malformed
        case unknownShop
        case signature
        /// The link was not given out here, was used already, or is too old.
        case state
        /// It is signed for another time.
        case time
        /// Shopify did not give a token for the code; its words.
        case exchange(String)
        case storage
        /// This node has no store to keep a token in.
        case receiver

        init(_ refusal: OAuthCallback.Refusal) {
            self =
                switch refusal {
                case .malformed: .malformed
                case .signature: .signature
                case .state: .state
                case .shop: .unknownShop
                case .time: .time
                }
        }
    }

    case granted(StoreName, scopes: [String])
    case refused(Refusal)

    /// Scopes that are needed and were not granted.
    package var missingScopes: [String] {
        guard case .granted(_, let scopes) = self else { return [] }
        return Self.missing(from: scopes)
    }

    /// Scopes that are needed and not among these.
    package static func missing(from scopes: [String]) -> [String] {
        let access = SubscriptionAccess(scopes: scopes)
        return SubscriptionCatalogue.scopes.filter { !access.grants($0) }
    }

    /// As whoever waits for it is told.
    var recorded: PendingAuthorization.Outcome {
        switch self {
        case .granted(_, let scopes): .granted(scopes: scopes)
        case .refused(let refusal): .refused(refusal.words)
        }
    }
}

extension InstallOutcome.Refusal {
    /// What happened and how to mend it, for a person; no secret and nothing of the request.
    package var words: String {
        switch self {
        case .malformed: "This is not a callback of Shopify: open the link that sluice connect printed."
        case .unknownShop: "This shop is not connected here: check stores[].shop in sluice.yaml."
        case .signature:
            "The request is not signed with this app's client secret: check credentials.client_secret in sluice.yaml."
        case .state:
            "This link is not known here, was used already, or is more than an hour old:"
                + " run sluice connect shopify again and open the new link."
        case .time: "The request is too old or from the future: check this server's clock, then open a new link."
        case .exchange(let words): "Shopify gave no access token: \(words)."
        case .receiver:
            "This node only takes webhooks (sluice serve --role receiver) and keeps no tokens: let \(InstallDesk.path) reach a"
                + " node with --role all or worker, then open the same link again."
        case .storage: "The access token could not be kept: the server's log and sluice doctor say more."
        }
    }
}
