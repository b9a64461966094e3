/// The test case that `init` writes beside the default mapping.
enum HubSpotExampleCase {
    static let text = ExampleCase(
        object: "deal",
        expected: [
            #"dealname: "Shopify Order #1001""#,
            "amount: 199.65",
            "deal_currency_code: EUR",
            "dealstage: won",
            #"closedate: "2026-05-11""#,
            "description: 2 × Mug (MUG-1)",
            #"shopify_order_id: "820982911946154508""#,
            "shopify_discount_codes: [SPRING10]",
            "shopify_fulfillment_status: unfulfilled",
            "shopify_cancelled_at: cleared",
            "shopify_refunded: absent",
        ]
    ).text
}
