/// The `sluice.yaml` that `init` writes.
enum ConfigurationTemplate {
    static func text(store: String, shop: String) -> String {
        """
        # Sluice keeps a CRM in step with Shopify. Every key is described in docs/configuration.md.
        # ${NAME} is filled in from the environment; secrets belong there, not in this file.
        installation: production

        server:
          listen: "127.0.0.1:8080"
          # public_url: "https://sync.example.com"    # where Shopify reaches this server; needs admin_token
          # admin_token: "${SLUICE_ADMIN_TOKEN}"

        storage: { url: "sqlite:sluice.db" }

        stores:
          - name: \(store)
            shop: \(shop)
            webhook_secrets: ["${SHOPIFY_CLIENT_SECRET}"]

        destinations:
          - name: hubspot
            type: hubspot
            credentials: { access_token: "${HUBSPOT_TOKEN}" }
            objects: { customer: contact, order: deal, lines: summary }
            mapping: hubspot.mapping.yaml

        """
    }
}
