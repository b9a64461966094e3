import Sandbox

extension StageSettings {
    /// The destination's entry in the configuration.
    func zohoDestination(_ url: String) -> String {
        let options = zoho ?? ZohoOptions()
        let token = zohoIsConnected ? ", refresh_token: \"\(options.refreshTokens.sorted().first ?? "")\"" : ""
        return """

              - name: zoho
                type: zoho
                credentials: { accounts_url: "\(url)", client_id: "\(options.clientID)", client_secret: "\(options.clientSecret)"\(token) }
                account: "\(options.organisationID)"

            """
    }

    /// What no log line may hold.
    var zohoSecrets: [String] {
        guard let zoho else { return [] }
        return zoho.refreshTokens + zoho.codes + [zoho.clientSecret]
    }
}
