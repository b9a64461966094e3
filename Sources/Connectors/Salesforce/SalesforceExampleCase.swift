/// The test case that `init` writes beside the default mapping.
enum SalesforceExampleCase {
    static let text = ExampleCase(
        object: "opportunity",
        expected: [
            #"Name: "Shopify Order #1001""#,
            "Amount: 199.65",
            "CurrencyIsoCode: EUR",
            "StageName: won",
            #"CloseDate: "2026-05-11""#,
            "Description: 2 × Mug (MUG-1)",
            #"Shopify_Order_Id__c: "820982911946154508""#,
            "Shopify_Discount_Codes__c: [SPRING10]",
            "Shopify_Fulfillment_Status__c: unfulfilled",
            "Shopify_Cancelled_At__c: cleared",
            "Shopify_Refunded__c: absent",
        ]
    ).text
}
