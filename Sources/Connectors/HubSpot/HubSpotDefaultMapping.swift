/// The mapping documents that `init` writes for HubSpot, into the user's own folder.
package enum HubSpotDefaultMapping {
    /// Contacts and deals.
    package static let text = head + customer + deal

    /// Contacts and deals, with a line item for each line of the order.
    package static let textWithLineItems = text + HubSpotLineItemMapping.text

    static let head = """
        # How Shopify's customers and orders look in HubSpot. This file is yours: change it as you like.
        #
        # A value is a source field with filters (`order.name`, "order.total | round: 0"), text in quotes with
        # {placeholders}, or a `switch`. `sluice mapping fields` lists the source fields and the filters;
        # `sluice mapping preview order 1001` shows what would be sent, `sluice mapping test` runs the cases beside this file,
        # `sluice mapping plan` counts what a change concerns. docs/mapping.md describes all of it.
        #
        #   write: always      sent whenever Shopify's value changes (this is the default)
        #   write: if_empty    only while the field is empty in HubSpot
        #   write: on_create   only when Sluice creates the record
        #   adopted:           the same, for records that were in HubSpot before Sluice found them
        #   when_empty:        what becomes of the field where Shopify has nothing: clear (the default), leave, or skip
        #                      the whole record; when_absent (leave) is for what Shopify did not tell
        #
        # `when:` of a section says which records are sent, `otherwise:` what becomes of those that are no longer: leave
        # (the default), archive, or { mark: { FIELD: VALUE } }. docs/mapping.md has it all.
        #
        # Fields named shopify_… are created by `sluice setup`.

        """

    static let customer = """

        customer:
          object: contact
          external_id: shopify_customer_id
          fields:
            email: { value: customer.email, adopted: if_empty }
            firstname: { value: customer.first_name, adopted: if_empty }

            # HubSpot takes no contact without an address and a name, such as one known by phone only.
            lastname:
              adopted: if_empty
              switch:
                - when: customer.email exists or customer.first_name exists or customer.last_name exists
                  value: customer.last_name
                - value: "Shopify customer"

            phone: { value: "customer.phone | phone: customer.address.country_code", adopted: if_empty }
            address: { value: customer.address.street, adopted: if_empty }
            city: { value: customer.address.city, adopted: if_empty }
            state: { value: customer.address.province, adopted: if_empty }
            zip: { value: customer.address.zip, adopted: if_empty }
            country: { value: customer.address.country, adopted: if_empty }
            company: { value: customer.company, write: on_create }

            # With the first order that was paid. HubSpot's stages only move forward, so an earlier one is never sent.
            lifecyclestage:
              when_absent: leave
              switch:
                - when: customer.orders_count >= 1 and customer.amount_spent > 0
                  value: "customer"

            shopify_tags: customer.tags
            shopify_email_consent: customer.email_consent.state
            shopify_email_consent_at: customer.email_consent.updated_at
            shopify_sms_consent: customer.sms_consent.state
            shopify_sms_consent_at: customer.sms_consent.updated_at
            shopify_whatsapp_consent: customer.whatsapp_consent.state
            shopify_whatsapp_consent_at: customer.whatsapp_consent.updated_at
            shopify_orders_count: customer.orders_count
            shopify_amount_spent: customer.amount_spent
            shopify_last_order_id: customer.last_order_id | text
            shopify_last_order_at: customer.last_order_at
            shopify_store: store.name
            shopify_customer_url: customer.admin_url

            # "history" for what a backfill brought: workflows that must not run for old records filter on it.
            shopify_sync_origin: { value: sync.origin, write: on_create }

        """

    private static let deal = """

        order:
          object: deal
          external_id: shopify_order_id
          fields:
            dealname: "Shopify Order {order.name}"
            amount: order.total
            deal_currency_code: order.currency

            # The day in the shop's zone; later changes of the order do not move it.
            closedate: { value: order.processed_at | date, write: on_create }

            # Cancelled, voided or refunded in full is lost; paid or refunded in part is won; all else is open. "won",
            # "lost" and "open" stand for the stages of the deal's pipeline that mean so. A stage's own label, such as
            # "Contract sent", may stand here instead.
            dealstage:
              switch:
                - when: order.status == 'won'
                  value: "won"
                - when: order.status == 'lost'
                  value: "lost"
                - when: order.status == 'open'
                  value: "open"

            # By label. Where the account has no such pipeline, the default one.
            pipeline: { value: "Shopify", write: on_create }

            description: order.line_summary

            shopify_order_name: order.name
            shopify_store: store.name
            shopify_channel: order.channel
            shopify_financial_status: order.financial_status
            shopify_fulfillment_status: "order.fulfillment_status | default: unfulfilled"
            shopify_discount_codes: order.discount_codes
            shopify_tax: order.tax
            shopify_shipping: order.shipping
            shopify_refunded: order.refunded
            shopify_original_total: order.original_total
            shopify_order_url: order.admin_url
            shopify_cancelled_at: order.cancelled_at
            shopify_cancel_reason: order.cancel_reason
            shopify_sync_origin: { value: sync.origin, write: on_create }

        """
}
