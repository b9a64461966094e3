/// The mapping documents that `init` writes for Salesforce, into the user's own folder.
package enum SalesforceDefaultMapping {
    /// The document for the chosen objects.
    static func text(
        _ customer: SalesforceSettings.CustomerObject,
        _ order: SalesforceSettings.OrderObject,
        _ lines: SalesforceSettings.Lines
    ) -> String {
        let customer =
            switch customer {
            case .contactAccount: contact(account)
            case .contact: contact("")
            case .personAccount: personAccount
            }
        let order =
            switch (order, lines) {
            case (.opportunity, _): SalesforceOrderMapping.opportunity
            case (.order, .summary): SalesforceOrderMapping.order
            case (.order, .items): SalesforceOrderMapping.order + SalesforceOrderMapping.lines
            }
        return head + customer + order
    }

    private static let head = """
        # How Shopify's customers and orders look in Salesforce. This file is yours: change it as you like.
        #
        # A value is a source field with filters (`order.name`, "order.total | round: 0"), text in quotes with
        # {placeholders}, or a `switch`. `sluice mapping fields` lists the source fields and the filters;
        # `sluice mapping preview order 1001` shows what would be sent, `sluice mapping test` runs the cases beside this file,
        # `sluice mapping plan` counts what a change concerns. docs/mapping.md describes all of it.
        #
        #   write: always      sent whenever Shopify's value changes (this is the default)
        #   write: if_empty    only while the field is empty in Salesforce
        #   write: on_create   only when Sluice creates the record
        #   adopted:           the same, for records that were in Salesforce before Sluice found them
        #   when_empty:        what becomes of the field where Shopify has nothing: clear (the default), leave, or skip
        #                      the whole record; when_absent (leave) is for what Shopify did not tell
        #
        # `when:` of a section says which records are sent, `otherwise:` what becomes of those that are no longer: leave
        # (the default), archive, or { mark: { FIELD: VALUE } }.
        #
        # Names are API names. Fields named Shopify_…__c are created by `sluice setup`.

        """

    private static func contact(_ account: String) -> String {
        """

        customer:
          object: contact
          external_id: Shopify_Customer_Id__c
          fields:

        """
            + account + names + """
                    Email: { value: customer.email, adopted: if_empty }
                    Phone: { value: "customer.phone | phone: customer.address.country_code", adopted: if_empty }

                """
            + address("Mailing") + """

                    # A sync never gives consent: only its withdrawal is sent. Left out where the user may not see the field.
                    HasOptedOutOfEmail:
                      when_absent: leave
                      switch:
                        - when: customer.email_consent.state == 'unsubscribed'
                          value: "customer.email_consent.state | equals: unsubscribed"

                    LeadSource: { value: "Shopify", write: on_create }

                """
            + own
    }

    private static let account = """
            # Each customer has an account of its own, named by the company, else by the person.
            Account.Name:
              write: on_create
              switch:
                - when: customer.company exists
                  value: customer.company
                - when: customer.full_name exists
                  value: customer.full_name


        """

    private static let personAccount =
        """

        customer:
          object: person_account
          external_id: Shopify_Customer_Id__c
          fields:

        """
        + names + """
                PersonEmail: { value: customer.email, adopted: if_empty }
                PersonMobilePhone: { value: "customer.phone | phone: customer.address.country_code", adopted: if_empty }

            """
        + address("PersonMailing") + """

                # A sync never gives consent: only its withdrawal is sent. Left out where the user may not see the field.
                PersonHasOptedOutOfEmail:
                  when_absent: leave
                  switch:
                    - when: customer.email_consent.state == 'unsubscribed'
                      value: "customer.email_consent.state | equals: unsubscribed"

                PersonLeadSource: { value: "Shopify", write: on_create }

            """
        + own

    private static let names = """
            # Salesforce takes nobody without a last name: the first name or the company stands in for it, and
            # "Shopify customer" on creation where there is nothing at all.
            LastName:
              adopted: if_empty
              switch:
                - when: customer.last_name exists
                  value: customer.last_name
                - when: customer.first_name exists
                  value: customer.first_name
                - when: customer.company exists
                  value: customer.company
            FirstName:
              adopted: if_empty
              switch:
                - when: customer.last_name exists
                  value: customer.first_name

        """

    /// By code and by name: what the org uses is sent.
    private static func address(_ prefix: String) -> String {
        """
            \(prefix)Street: { value: customer.address.street, adopted: if_empty }
            \(prefix)City: { value: customer.address.city, adopted: if_empty }
            \(prefix)PostalCode: { value: customer.address.zip, adopted: if_empty }
            # Codes in orgs with state and country picklists, else names: what the org does not use is left out.
            \(prefix)State: { value: customer.address.province, adopted: if_empty }
            \(prefix)StateCode: { value: customer.address.province_code, adopted: if_empty }
            \(prefix)Country: { value: customer.address.country, adopted: if_empty }
            \(prefix)CountryCode: { value: customer.address.country_code, adopted: if_empty }

        """
    }

    private static let own = """

            Shopify_Tags__c: customer.tags
            Shopify_Email_Consent__c: customer.email_consent.state
            Shopify_Email_Consent_At__c: customer.email_consent.updated_at
            Shopify_SMS_Consent__c: customer.sms_consent.state
            Shopify_SMS_Consent_At__c: customer.sms_consent.updated_at
            Shopify_WhatsApp_Consent__c: customer.whatsapp_consent.state
            Shopify_WhatsApp_Consent_At__c: customer.whatsapp_consent.updated_at
            Shopify_Orders_Count__c: customer.orders_count
            Shopify_Total_Spent__c: customer.amount_spent
            Shopify_Last_Order_Id__c: customer.last_order_id | text
            Shopify_Last_Order_At__c: customer.last_order_at
            Shopify_Store__c: store.name
            Shopify_Customer_URL__c: customer.admin_url

            # "history" for what a backfill brought: flows that must not run for old records filter on it.
            Shopify_Sync_Origin__c: { value: sync.origin, write: on_create }

        """
}
