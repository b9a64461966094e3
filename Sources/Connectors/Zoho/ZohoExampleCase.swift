/// The test case that `init` writes beside the default mapping.
enum ZohoExampleCase {
    static let text = ExampleCase(
        object: "deal",
        expected: [
            #"Deal_Name: "Shopify Order #1001""#,
            "Amount: 199.65",
            "Currency: EUR",
            "Stage: won",
            #"Closing_Date: "2026-05-11""#,
            "Description: 2 × Mug (MUG-1)",
            #"Shopify_Order_ID: "820982911946154508""#,
            "Shopify_Discount_Codes: [SPRING10]",
            "Shopify_Fulfillment: unfulfilled",
            "Shopify_Cancelled_At: cleared",
            "Shopify_Refunded: absent",
        ]
    ).text
}
