/// The parts of Salesforce's mapping documents that are about orders.
enum SalesforceOrderMapping {
    static let opportunity = """

        order:
          object: opportunity
          external_id: Shopify_Order_Id__c
          fields:
            Name: "Shopify Order {order.name}"
            Amount: order.total
            # Left out in orgs with one currency.
            CurrencyIsoCode: order.currency

            # The day in the shop's zone; later changes of the order do not move it.
            CloseDate: { value: order.processed_at | date, write: on_create }

            # Cancelled, voided or refunded in full is lost; paid or refunded in part is won; all else is open. "won",
            # "lost" and "open" stand for the org's first active stage that means so. A stage's own name, such as
            # "Negotiation/Review", may stand here instead.
            StageName:
              switch:
                - when: order.status == 'won'
                  value: "won"
                - when: order.status == 'lost'
                  value: "lost"
                - when: order.status == 'open'
                  value: "open"

            Description: order.line_summary

        """
        + own

    static let order = """

        order:
          object: order
          external_id: Shopify_Order_Id__c
          fields:
            # The day in the shop's zone; later changes of the order do not move it.
            EffectiveDate: { value: order.processed_at | date, write: on_create }

            # "Activated" here activates orders once their items are there: Salesforce then lets nearly nothing be changed.
            Status: { value: "Draft", write: on_create }

            # Left out in orgs with one currency.
            CurrencyIsoCode: { value: order.currency, write: on_create }
            Description: order.line_summary

            BillingStreet: order.billing_address.street
            BillingCity: order.billing_address.city
            BillingPostalCode: order.billing_address.zip
            BillingState: order.billing_address.province
            BillingStateCode: order.billing_address.province_code
            BillingCountry: order.billing_address.country
            BillingCountryCode: order.billing_address.country_code
            ShippingStreet: order.shipping_address.street
            ShippingCity: order.shipping_address.city
            ShippingPostalCode: order.shipping_address.zip
            ShippingState: order.shipping_address.province
            ShippingStateCode: order.shipping_address.province_code
            ShippingCountry: order.shipping_address.country
            ShippingCountryCode: order.shipping_address.country_code

            Shopify_Status__c: order.status
            Shopify_Total__c: order.total

        """
        + own

    /// The part of an order's section that makes an order product of each line.
    static let lines = """

          # Each line of the order as an order product. Fields named Product2.… make the product of a variant.
          lines:
            object: order_item
            external_id: Shopify_Line_Id__c
            fields:
              Quantity: line.quantity
              UnitPrice: line.price
              Description: line.name
              Product2.Shopify_Variant_Id__c: line.variant_id | text
              Product2.Name: line.name
              Product2.ProductCode: line.sku

        """

    private static let own = """

            Shopify_Order_Name__c: order.name
            Shopify_Store__c: store.name
            Shopify_Channel__c: order.channel
            Shopify_Financial_Status__c: order.financial_status
            Shopify_Fulfillment_Status__c: "order.fulfillment_status | default: unfulfilled"
            Shopify_Currency__c: order.currency
            Shopify_Discount_Codes__c: order.discount_codes
            Shopify_Tax__c: order.tax
            Shopify_Shipping__c: order.shipping
            Shopify_Refunded__c: order.refunded
            Shopify_Original_Total__c: order.original_total
            Shopify_Order_URL__c: order.admin_url
            Shopify_Cancelled_At__c: order.cancelled_at
            Shopify_Cancel_Reason__c: order.cancel_reason
            Shopify_Sync_Origin__c: { value: sync.origin, write: on_create }

        """
}
