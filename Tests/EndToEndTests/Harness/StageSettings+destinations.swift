import Sandbox

extension StageSettings {
    /// The entries of the configuration behind HubSpot's, for what listens at these addresses.
    func furtherDestinations(_ urls: [String: String]) -> String {
        [
            urls["zoho"].map(zohoDestination), urls["salesforce"].map(salesforceDestination),
            urls["rest"].map(espocrmDestination),
        ].compactMap(\.self).joined()
    }

    private func zohoDestination(_ url: String) -> String {
        let options = zoho ?? ZohoOptions()
        let token = zohoIsConnected ? ", refresh_token: \"\(options.refreshTokens.sorted().first ?? "")\"" : ""
        return """

              - name: zoho
                type: zoho
                credentials: { accounts_url: "\(url)", client_id: "\(options.clientID)", client_secret: "\(options.clientSecret)"\(token) }
                account: "\(options.organisationID)"

            """
    }

    private func salesforceDestination(_ url: String) -> String {
        let options = salesforce ?? SalesforceOptions()
        return """

              - name: salesforce
                type: salesforce
                credentials: { login_url: "\(url)", client_id: "\(options.clientID)", client_secret: "\(options.clientSecret)" }
                account: "\(options.orgID)"

            """
    }

    private func espocrmDestination(_ url: String) -> String {
        """

          - name: espocrm
            type: rest
            definition: "builtin:espocrm"
            base_url: "\(url)"
            credentials: { token: "\(Stage.token)" }
            calls_per_10_seconds: 1000

        """
    }

    /// What no log line may hold.
    var crmSecrets: [String] {
        var secrets: [String] = []
        if let zoho { secrets += Array(zoho.refreshTokens) + Array(zoho.codes) + [zoho.clientSecret] }
        if let salesforce { secrets.append(salesforce.clientSecret) }
        return secrets
    }
}
