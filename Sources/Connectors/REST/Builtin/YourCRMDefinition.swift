/// The CRM of the original request: one deal for an order, with five fields.
enum YourCRMDefinition {
    /// A test case of its mapping.
    static let exampleCase = ExampleCase(
        object: "deal",
        expected: [
            #"deal_name: "Shopify Order #1001""#,
            "amount: 199.65",
            "customer_email: bob@example.com",
            #"shopify_order_id: "820982911946154508""#,
            "pipeline_stage: Closed Won",
        ]
    ).text

    static let text = """
        # POST /v1/deals with a bearer key, and what follows from it: a deal is looked for by shopify_order_id before it is
        # made, and changed by its id. An API that knows no look-up (404 or 405) is refused: a lost answer would make a second
        # deal. Whoever takes that risk copies this description and adds i_accept_duplicates_when_an_answer_is_lost: true.
        title: YourCRM
        base_url: "https://api.yourcrm.com"
        credentials:
          token: the API key
        auth: { kind: bearer }

        objects:
          order:
            object: deal
            external_id: shopify_order_id
            find:
              path: /v1/deals
              query: { shopify_order_id: "{external_id}" }
              records: [data, deals, results, $]
              id: [id, deal_id]
              external_id: shopify_order_id
              none: []
            read: { path: "/v1/deals/{id}" }
            create:
              path: /v1/deals
              id: { body: [id, deal_id, data.id, deal.id], otherwise: external_id }
              body: &deal
                deal_name: "{fields.deal_name}"
                amount: "{fields.amount}"
                customer_email: "{fields.customer_email}"
                shopify_order_id: "{fields.shopify_order_id}"
                pipeline_stage: "{fields.pipeline_stage}"
            update: { path: "/v1/deals/{id}", body: *deal }
            erase: { path: "/v1/deals/{id}" }

        mapping:
          order:
            object: deal
            external_id: shopify_order_id
            fields:
              deal_name: "Shopify Order {order.name}"
              amount: order.total
              # The order's own address, else the customer's.
              customer_email: "order.email | otherwise: customer.email"
              shopify_order_id: order.id
              pipeline_stage: "order.status | map: {won: Closed Won, lost: Closed Lost, else: Open}"

        """
}
