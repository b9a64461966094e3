/// The `sluice.yaml` that `init` writes.
enum ConfigurationTemplate {
    static func text(store: String, shop: String, destinations: [InitialDestination]) -> String {
        """
        # Sluice keeps a CRM in step with Shopify. docs/configuration.md describes every key, `sluice doctor` checks them.
        # ${NAME} is filled in from the environment: secrets belong there, not in this file.
        installation: production                        # another name for each test or staging server

        server:
          listen: "127.0.0.1:8080"                      # Shopify's webhooks: any path below /webhooks
          # public_url: "https://sync.example.com"      # where Shopify reaches this server
          # admin_token: "${SLUICE_ADMIN_TOKEN}"        # needed for public_url and beyond 127.0.0.1

        storage: { url: "sqlite:sluice.db" }            # holds everything: `sluice db backup`, every day
        # retention: { receipts_days: 60 }              # how long webhooks are kept as they came
        # alerts: { webhook: "${SLACK_WEBHOOK_URL}" }   # what a person should know, in Slack's JSON

        stores:
          - name: \(store)
            shop: \(shop)
            # What reads history and makes the webhooks; docs/shopify-app.md says how to get it. Without it the store works
            # from webhooks alone that you make by hand.
            # credentials: { client_id: "…", client_secret: "${SHOPIFY_CLIENT_SECRET}" }
            # Every secret that may sign webhooks; two while you rotate. Webhooks made by hand in the Shopify admin
            # are signed with the key that is shown below them.
            webhook_secrets: ["${SHOPIFY_CLIENT_SECRET}"]
            # send_test_orders: true                    # test orders are otherwise kept and not sent

        destinations:

        """ + destinations.map { DestinationTemplate(destination: $0).text }.joined(separator: "\n")
    }

    /// The environment variables that a configuration names outside of comments, in their order.
    static func variables(in text: String) -> [String] {
        var names: [String] = []
        for line in text.split(separator: "\n") where line.first(where: { $0 != " " }) != "#" {
            let value = line.prefix { $0 != "#" }
            for part in value.split(separator: "${").dropFirst() {
                let name = String(part.prefix { $0 != "}" && $0 != ":" })
                if !names.contains(name) { names.append(name) }
            }
        }
        return names
    }
}
