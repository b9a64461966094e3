/// The `sluice.yaml` that `init` writes.
enum ConfigurationTemplate {
    static func text(store: String, shop: String) -> String {
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
          - name: hubspot
            type: hubspot
            # mode: shadow                              # reads the CRM, writes nothing, says what it would do; or off
            # account: "12345678"                       # stops a token of another account; doctor shows the number
            credentials: { access_token: "${HUBSPOT_TOKEN}" }
            # order: deal | order; lines: summary | items. The mapping file is for these; for others leave `mapping`
            # out, which takes the shipped mapping for them.
            objects: { customer: contact, order: deal, lines: summary }
            mapping: hubspot.mapping.yaml               # which field gets what

        """
    }
}
