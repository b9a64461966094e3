/// The mapping documents for accounts that keep orders in HubSpot's `orders` object instead of deals.
package enum HubSpotOrdersMapping {
    /// Contacts and orders.
    package static let text = HubSpotDefaultMapping.head + HubSpotDefaultMapping.customer + order

    /// Contacts and orders, with a line item for each line of the order.
    package static let textWithLineItems = text + HubSpotLineItemMapping.text

    private static let order = """

        order:
          object: order
          external_id: shopify_order_id
          fields:
            hs_order_name: order.name
            hs_external_order_id: order.id | text
            hs_source_store: store.domain
            hs_currency_code: order.currency
            hs_total_price: order.total
            hs_subtotal_price: order.subtotal
            hs_tax: order.tax
            hs_shipping_cost: order.shipping
            hs_order_discount: order.discounts
            hs_refund_amount: order.refunded
            hs_discount_codes: "order.discount_codes | join: ', '"
            hs_tags: "order.tags | join: ', '"
            hs_order_note: order.note

            hs_external_created_date: order.processed_at
            hs_external_modified_date: order.updated_at
            hs_external_canceled_date: order.cancelled_at
            hs_cancellation_reason: order.cancel_reason

            # "partially_paid" reads as "Partially paid".
            hs_payment_status: order.financial_status | words
            hs_fulfillment_status: "order.fulfillment_status | default: unfulfilled | words"
            hs_external_order_status: order.status
            hs_external_order_url: order.admin_url

            # Stages by label, in the pipeline below.
            hs_pipeline_stage:
              switch:
                - when: order.cancelled_at exists
                  value: "Cancelled"
                - when: order.fulfillment_status == 'fulfilled'
                  value: "Shipped"
                - when: order.financial_status in ['paid', 'partially_refunded', 'refunded']
                  value: "Processed"
                - when: order.status exists
                  value: "Open"

            # By label. Where the account has no such pipeline, the default one.
            hs_pipeline: { value: "Shopify", write: on_create }

            hs_shipping_address_name: order.shipping_address.name
            hs_shipping_address_street: order.shipping_address.street
            hs_shipping_address_city: order.shipping_address.city
            hs_shipping_address_state: order.shipping_address.province
            hs_shipping_address_postal_code: order.shipping_address.zip
            hs_shipping_address_country: order.shipping_address.country
            hs_shipping_address_phone: order.shipping_address.phone
            hs_billing_address_name: order.billing_address.name
            hs_billing_address_street: order.billing_address.street
            hs_billing_address_city: order.billing_address.city
            hs_billing_address_state: order.billing_address.province
            hs_billing_address_postal_code: order.billing_address.zip
            hs_billing_address_country: order.billing_address.country
            hs_billing_address_email: order.email

            shopify_line_summary: order.line_summary
            shopify_store: store.name
            shopify_channel: order.channel
            shopify_original_total: order.original_total
            shopify_sync_origin: { value: sync.origin, write: on_create }

        """
}
