/// The app that talks to the shop, as Shopify knows it.
package struct ShopifyApp: Sendable {
    /// Whether the shop lets the app have tokens.
    package enum Standing: String, Sendable {
        case installed
        case notInstalled
        /// The shop belongs to another organization: no client credentials grant.
        case otherOrganization
    }

    package var id = "347082227713"
    package var clientID = "sandbox-client-id"
    package var clientSecret = "shpss_sandbox-client-secret"
    package var standing = Standing.installed
    /// Where a merchant may be sent back to; the beginning of the address must be one of these.
    package var redirectPrefixes = ["http://127.0.0.1", "http://localhost", "https://"]
    /// Tokens that were copied from the shop's admin: they never expire.
    package var adminTokens: Set<String> = ["shpat_sandbox-admin-token"]

    package init() {}
}
