/// The mapping documents that `init` writes for Zoho, into the user's own folder.
package enum ZohoDefaultMapping {
    /// Contacts and deals.
    package static let text = head + customer + deal

    static let head = """
        # How Shopify's customers and orders look in Zoho CRM. This file is yours: change it as you like.
        #
        # A value is a source field with filters (`order.name`, "order.total | round: 0"), text in quotes with
        # {placeholders}, or a `switch`. `sluice mapping fields` lists the source fields and the filters;
        # `sluice mapping preview order 1001` shows what would be sent, `sluice mapping test` runs the cases beside this file,
        # `sluice mapping plan` counts what a change concerns. docs/mapping.md describes all of it.
        #
        #   write: always      sent whenever Shopify's value changes (this is the default)
        #   write: if_empty    only while the field is empty in Zoho
        #   write: on_create   only when Sluice creates the record
        #   adopted:           the same, for records that were in Zoho before Sluice found them
        #   when_empty:        what becomes of the field where Shopify has nothing: clear (the default), leave, or skip
        #                      the whole record; when_absent (leave) is for what Shopify did not tell
        #
        # `when:` of a section says which records are sent, `otherwise:` what becomes of those that are no longer: leave
        # (the default), archive, or { mark: { FIELD: VALUE } }.
        #
        # Fields are named by API name. Those named Shopify_… are created by `sluice setup`; Zoho takes names of at most
        # 25 characters for them.

        """

    static let customer = """

        customer:
          object: contact
          external_id: Shopify_Customer_ID
          fields:
            Email: { value: customer.email, adopted: if_empty }
            First_Name: { value: customer.first_name, adopted: if_empty }

            # Zoho takes no contact without a last name.
            Last_Name:
              adopted: if_empty
              switch:
                - when: customer.last_name exists
                  value: customer.last_name
                - when: customer.first_name exists
                  value: customer.first_name
                - when: customer.company exists
                  value: customer.company
                - value: "Shopify customer"

            Phone: { value: "customer.phone | phone: customer.address.country_code", adopted: if_empty }
            Mailing_Street: { value: customer.address.street, adopted: if_empty }
            Mailing_City: { value: customer.address.city, adopted: if_empty }
            Mailing_State: { value: customer.address.province, adopted: if_empty }
            Mailing_Zip: { value: customer.address.zip, adopted: if_empty }
            Mailing_Country: { value: customer.address.country, adopted: if_empty }

            # Consent is only ever lowered: somebody who unsubscribed is opted out, nobody is opted in again.
            Email_Opt_Out:
              when_absent: leave
              switch:
                - when: customer.email_consent.state in ['unsubscribed', 'redacted']
                  value: true

            Lead_Source: { value: "Shopify", write: on_create }

            Shopify_Tags: customer.tags
            Shopify_Email_Consent: customer.email_consent.state
            Shopify_Email_Consent_At: customer.email_consent.updated_at
            Shopify_SMS_Consent: customer.sms_consent.state
            Shopify_SMS_Consent_At: customer.sms_consent.updated_at
            Shopify_WhatsApp: customer.whatsapp_consent.state
            Shopify_WhatsApp_At: customer.whatsapp_consent.updated_at
            Shopify_Orders_Count: customer.orders_count
            Shopify_Amount_Spent: customer.amount_spent
            Shopify_Last_Order_ID: customer.last_order_id | text
            Shopify_Last_Order_At: customer.last_order_at
            Shopify_Store: store.name
            Shopify_Customer_URL: customer.admin_url

            # "history" for what a backfill brought. Zoho runs no workflow for its writes; reports may filter on it.
            Shopify_Sync_Origin: { value: sync.origin, write: on_create }

        """

    private static let deal = """

        order:
          object: deal
          external_id: Shopify_Order_ID
          fields:
            Deal_Name: "Shopify Order {order.name}"
            Amount: order.total

            # Left out where the account has only one currency.
            Currency: { value: order.currency, write: on_create }

            # The day in the shop's zone; later changes of the order do not move it.
            Closing_Date: { value: order.processed_at | date, write: on_create }

            # Cancelled, voided or refunded in full is lost; paid or refunded in part is won; all else is open. "won",
            # "lost" and "open" stand for the stages of the deal's pipeline that mean so. A stage's own name, such as
            # "Negotiation/Review", may stand here instead.
            Stage:
              switch:
                - when: order.status == 'won'
                  value: "won"
                - when: order.status == 'lost'
                  value: "lost"
                - when: order.status == 'open'
                  value: "open"

            # By name. Where the account has no such pipeline, the default one.
            Pipeline: { value: "Shopify", write: on_create }

            Lead_Source: { value: "Shopify", write: on_create }
            Description: order.line_summary

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

        """
}
