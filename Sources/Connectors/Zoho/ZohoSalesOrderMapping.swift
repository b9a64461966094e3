/// The mapping document for accounts that keep orders as sales orders with products.
package enum ZohoSalesOrderMapping {
    /// Contacts and sales orders.
    package static let text = ZohoDefaultMapping.head + ZohoDefaultMapping.customer + order

    private static let order = """

        order:
          object: sales_order
          external_id: Shopify_Order_ID
          fields:
            Subject: "Shopify Order {order.name}"

            # Zoho takes no sales order without an account: by name, made where there is none. One for all buyers, or
            # "{customer.first_name} {customer.last_name}" for one each.
            Account_Name: { value: "Shopify retail", write: on_create }

            Currency: { value: order.currency, write: on_create }
            Status:
              switch:
                - when: order.status == 'lost'
                  value: "Cancelled"
                - when: order.fulfillment_status == 'fulfilled'
                  value: "Delivered"
                - when: order.status == 'won'
                  value: "Approved"
                - value: "Created"

            Billing_Street: order.billing_address.street
            Billing_City: order.billing_address.city
            Billing_State: order.billing_address.province
            Billing_Code: order.billing_address.zip
            Billing_Country: order.billing_address.country
            Shipping_Street: order.shipping_address.street
            Shipping_City: order.shipping_address.city
            Shipping_State: order.shipping_address.province
            Shipping_Code: order.shipping_address.zip
            Shipping_Country: order.shipping_address.country

            # Zoho computes its own totals from the lines; these are Shopify's.
            Shopify_Total: order.total
            Shopify_Order_Name: order.name
            Shopify_Store: store.name
            Shopify_Channel: order.channel
            Shopify_Payment_Status: order.financial_status
            Shopify_Fulfillment: "order.fulfillment_status | default: unfulfilled"
            Shopify_Discount_Codes: order.discount_codes
            Shopify_Tax: order.tax
            Shopify_Shipping: order.shipping
            Shopify_Refunded: order.refunded
            Shopify_Original_Total: order.original_total
            Shopify_Order_URL: order.admin_url
            Shopify_Cancelled_At: order.cancelled_at
            Shopify_Cancel_Reason: order.cancel_reason
            Shopify_Sync_Origin: { value: sync.origin, write: on_create }

          # Each line of the order as a row. Product_Name and Product_Code say which product it is: it is made where there
          # is none, and found by its code, else by its name.
          lines:
            object: product
            fields:
              Product_Name: line.name
              Product_Code: line.sku
              Unit_Price: line.price
              Quantity: line.quantity
              List_Price: line.price
              Discount: line.discount

        """
}
